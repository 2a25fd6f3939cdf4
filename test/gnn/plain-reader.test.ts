import { describe, expect, test } from 'vitest';
import type { Spec } from '../../src/domain/spec.js';
import { parseSpec } from '../../src/gnn/index.js';
import type { Fact } from '../support/plain-reader.js';
import { describeValue, readPlainly } from '../support/plain-reader.js';
import { CORPUS, corpusFiles, sampleModels } from '../support/sample-files.js';

const SECOND_DECLARATION = 'declared above, which holds: GNN-E004';
const GIVEN_AGAIN = 'given again below, which holds: GNN-W011';
const CALLS = 'a vector of two calls, which the plain reader keeps as text: GNN-W027';
const PLACEHOLDER = 'a list of one word, which the plain reader keeps as text';
const QUOTED = 'a report that quotes its sections under `###`: kept under extensions, GNN-W009';
const LEVEL = 'a section of level 1 where the model has no other: GNN-W031';
const SLICES = 'two slices of one value, which the plain reader does not join';

/**
 * What only the plain reader (`-`) or only the front end (`+`) reads at a line of the real specs, and
 * why the front end is right. A difference that is no more fails the test as a new one does.
 */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'standard/multiagent/stigmergic_swarm.md': {
    '- 252 parameter num_obs 64': GIVEN_AGAIN,
    '- 253 parameter num_actions 4': GIVEN_AGAIN,
  },
  'wild/gnn_cognitive_effort.md': {
    '- 98 value E {(ln(0.85),ln(0.15))}': CALLS,
    '+ 98 value E 2 of ln(0.85),ln(0.15)': CALLS,
    '- 101 value C_correct {(ln(1/8.4),ln(7.4/8.4))}': CALLS,
    '+ 101 value C_correct 2 of ln(1/8.4),ln(7.4/8.4)': CALLS,
  },
  'wild/gnn_example_butterfly_pheromone_agent.md': {
    '- 119 value B_f0 3x1x3x3 from 0.7 to 0.05 sum 113.85': GIVEN_AGAIN,
    '- 131 value B_f0 3x1x3x3 from 0 to 0 sum 99': GIVEN_AGAIN,
  },
  'more/history/basic_gnn_template_cc372e.md': {
    '- 108 parameter num_hidden_state_factors [X]': PLACEHOLDER,
    '+ 108 parameter num_hidden_state_factors 1 of X': PLACEHOLDER,
    '- 109 parameter num_observation_modalities [Y]': PLACEHOLDER,
    '+ 109 parameter num_observation_modalities 1 of Y': PLACEHOLDER,
    '- 110 parameter num_control_factors [Z]': PLACEHOLDER,
    '+ 110 parameter num_control_factors 1 of Z': PLACEHOLDER,
  },
  'more/history/chronic_pain_theories_485812.md': {
    '- 79 variable G[Attn] float': SECOND_DECLARATION,
    '- 79 bound G ExpectedFreeEnergy,SpinalGateState': SECOND_DECLARATION,
  },
  'more/history/fc_gnn_simple_discopy_test_069fba.md': {
    '- 17 connection Y > Z\\n```\\n\\n': 'text behind `Z` is no part of its name: GNN-E005',
    '- 48 connection X > Y': QUOTED,
    '- 49 connection Y > Z': QUOTED,
  },
  'more/history/fc_rpg_dungeon_crawl_368fe5.md': {
    '- 141 variable rogue_skills[12] discrete': SECOND_DECLARATION,
  },
  'more/history/gnn_example_butterfly_pheromone_agent_exp_b6f798.gnn': {
    '- 113 value B_f0 3x1x3x3 from 0.7 to 0.05 sum 113.85': GIVEN_AGAIN,
    '- 125 value B_f0 3x1x3x3 from 0 to 0 sum 99': GIVEN_AGAIN,
  },
  'more/history/neural_response_model_2cd9c5.md': {
    '- 42 variable A[3,1] float': SECOND_DECLARATION,
    '- 42 bound A LikelihoodMatrix,AdaptationState': SECOND_DECLARATION,
  },
  'more/history/nontechnical_description_040791.md': {
    '- 52 variable G_tau1[64] float': SECOND_DECLARATION,
  },
  'more/repro/level1_section_heading_lost.md': {
    '+ 1 version 1.0': LEVEL,
    '+ 1 flag latex_rendering=true': LEVEL,
    '+ 1 flag graphviz_compatible=true': LEVEL,
  },
  'more/repro/slice_assignment_cascade.md': { '+ 24 value B 2x2x2 from 1 to 0 sum 18': SLICES },
};

