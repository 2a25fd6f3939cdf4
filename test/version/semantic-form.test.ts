import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SectionName } from '../../src/domain/spec.js';
import { parseSpec } from '../../src/gnn/index.js';
import { toSemanticForm, semanticHash, toCanonicalText } from '../../src/version/semantic-form.js';
import { sampleModels } from '../support/sample-files.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const SECTIONS = {
  GNNVersionAndFlags: 'GNN v1\nProcessingFlags: deep, quick\nStrict=true',
  StateSpaceBlock:
    'A[2,2,type=float]  # likelihood\nB[2,2,2,type=float]\nD[2,type=float,default=uniform]\ns[2,1,type=float]\no[2,1,type=int]\nu[1,type=int]\nG[unknown,type=float]\nX{1}',
  Connections: 'D>s\ns-A:sees\nA-o\n(s, u) > B = fast\nG|u',
  InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.5, 0.5)}\nE=eye(3)',
  Equations: 'F = D_KL - L  # free energy\nG = E[F]',
  Time: 'Dynamic\nDiscrete\nTime=t\nModelTimeHorizon=10\nDeltaT=0.1',
  ActInfOntologyAnnotation: 'A=LikelihoodMapping\nD=PriorBelief\ns=HiddenState',
  ModelParameters: 'num_obs: 2\nrates: [0.5, 1]\nlabel: "red"',
} as const satisfies Partial<Record<SectionName, string>>;

type Section = keyof typeof SECTIONS;

function textWith(changes: Partial<Record<SectionName, string | null>> = {}): string {
  return soundSpec({ ...SECTIONS, ...changes });
}

function hashOf(text: string): string {
  return semanticHash(toSemanticForm(onlySpec(text).model));
}

