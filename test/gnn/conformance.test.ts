import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import type { ParsedFile } from '../../src/domain/spec.js';
import type { Profile } from '../../src/domain/settings.js';
import { validateSpec } from '../../src/validate/index.js';
import type { SampleFile } from '../support/sample-files.js';
import { CORPUS, markdownFiles, realSpecs, sampleModels } from '../support/sample-files.js';
import { allDiagnostics } from '../support/spec-text.js';
import { lostLines } from '../support/structured-lines.js';

test.each(realSpecs().map((file) => [file.path, file.text]))('no line of %s is lost', (_, text) => {
  expect(lostLines(text, parseSpec(text))).toEqual([]);
});

const RECORDED = [
  'variables',
  'connections',
  'parameters',
  'equations',
  'ontology',
  'flags',
  'model_parameters',
] as const;

test.each(RECORDED)('a line would be lost if the model had no %s of it', (key) => {
  const tried = sampleModels().flatMap(({ path, text }) => {
    const file = parseSpec(text);
    const told = new Set(allDiagnostics(file).map((it) => it.line));
    const lines = linesOf(file, key).filter((line) => !told.has(line));
    return lines.map((line) => {
      const lost = lostLines(text, withoutLine(file, key, line));
      return { path, line, isLost: lost.some((it) => it.line === line) };
    });
  });
  expect(tried).not.toEqual([]);
  expect(tried.filter((it) => !it.isLost)).toEqual([]);
});

const linesOf = (file: ParsedFile, key: (typeof RECORDED)[number]): number[] =>
  file.specs.flatMap(({ model }) => model[key].map((it) => it.line));

/** A file as it would be if the front end did not read a line. */
function withoutLine(file: ParsedFile, key: (typeof RECORDED)[number], line: number): ParsedFile {
  const specs = file.specs.map((spec) => {
    const kept = spec.model[key].filter((it) => it.line !== line);
    return { ...spec, model: { ...spec.model, [key]: kept } };
  });
  return { ...file, specs };
}

/** Files whose counts differ from the sample of step 3, and why ours are right. */
const COUNTED_OTHERWISE: Readonly<Record<string, { counts: [number, number]; why: string }>> = {
  'multi_agent_models/multi_agent_coordination.md': {
    counts: [3, 3],
    why: 'the sample of step 3 has no entry for it; it declares s, o and u and has three lines of connections',
  },
};

const verdicts = (file: SampleFile, profile: Profile) =>
  parseSpec(file.text).specs.map((spec) => validateSpec(spec, { profile, fields: null }));

const refusals = (file: SampleFile, profile: Profile) =>
  verdicts(file, profile).flatMap((verdict) => verdict.refusedBy);

describe.skipIf(CORPUS === undefined)('the real specs (set GNN_CORPUS to run)', () => {
  const files = CORPUS === undefined ? [] : markdownFiles(join(CORPUS, 'standard'));
  const specs = files.filter((file) => parseSpec(file.text).isSpec);

  test('no line is lost of files of each folder and extension', () => {
    const paths = realSpecs().map((file) => file.path);
    for (const folder of ['standard', 'wild', 'more/history', 'more/strings', 'more/repro']) {
      expect(paths.filter((path) => path.startsWith(`${folder}/`))).not.toEqual([]);
    }
    expect(paths.filter((path) => path.endsWith('.gnn'))).not.toEqual([]);
  });

  test('29 specs and 4 documents, each spec of one model', () => {
    expect(specs).toHaveLength(29);
    expect(files.filter((file) => !specs.includes(file)).map((file) => file.path)).toHaveLength(4);
    for (const file of specs) expect(parseSpec(file.text).specs).toHaveLength(1);
  });

  test('variables and connections are counted as by the other parser', () => {
    const theirs = theirCounts();
    const ours = specs.map((file) => {
      const [spec] = parseSpec(file.text).specs;
      const counts = [spec?.model.variables.length, spec?.model.connections.length];
      return [file.path, ...counts];
    });
    const wanted = specs.map((file) => {
      const known = COUNTED_OTHERWISE[file.path]?.counts;
      const path = [...theirs.keys()].find((it) => it.endsWith(`/${file.path}`));
      return [file.path, ...(known ?? theirs.get(path ?? '') ?? ['not there'])];
    });
    expect(ours).toEqual(wanted);
  });

  test('exactly two shapes are wrong', () => {
    const wrong = specs.flatMap((file) =>
      verdicts(file, 'standard').flatMap((verdict) =>
        verdict.diagnostics
          .filter((it) => it.code === 'GNN-E002')
          .map((it) => `${file.path.split('/').at(-1)} ${it.message.split(' ')[0]}`),
      ),
    );
    expect(wrong).toEqual(['hierarchical_pomdp.md C_level2', 'temporal_hierarchy.md B_level2']);
  });

  test('standard refuses one, basic none', () => {
    const [only, ...others] = specs.flatMap((file) => refusals(file, 'standard'));
    expect(others).toEqual([]);
    expect(only?.code).toBe('GNN-E001');
    expect(only?.message).toMatch(/GNNSection.*GNNVersionAndFlags/);
    expect(specs.flatMap((file) => refusals(file, 'basic'))).toEqual([]);
  });

  test.each([
    ['discrete/actinf_pomdp_agent.md', 'FLAT'],
    ['hierarchical/hierarchical_pomdp.md', 'HIERARCHICAL'],
    ['hierarchical/temporal_hierarchy.md', 'HIERARCHICAL'],
    ['continuous/stochastic_dynamics.md', 'CONTINUOUS'],
    ['learning/dirichlet_likelihood_learning.md', 'LEARNING'],
    ['multiagent/multi_agent_coordination.md', 'MULTI_AGENT'],
    ['structured/factorized_posterior.md', 'FACTORED'],
  ])('the kind of %s is %s', (path, kind) => {
    const file = specs.find((it) => it.path === path);
    expect(parseSpec(file?.text ?? '').specs[0]?.model.kind).toBe(kind);
  });

  interface Theirs {
    processed_files: {
      file_path: string;
      model_info?: { variables_count: number; connections_count: number };
    }[];
  }

  function theirCounts(): Map<string, [number, number]> {
    const path = join(CORPUS ?? '', '../peer/gnn_processing_results.json');
    const results = JSON.parse(readFileSync(path, 'utf8')) as Theirs;
    return new Map(
      results.processed_files.flatMap(({ file_path, model_info }) =>
        model_info === undefined
          ? []
          : [[file_path, [model_info.variables_count, model_info.connections_count]]],
      ),
    );
  }
});

test.each(sampleModels().map((file) => [file.path, file]))('%s has no error', (_, file) => {
  const found = verdicts(file, 'standard');
  expect(found).not.toEqual([]);
  expect(found.flatMap((it) => it.diagnostics.filter((one) => one.severity === 'error'))).toEqual(
    [],
  );
});
