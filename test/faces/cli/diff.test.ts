import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, ChangeKind } from '../../../src/domain/model.js';
import type { SectionName } from '../../../src/domain/spec.js';
import { CHANGE_KINDS, WEIGHTS_KINDS } from '../../../src/version/difference/importance.js';
import { soundSpec } from '../../support/spec-text.js';
import { openCliBench, parseEnvelope } from './bench.js';
import type { CliBench } from './bench.js';

let bench: CliBench;
beforeAll(async () => {
  bench = await openCliBench();
});
afterAll(() => bench.remove());

type Sections = Partial<Record<SectionName, string | null>>;

const STATES = 'A[2,2,type=float]\nD[2,type=float]\ns[2,1,type=float]\no[2,1,type=int]';
const EDGES = 'D>s\ns-A\nA-o';
const VALUES = 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.5, 0.5)}';
const TERMS = 'A=LikelihoodMapping\nD=PriorBelief\ns=HiddenState\no=ObservableState';

async function compare(before: string, after: string, flags = '') {
  await bench.write('before.md', before);
  await bench.write('after.md', after);
  return bench.cli(`diff before.md after.md${flags}`);
}

/** The lines of the sections of a difference, and its verdict. */
async function compareSpecs(before: string, after: string) {
  const { out } = await compare(before, after);
  const [, , verdict = '', ...lines] = out.trimEnd().split('\n');
  return { verdict, lines: lines.filter((line) => line !== '') };
}

async function kindsOf(before: string, after: string): Promise<string[]> {
  const { data } = parseEnvelope(await compare(before, after, ' --json'));
  const { changes } = data as { changes: Change[] };
  return changes.map((change) => change.kind);
}

const seen = new Set<string>();