/** The spec with one fragment of a section replaced. */
function replaced(section: Section, from: string, to: string): string {
  const before: string = SECTIONS[section];
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${from} is not in ${section}`);
  return textWith({ [section]: after });
}

const original = hashOf(textWith());

test('the hash is sha256: and 64 digits', () => expect(original).toMatch(/^sha256:[0-9a-f]{64}$/));

const edges = (lines: string): string => hashOf(textWith({ Connections: lines }));

const blockWith = (name: string): string =>
  textWith({ StateSpaceBlock: `${name}[2]\nb[2]`, Connections: `${name}>b` });

describe('changes that leave the model the same', () => {
  test.each([
    'StateSpaceBlock',
    'Connections',
    'InitialParameterization',
    'ActInfOntologyAnnotation',
    'ModelParameters',
  ] as const)('the order of the lines of %s', (section) => {
    const reversed = SECTIONS[section].split('\n').toReversed().join('\n');
    expect(hashOf(textWith({ [section]: reversed }))).toBe(original);
  });

  test('the order of flags and of settings of Time', () => {
    expect(hashOf(replaced('GNNVersionAndFlags', 'deep, quick', 'quick, deep'))).toBe(original);
    const time = 'DeltaT=0.1\nModelTimeHorizon=10\nTime=t\nDiscrete\nDynamic';
    expect(hashOf(textWith({ Time: time }))).toBe(original);
  });

  test('line endings, a byte order mark, blank lines and comments', () => {
    expect(hashOf(textWith().replaceAll('\n', '\r\n'))).toBe(original);
    expect(hashOf(textWith().replaceAll('\n', '\r'))).toBe(original);
    expect(hashOf(`\uFEFF${textWith()}`)).toBe(original);
    expect(hashOf(replaced('StateSpaceBlock', 'D[', '\n### a comment\n\nD['))).toBe(original);
    expect(hashOf(replaced('StateSpaceBlock', '# likelihood', '# P(o|s)'))).toBe(original);
    expect(hashOf(replaced('InitialParameterization', '), (', '), # row\n  ('))).toBe(original);
    expect(hashOf(replaced('Equations', '# free energy', '# another label'))).toBe(original);
  });

  test.each([
    ['StateSpaceBlock', 'A[2,2,type=float]', 'A[ 2 , 2 , type=float ]'],
    ['StateSpaceBlock', 'A[2,2,type=float]', 'A[2,2]'],
    ['Connections', 'D>s', 'D  >  s'],
    ['Connections', 'D>s', 'D -> s'],
    ['Connections', 'D>s', 'D → s'],
    ['Connections', 'D>s', 's <- D'],
    ['Connections', 'A-o', 'A<->o'],
    ['Connections', 'A-o', 'o ↔ A'],
    ['Connections', '(s, u) > B', '(u,s)->B'],
    ['Connections', 's-A:sees\nA-o', 'A-o\ns-A:sees'],
    ['InitialParameterization', '{(0.9, 0.2), (0.1, 0.8)}', '[[0.9,0.2],[0.1,0.8]]'],
    ['InitialParameterization', '{(0.9, 0.2), (0.1, 0.8)}', '(\n(0.90,\t2e-1),\n(.1, +0.8)\n)'],
    ['InitialParameterization', 'D={(0.5, 0.5)}', 'D: [0.50, 5E-1]'],
    ['Equations', 'F = D_KL - L', 'F  =\tD_KL - L'],
    ['Time', 'ModelTimeHorizon=10', 'ModelTimeHorizon = 10'],
    ['Time', 'ModelTimeHorizon=10', 'ModelTimeHorizon=10.0'],
    ['Time', 'DeltaT=0.1', 'DeltaT=0.10'],
    ['ActInfOntologyAnnotation', 'D=PriorBelief', 'D = PriorBelief  # a note'],
    ['ModelParameters', 'num_obs: 2', 'num_obs = 2.0'],
    ['ModelParameters', '[0.5, 1]', '[ 5e-1,1.0 ]'],
  ] as const)('%s: `%s` written as `%s`', (section, from, to) => {
    expect(hashOf(replaced(section, from, to))).toBe(original);
  });

  test('prose, names and signature', () => {
    const prose = {
      GNNSection: 'AnotherSection',
      ModelName: 'Another name',
      ModelAnnotation: 'Other words.',
      Footer: 'Another end.',
      Signature: 'Creator: somebody else',
    };
    expect(hashOf(textWith(prose))).toBe(original);
    expect(hashOf(`---\nversion: 9.0.0\n---\n# A title\n${textWith()}`)).toBe(original);
  });

  test('the normal form of names', () => {
    expect(hashOf(blockWith('\u00e9tat'))).toBe(hashOf(blockWith('e\u0301tat')));
  });

  test.each([
    ['StateSpaceBlock', 'A[N,2]'],
    ['StateSpaceBlock', 'A[len(N),2]'],
    ['InitialParameterization', 'A=N'],
    ['InitialParameterization', 'A=[N, 2]'],
    ['InitialParameterization', 'N[2]=1'],
    ['Equations', 'a = N'],
  ] as const)('%s: the micro sign for the Greek letter in `%s`', (section, line) => {
    const [greek, micro] = ['\u03bc_t', '\u00b5_t'].map((name) =>
      hashOf(textWith({ [section]: line.replace('N', name) })),
    );
    expect(micro).toBe(greek);
  });

  test('the order of the ends of an undirected edge between groups', () => {
    expect(edges('(s, A) - (o, D)')).toBe(edges('(D,o)-(A,s)'));
  });

  test('a chain, or its connections one by one', () => {
    expect(edges('D > s - A')).toBe(edges('D>s\ns-A'));
  });
});