test.each(sampleModels().map((file) => [file.path, file.text]))(
  'both readers say the same of %s',
  (_, text) => {
    expect(readPlainly(text)).not.toEqual([]);
    expect(compare(text)).toEqual([]);
  },
);

describe.skipIf(CORPUS === undefined)('the real specs (set GNN_CORPUS to run)', () => {
  const files = corpusFiles();

  test.each(files.map((file) => [file.path, file.text]))(
    'both readers say the same of %s',
    (path, text) => {
      expect(compare(text).toSorted()).toEqual(Object.keys(KNOWN[path] ?? {}).toSorted());
    },
  );

  test('every known difference is in one of them', () => {
    expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(Object.keys(KNOWN)));
  });

  test('both say enough of them for the comparison to mean something', () => {
    const models = files.flatMap((file) => readPlainly(file.text));
    const counts: Record<string, number> = { model: models.length };
    for (const { says } of models.flat()) {
      const [kind = ''] = says.split(' ');
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(Object.entries(LEAST).filter(([kind, least]) => (counts[kind] ?? 0) < least)).toEqual(
      [],
    );
  });
});

/** How many facts of a kind the corpus has at least. */
const LEAST = {
  model: 189,
  version: 148,
  flag: 28,
  variable: 2_817,
  connection: 1_921,
  value: 1_466,
  parameter: 640,
  time: 454,
  term: 1_905,
  bound: 1_853,
};

/** What one reader says of a text and the other does not: `-` the plain one, `+` the front end. */
function compare(text: string): string[] {
  const ours = parseSpec(text).specs.map(factsOf);
  const plain = readPlainly(text);
  if (ours.length !== plain.length) return [`- ${plain.length} models`, `+ ${ours.length} models`];
  return ours.flatMap((facts, index) => {
    const [own, others] = [facts, plain[index] ?? []].map((some) =>
      some.map(({ line, says }) => `${line} ${says}`),
    );
    return [
      ...subtract(others, own).map((it) => `- ${it}`),
      ...subtract(own, others).map((it) => `+ ${it}`),
    ];
  });
}

/** What is left of some lines after each of the others has taken one like it away. */
function subtract(lines: readonly string[] = [], others: readonly string[] = []): string[] {
  const left = new Map<string, number>();
  for (const it of others) left.set(it, (left.get(it) ?? 0) + 1);
  return lines.filter((it) => {
    const count = left.get(it) ?? 0;
    left.set(it, count - 1);
    return count <= 0;
  });
}

/** What the front end reads, in the words of the plain reader. */
function factsOf({ model, values, sections }: Spec): Fact[] {
  const about = (name: 'GNNVersionAndFlags' | 'Time', facts: readonly string[]): Fact[] =>
    facts.map((says) => ({ line: sections.get(name)?.line ?? 0, says }));
  const { time } = model;
  const timeFacts = Object.entries({
    mode: time?.mode ?? null,
    discretization: time?.discretization ?? null,
    variable: time?.variable ?? null,
    horizon: time?.horizon ?? null,
  });
  return [
    ...about('GNNVersionAndFlags', [
      ...(model.gnn_version === null ? [] : [`version ${model.gnn_version}`]),
      ...model.flags.map((it) => `flag ${it.name}=${it.value}`),
    ]),
    ...model.variables.map((it) => ({
      line: it.line,
      says: `variable ${it.name}[${it.declared.join()}] ${it.type}`,
    })),
    ...model.connections.map((it) => ({
      line: it.line,
      says: `connection ${it.sources.join()} ${it.operator} ${it.targets.join()}`,
    })),
    ...model.parameters.map((it, index) => ({
      line: it.line,
      says: `value ${it.name} ${describeValue(values[index])}`,
    })),
    ...about(
      'Time',
      timeFacts.flatMap(([key, value]) => (value === null ? [] : [`time ${key} ${value}`])),
    ),
    ...model.ontology.map((it) => ({ line: it.line, says: `term ${it.variable} ${it.term}` })),
    ...model.variables.flatMap(({ line, name, ontology_term, ontology_terms }) =>
      ontology_term === null
        ? []
        : [{ line, says: `bound ${name} ${(ontology_terms ?? [ontology_term]).join()}` }],
    ),
    ...model.model_parameters.map((it) => ({
      line: it.line,
      says: `parameter ${it.name} ${describeValue(it.value)}`,
    })),
  ];
}