describe('every kind of change', () => {
  it.each<[ChangeKind, Sections, Sections, string, string[]]>([
    [
      'variable_added',
      {},
      { StateSpaceBlock: `${STATES}\nu[1,type=int,default=uniform]` },
      'needs re-rendering: u added',
      ['StateSpaceBlock', '+ u[1,type=int,default=uniform]'],
    ],
    [
      'variable_removed',
      { StateSpaceBlock: `${STATES}\nu[1,type=int]` },
      {},
      'incompatible: u removed',
      ['StateSpaceBlock', '- u[1,type=int]'],
    ],
    [
      'variable_renamed',
      { StateSpaceBlock: `${STATES}\nu[3,type=int]`, Connections: `${EDGES}\ns>u` },
      { StateSpaceBlock: `${STATES}\nact[3,type=int]`, Connections: `${EDGES}\ns>act` },
      'incompatible: u renamed to act',
      ['StateSpaceBlock', '- u  (renamed)', '+ act  (renamed)'],
    ],
    [
      'variable_reshaped',
      {},
      { StateSpaceBlock: STATES.replace('s[2,1', 's[2,3') },
      'incompatible: s reshaped 2×1 → 2×3',
      ['StateSpaceBlock', '- s[2,1]', '+ s[2,3]'],
    ],
    [
      'variable_retyped',
      {},
      { StateSpaceBlock: STATES.replace('o[2,1,type=int]', 'o[2,1,type=float]') },
      'incompatible: o retyped int → float',
      ['StateSpaceBlock', '- o[…,type=int]', '+ o[…,type=float]'],
    ],
    [
      'variable_default_changed',
      {},
      { StateSpaceBlock: STATES.replace('D[2,type=float]', 'D[2,type=float,default=uniform]') },
      'needs re-rendering: D default none → uniform',
      ['StateSpaceBlock', '+ D[…,default=uniform]'],
    ],
    [
      'variable_block_changed',
      { ObservationBlock: 'x[2,type=int]', Connections: `${EDGES}\ns>x` },
      { StateSpaceBlock: `${STATES}\nx[2,type=int]`, Connections: `${EDGES}\ns>x` },
      'drop-in: x moved ObservationBlock → StateSpaceBlock',
      ['StateSpaceBlock', '- x  (in ObservationBlock)', '+ x  (in StateSpaceBlock)'],
    ],
    [
      'connection_added',
      {},
      { Connections: `${EDGES}\ns>o:sees` },
      'needs re-rendering: s>o added',
      ['Connections', '+ s>o:sees'],
    ],
    [
      'connection_removed',
      {},
      { Connections: 'D>s\ns-A' },
      'incompatible: A-o removed',
      ['Connections', '- A-o'],
    ],
    [
      'connection_reversed',
      {},
      { Connections: EDGES.replace('D>s', 's>D') },
      'incompatible: D>s reversed',
      ['Connections', '- D>s', '+ s>D'],
    ],
    [
      'connection_operator_changed',
      {},
      { Connections: EDGES.replace('D>s', 'D-s') },
      'incompatible: D>s became D-s',
      ['Connections', '- D>s', '+ D-s'],
    ],
    [
      'connection_relabelled',
      { Connections: EDGES.replace('D>s', 'D>s:early') },
      { Connections: EDGES.replace('D>s', 'D>s:late') },
      'drop-in: D>s relabelled early → late',
      ['Connections', '- D>s:early', '+ D>s:late'],
    ],
    [
      'connection_constraint_changed',
      {},
      { Connections: EDGES.replace('D>s', 'D>s = softmax') },
      'needs re-rendering: D>s constraint none → softmax',
      ['Connections', '- D>s', '+ D>s = softmax'],
    ],
    [
      'connections_regrouped',
      { Connections: `${EDGES}\n(D,A)>o` },
      { Connections: `${EDGES}\nD>o\nA>o` },
      'drop-in: edges regrouped: (A,D)>o → A>o; D>o',
      ['Connections', '- (A,D)>o', '+ A>o', '+ D>o'],
    ],
    [
      'parameter_added',
      { InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}' },
      {},
      'needs re-rendering: value of D added',
      ['InitialParameterization', '+ D = [0.5,0.5]'],
    ],
    [
      'parameter_removed',
      {},
      { InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}' },
      'incompatible: value of D removed',
      ['InitialParameterization', '- D = [0.5,0.5]'],
    ],
    [
      'parameter_reshaped',
      {},
      { InitialParameterization: VALUES.replace('(0.5, 0.5)', '(0.5, 0.25, 0.25)') },
      'needs re-rendering: value of D reshaped 2 → 3',
      ['InitialParameterization', '- D = [0.5,0.5]', '+ D = [0.5,0.25,0.25]'],
    ],
    [
      'parameter_changed',
      {},
      { InitialParameterization: VALUES.replace('(0.5, 0.5)', '(0.4, 0.6)') },
      'needs re-rendering: D changed in 2 of 2 elements, most by 0.1 at [0]: 0.5 → 0.4',
      [
        'InitialParameterization',
        '- D = [0.5,0.5]',
        '+ D = [0.4,0.6]',
        '    2 of 2 elements differ, most by 0.1 at [0]',
      ],
    ],
    [
      'model_parameter_added',
      { ModelParameters: 'a: 1' },
      { ModelParameters: 'a: 1\nb: 2' },
      'needs re-rendering: model parameter b added',
      ['ModelParameters', '+ b: 2'],
    ],
    [
      'model_parameter_removed',
      { ModelParameters: 'a: 1\nb: [2, 3]' },
      { ModelParameters: 'a: 1' },
      'needs re-rendering: model parameter b removed',
      ['ModelParameters', '- b: [2,3]'],
    ],
    [
      'model_parameter_changed',
      { ModelParameters: 'a: 1' },
      { ModelParameters: 'a: 2' },
      'needs re-rendering: model parameter a 1 → 2',
      ['ModelParameters', '- a: 1', '+ a: 2'],
    ],
    [
      'time_changed',
      {},
      { Time: 'Dynamic' },
      'needs re-rendering: time mode Static → Dynamic',
      ['Time', '- Static', '+ Dynamic'],
    ],
    [
      'horizon_changed',
      { Time: 'Dynamic\nModelTimeHorizon=5' },
      { Time: 'Dynamic\nModelTimeHorizon=Unbounded' },
      'needs re-rendering: horizon 5 → Unbounded',
      ['Time', '- ModelTimeHorizon=5', '+ ModelTimeHorizon=Unbounded'],
    ],
    [
      'flag_added',
      { GNNVersionAndFlags: 'GNN v1' },
      { GNNVersionAndFlags: 'GNN v1\nProcessingFlags: fast, seed=7' },
      'needs re-rendering: flag fast added; flag seed added',
      ['GNNVersionAndFlags', '+ fast', '+ seed=7'],
    ],
    [
      'flag_removed',
      { GNNVersionAndFlags: 'GNN v1\nProcessingFlags: fast' },
      {},
      'needs re-rendering: flag fast removed',
      ['GNNVersionAndFlags', '- fast'],
    ],
    [
      'flag_changed',
      { GNNVersionAndFlags: 'GNN v1\nProcessingFlags: seed=7' },
      { GNNVersionAndFlags: 'GNN v1\nProcessingFlags: seed=8' },
      'needs re-rendering: flag seed 7 → 8',
      ['GNNVersionAndFlags', '- seed=7', '+ seed=8'],
    ],
    [
      'equation_added',
      {},
      { Equations: 's = softmax(D)' },
      'drop-in: equation added: s = softmax(D)',
      ['Equations', '+ s = softmax(D)'],
    ],
    [
      'equation_removed',
      { Equations: 's = softmax(D)' },
      {},
      'needs re-rendering: equation removed: s = softmax(D)',
      ['Equations', '- s = softmax(D)'],
    ],
    [
      'equation_changed',
      { Equations: 's = softmax(D)' },
      { Equations: 's = norm(D)' },
      'drop-in: equation s = softmax(D) → s = norm(D)',
      ['Equations', '- s = softmax(D)', '+ s = norm(D)'],
    ],
    [
      'ontology_term_added',
      { ActInfOntologyAnnotation: TERMS.replace('\ns=HiddenState', '') },
      {},
      'drop-in: s mapped to HiddenState',
      ['ActInfOntologyAnnotation', '+ s=HiddenState'],
    ],
    [
      'ontology_term_removed',
      {},
      { ActInfOntologyAnnotation: TERMS.replace('\ns=HiddenState', '') },
      'needs re-rendering: s no longer mapped to HiddenState',
      ['ActInfOntologyAnnotation', '- s=HiddenState'],
    ],
    [
      'ontology_term_changed',
      {},
      { ActInfOntologyAnnotation: TERMS.replace('HiddenState', 'NextHiddenState') },
      'drop-in: term of s HiddenState → NextHiddenState',
      ['ActInfOntologyAnnotation', '- s=HiddenState', '+ s=NextHiddenState'],
    ],
    [
      'text_changed',
      { Footer: 'One.\nTwo.\nThree.\n' },
      { Footer: 'One.\n2.\nThree.\n' },
      'drop-in: footer changed',
      ['Footer', '- Two.', '+ 2.'],
    ],
  ])('%s', async (kind, before, after, verdict, lines) => {
    const [a, b] = [soundSpec(before), soundSpec(after)];
    expect(await compareSpecs(a, b)).toEqual({ verdict, lines });
    for (const one of await kindsOf(a, b)) seen.add(one);
    expect(await kindsOf(a, b)).toContain(kind);
  });

  it('is covered here, except those that one spec alone cannot cause', () => {
    const missing = Object.keys(CHANGE_KINDS).filter(
      (kind) => !seen.has(kind) && !Object.hasOwn(WEIGHTS_KINDS, kind),
    );
    expect(missing).toEqual(['unknown', 'kind_changed']);
  });
});