describe('changes that make a different model', () => {
  test.each([
    ['GNNVersionAndFlags', 'deep', 'deeper'],
    ['GNNVersionAndFlags', 'Strict=true', 'Strict=false'],
    ['StateSpaceBlock', 'B[', 'B1['],
    ['StateSpaceBlock', 'B[', 'b['],
    ['StateSpaceBlock', 'A[2,2', 'A[2,3'],
    ['StateSpaceBlock', 'A[2,2', 'A[2,2,1'],
    ['StateSpaceBlock', 'o[2,1', 'o[1,2'],
    ['StateSpaceBlock', 'G[unknown', 'G[another'],
    ['StateSpaceBlock', 'type=int', 'type=bool'],
    ['StateSpaceBlock', 'default=uniform', 'default=zeros'],
    ['StateSpaceBlock', ',default=uniform', ''],
    ['StateSpaceBlock', 'X{1}', 'X{2}'],
    ['StateSpaceBlock', 'X{1}', 'X[1]'],
    ['StateSpaceBlock', '\nu[1,type=int]', ''],
    ['Connections', 'D>s', 's>D'],
    ['Connections', 'D>s', 'D-s'],
    ['Connections', 'D>s', 'D|s'],
    ['Connections', 'D>s', 'D>o'],
    ['Connections', 'G|u', 'u|G'],
    ['Connections', 'G|u', 'u>G'],
    ['Connections', ':sees', ':hears'],
    ['Connections', ':sees', ''],
    ['Connections', '= fast', '= slow'],
    ['Connections', '(s, u) > B', 's > B'],
    ['Connections', 'A-o', 'A-o\nA-o'],
    ['Connections', '\nA-o', ''],
    ['InitialParameterization', '0.9', '0.91'],
    ['InitialParameterization', '0.9', '-0.9'],
    ['InitialParameterization', '(0.9, 0.2), (0.1, 0.8)', '(0.2, 0.9), (0.1, 0.8)'],
    ['InitialParameterization', '{(0.9, 0.2), (0.1, 0.8)}', '{(0.9, 0.2, 0.1, 0.8)}'],
    ['InitialParameterization', 'D=', 'C='],
    ['InitialParameterization', 'eye(3)', 'eye(4)'],
    ['InitialParameterization', '\nD={(0.5, 0.5)}', ''],
    ['Equations', 'D_KL - L', 'D_KL + L'],
    ['Equations', '\nG = E[F]', ''],
    ['Time', 'Dynamic', 'Static'],
    ['Time', 'Discrete', 'Continuous'],
    ['Time', 'Time=t', 'Time=k'],
    ['Time', 'ModelTimeHorizon=10', 'ModelTimeHorizon=11'],
    ['Time', 'ModelTimeHorizon=10', 'ModelTimeHorizon=Unbounded'],
    ['Time', 'DeltaT=0.1', 'DeltaT=0.2'],
    ['Time', 'DeltaT', 'StepSize'],
    ['ActInfOntologyAnnotation', 'PriorBelief', 'PosteriorBelief'],
    ['ActInfOntologyAnnotation', 'D=', 'o='],
    ['ActInfOntologyAnnotation', '\ns=HiddenState', ''],
    ['ModelParameters', 'num_obs: 2', 'num_obs: 3'],
    ['ModelParameters', 'num_obs', 'num_states'],
    ['ModelParameters', '[0.5, 1]', '[1, 0.5]'],
    ['ModelParameters', '"red"', '"blue"'],
  ] as const)('%s: `%s` to `%s`', (section, from, to) => {
    expect(hashOf(replaced(section, from, to))).not.toBe(original);
  });

  test('without Time', () => expect(hashOf(textWith({ Time: null }))).not.toBe(original));

  test('another kind', () => {
    const hierarchical = textWith({ GNNSection: 'HierarchicalModel' });
    expect(hashOf(hierarchical)).not.toBe(original);
  });
});

const shuffled = (section: Section): fc.Arbitrary<string> => {
  const lines = SECTIONS[section].split('\n');
  return fc.shuffledSubarray(lines, { minLength: lines.length }).map((it) => it.join('\n'));
};

test('any order of declarations, edges and values yields the same form', () => {
  const form = toSemanticForm(onlySpec(textWith()).model);
  fc.assert(
    fc.property(
      shuffled('StateSpaceBlock'),
      shuffled('Connections'),
      shuffled('InitialParameterization'),
      shuffled('ActInfOntologyAnnotation'),
      (StateSpaceBlock, Connections, InitialParameterization, ActInfOntologyAnnotation) => {
        const text = textWith({
          StateSpaceBlock,
          Connections,
          InitialParameterization,
          ActInfOntologyAnnotation,
        });
        expect(toSemanticForm(onlySpec(text).model)).toEqual(form);
      },
    ),
    { numRuns: 40 },
  );
});

describe('the text of a form is canonical JSON', () => {
  const models = sampleModels().flatMap(({ path, text }) =>
    parseSpec(text).specs.map(({ model }, index) => ({ path: `${path} ${index + 1}`, model })),
  );

  test('there are samples', () => expect(models.length).toBeGreaterThan(10));

  test.each(models)('$path', ({ model }) => {
    const text = toCanonicalText(toSemanticForm(model));
    expect(text).toBe(canonicalize(JSON.parse(text)));
  });

  test.each([
    ['numbers', { ModelParameters: 'a: [1e21, 1e-7, 0.1, -0.0, 100000, 1e400]' }],
    ['characters', { ModelParameters: 'a: "\u2028 \u007f \u{1f6f6} \t \\ /"' }],
    ['names', { StateSpaceBlock: '\u{1d400}[2]\n\ufb00[2]\n\u00e9[2]\nZ[2]' }],
    ['nothing', { Time: null, Connections: null, InitialParameterization: null }],
  ])('%s', (_what, changes) => {
    const text = toCanonicalText(toSemanticForm(onlySpec(soundSpec(changes)).model));
    expect(text).toBe(canonicalize(JSON.parse(text)));
  });
});