describe('prose', () => {
  it('of a variable follows its name', async () => {
    const before = soundSpec({ StateSpaceBlock: STATES.replace('\ns[', ' # prior\ns[') });
    const after = soundSpec({ StateSpaceBlock: STATES.replace('\ns[', ' # belief\ns[') });
    expect((await compareSpecs(before, after)).lines).toEqual([
      'StateSpaceBlock',
      '- D  # prior',
      '+ D  # belief',
    ]);
  });

  it('of the front matter has its key', async () => {
    const before = `---\nauthor: Ada\nnote: {a: [1, 2]}\n---\n${soundSpec()}`;
    const after = `---\nauthor: Bo\nlicense: MIT\n---\n${soundSpec()}`;
    expect((await compareSpecs(before, after)).lines).toEqual([
      'Front matter',
      '- author: Ada',
      '+ author: Bo',
      '+ license: MIT',
      '- note: {"a":[1,2]}',
    ]);
  });

  it('of other sections is below their heading', async () => {
    const before = `${soundSpec()}\n## History\nOld.\n`;
    const after = `${soundSpec()}\n## History\nNew.\n`;
    expect((await compareSpecs(before, after)).lines).toEqual([
      'Other sections',
      '  ## History',
      '- Old.',
      '+ New.',
    ]);
    expect((await compareSpecs(soundSpec(), after)).lines).toEqual([
      'Other sections',
      '  ## History',
      '+ New.',
    ]);
  });

  it('that was extended shows only what was added', async () => {
    const { lines } = await compareSpecs(
      soundSpec({ Footer: 'One line.' }),
      soundSpec({ Footer: 'One line.\nAnother one.' }),
    );
    expect(lines).toEqual(['Footer', '+ Another one.']);
  });

  it('that differs only in layout has no lines', async () => {
    const after = soundSpec().replace('D>s', 'D  >  s');
    expect(await compareSpecs(soundSpec(), after)).toEqual({
      verdict: 'drop-in: comments or layout changed',
      lines: ['Layout', '  comments, order, spacing or spelling'],
    });
  });

  it('is in the order of specs, not by importance', async () => {
    const after = soundSpec({
      Footer: 'Another end.',
      StateSpaceBlock: `${STATES}\nu[1,type=int]`,
      ModelName: 'Other',
      Time: 'Dynamic',
    });
    const { lines } = await compareSpecs(soundSpec(), after);
    expect(lines.filter((line) => /^\w/u.test(line))).toEqual([
      'ModelName',
      'StateSpaceBlock',
      'Time',
      'Footer',
    ]);
  });
});

const markdown = async (before: string, after: string) =>
  (await compare(before, after, ' --format markdown')).out;

describe('Markdown', () => {
  it('has a heading, the verdict, and a fence for each section', async () => {
    const out = await markdown(soundSpec(), soundSpec({ Time: 'Dynamic' }));
    expect(out).toBe(
      '## before.md → after.md\n\n**Needs re-rendering**: time mode Static → Dynamic\n\n### Time\n\n```diff\n- Static\n+ Dynamic\n```\n',
    );
  });

  it('says that there is no difference', async () => {
    expect(await markdown(soundSpec(), soundSpec())).toBe(
      '## before.md → after.md\n\n**No difference**\n',
    );
  });

  it.each(['```', '`````', 'a ``` b ```` c'])('fences are longer than %s', async (ticks) => {
    const out = await markdown(
      soundSpec(),
      soundSpec({ Signature: `Creator: a test\n${ticks}\n<b>x</b>` }),
    );
    const fence = /^(`+)diff$/mu.exec(out)?.[1] ?? '';
    expect(out.endsWith(`\n${fence}\n`)).toBe(true);
    const first = /`{3,}/u.exec(ticks)?.[0] ?? '';
    expect(fence.length).toBeGreaterThan(first.length);
    expect(out).toContain('\n+ <b>x</b>\n');
  });

  it('escapes Markdown in the spec', async () => {
    const out = await markdown(
      soundSpec({ ModelParameters: 'a: 1' }),
      soundSpec({ ModelParameters: 'a: "*b* [c](d) <i> |_e_| `f` #g \\\\"' }),
    );
    const [verdict = ''] = out.split('\n').filter((line) => line.startsWith('**'));
    expect(verdict).toMatch(/\\\*b\\\* \\\[c\\\]\(d\) \\<i\\> \\\|\\_e\\_\\\| \\`f\\` \\#g \\\\/u);
  });
});

describe('what a terminal shows', () => {
  const steer = 'x \u001b[31mred\u0007 \u009b2J \u202e \u2028 y';

  it.each(['', ' --format markdown'])('cannot be controlled by prose%s', async (flags) => {
    const { out } = await compare(soundSpec(), soundSpec({ Footer: `${steer}\nz` }), flags);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
    expect(out).toContain('\\x1b[31mred\\x07 \\x9b2J \\u{202e}');
  });

  it('has colours only on a terminal, and they change no text', async () => {
    await compare(soundSpec(), soundSpec({ Time: 'Dynamic', Footer: 'No.' }));
    const plain = await bench.cli('diff before.md after.md');
    const shown = await bench.cli('diff before.md after.md', { stdoutColumns: 80 });
    expect(plain.out).not.toContain('\u001b');
    expect(stripVTControlCharacters(shown.out)).toBe(plain.out);
    expect(shown.out).toContain('\u001b[33mneeds re-rendering\u001b[39m: ');
    expect(shown.out).toContain('\u001b[31m- Static\u001b[39m\n\u001b[32m+ Dynamic\u001b[39m\n');
    expect(shown.out).toContain('\u001b[36mTime\u001b[39m');
    const never = await bench.cli('diff before.md after.md', {
      stdoutColumns: 80,
      env: { NO_COLOR: '1' },
    });
    expect(never.out).toBe(plain.out);
  });

  it.each<[Sections, string]>([
    [{ StateSpaceBlock: STATES.replace('s[2,1', 's[2,3') }, '\u001b[31mincompatible\u001b[39m'],
    [{ Footer: 'No.' }, '\u001b[32mdrop-in\u001b[39m'],
    [{}, '\u001b[32mno difference\u001b[39m'],
  ])('%j has the colour of its verdict', async (sections, verdict) => {
    await compare(soundSpec(), soundSpec(sections));
    const { out } = await bench.cli('diff before.md after.md', { stdoutColumns: 80 });
    expect(out).toContain(`\n${verdict}`);
  });

  it('Markdown has no colours anywhere', async () => {
    await compare(soundSpec(), soundSpec({ Time: 'Dynamic' }));
    const { out } = await bench.cli('diff before.md after.md --format markdown', {
      stdoutColumns: 80,
      env: { FORCE_COLOR: '1' },
    });
    expect(out).not.toContain('\u001b');
  });

  it('truncates long values, and counts what it omits', async () => {
    const many = Array.from({ length: 9 }, (_, index) => `v${index}[1,type=int]`).join('\n');
    const before = soundSpec({ StateSpaceBlock: `${STATES}\n${many}` });
    const numbers = Array.from({ length: 30 }, (_, index) => index + 0.12345).join(', ');
    const after = soundSpec({ InitialParameterization: `${VALUES}\nE={(${numbers})}` });
    const { verdict, lines } = await compareSpecs(before, after);
    expect(verdict).toBe(
      'incompatible: v0 removed; v1 removed; v2 removed; v3 removed; v4 removed; v5 removed and 3 more',
    );
    const long = lines.find((line) => line.startsWith('+ E = '));
    expect(long).toMatch(/^\+ E = \[0\.12345,1\.12345,.*…$/u);
    expect(long?.length).toBeLessThan(130);
  });

  it('shows the shape and hash of values that are not stored', async () => {
    const numbers = Array.from({ length: 10_001 }, () => '1').join(', ');
    const { lines } = await compareSpecs(
      soundSpec(),
      soundSpec({ InitialParameterization: `${VALUES}\nE={(${numbers})}` }),
    );
    expect(lines).toEqual([
      'InitialParameterization',
      expect.stringMatching(/^\+ E = … \(10001, sha256:[0-9a-f]{12}\)$/u),
    ]);
  });
});
