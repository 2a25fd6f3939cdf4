import { expect, test } from 'vitest';
import type { Profile } from '../../src/domain/settings.js';
import type { SectionName } from '../../src/domain/spec.js';
import { parseSpec } from '../../src/gnn/index.js';
import { PROFILES, validateSpec } from '../../src/validate/index.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const judge = (text: string, profile: Profile) =>
  validateSpec(onlySpec(text), { profile, fields: null });

const NEEDED: Record<Profile, SectionName[]> = {
  basic: ['StateSpaceBlock'],
  standard: ['GNNSection', 'GNNVersionAndFlags', 'ModelName', 'StateSpaceBlock', 'Connections'],
  strict: [
    'GNNSection',
    'GNNVersionAndFlags',
    'ModelName',
    'StateSpaceBlock',
    'Connections',
    'ModelAnnotation',
    'InitialParameterization',
    'Time',
    'Footer',
  ],
  research: [
    'GNNSection',
    'GNNVersionAndFlags',
    'ModelName',
    'StateSpaceBlock',
    'Connections',
    'ModelAnnotation',
    'InitialParameterization',
    'Time',
    'Footer',
    'ActInfOntologyAnnotation',
    'Signature',
  ],
};
const ALL = NEEDED.research;

test.each(Object.entries(NEEDED) as [Profile, SectionName[]][])(
  'profile %s refuses a spec exactly if a required section is missing',
  (profile, needed) => {
    for (const section of ALL) {
      const { accepted, refusedBy } = judge(soundSpec({ [section]: null }), profile);
      const missing = needed.includes(section) || (profile === 'basic' && section === 'ModelName');
      expect([section, refusedBy.some((it) => it.code === 'GNN-E001')]).toEqual([section, missing]);
      if (missing) expect(accepted).toBe(false);
    }
    expect(PROFILES[profile].requiredSections.toSorted()).toEqual(needed.toSorted());
  },
);

test('a single finding names all missing sections', () => {
  const { refusedBy } = judge(
    soundSpec({ GNNSection: null, GNNVersionAndFlags: null }),
    'standard',
  );
  expect(refusedBy).toHaveLength(1);
  expect(refusedBy[0]).toMatchObject({ code: 'GNN-E001', line: 1, column: 1 });
  expect(refusedBy[0]?.message).toMatch(/GNNSection.*GNNVersionAndFlags/);
});

test('a near miss is named with the missing section', () => {
  const text = soundSpec({ Connections: null }) + '\n## Conections\nD>s\n';
  const { refusedBy } = judge(text, 'standard');
  expect(refusedBy[0]?.message).toContain('## Conections');
});

test.each<[string, string, Profile, boolean]>([
  ['an error', soundSpec({ Connections: 'D>s\ns-A\nA-o\nfoo' }), 'basic', true],
  ['an error', soundSpec({ Connections: 'D>s\ns-A\nA-o\nfoo' }), 'standard', true],
  ['an error', soundSpec({ Connections: 'D>s\ns-A\nA-o\nfoo' }), 'strict', false],
  ['an error', soundSpec({ Connections: 'D>s\ns-A\nA-o\nfoo' }), 'research', false],
  ['a warning', soundSpec({ Connections: 'D>s\ns-A\nA-o\nz>s' }), 'basic', true],
  ['a warning', soundSpec({ Connections: 'D>s\ns-A\nA-o\nz>s' }), 'standard', true],
  ['a warning', soundSpec({ Connections: 'D>s\ns-A\nA-o\nz>s' }), 'strict', true],
  ['a warning', soundSpec({ Connections: 'D>s\ns-A\nA-o\nz>s' }), 'research', false],
  ['an info', soundSpec() + '\n## Foo\nx\n', 'research', true],
  ['no variable', soundSpec({ StateSpaceBlock: '# none' }), 'basic', false],
  ['no variable', soundSpec({ StateSpaceBlock: '???' }), 'standard', false],
  ['an unmapped variable', soundSpec({ ActInfOntologyAnnotation: 'A=Action' }), 'strict', true],
  ['an unmapped variable', soundSpec({ ActInfOntologyAnnotation: 'A=Action' }), 'research', false],
])('%s (%#) in a spec: accepted or not', (_, text, profile, accepted) => {
  expect(judge(text, profile).accepted).toBe(accepted);
});

test('in basic the title serves as the name, with a warning', () => {
  const { accepted, diagnostics } = judge('# Title\n## StateSpaceBlock\na[1]\n', 'basic');
  expect(accepted).toBe(true);
  expect(diagnostics.map((it) => it.code)).toEqual(['GNN-I020', 'GNN-W010', 'GNN-W001']);
});

test('an empty ModelName is not a name: the title serves, with a warning', () => {
  const text = `# Title\n${soundSpec({ ModelName: '' })}`;
  for (const profile of ['basic', 'standard'] as const) {
    const codes = judge(text, profile).diagnostics.map((it) => it.code);
    expect([profile, codes]).toEqual([profile, ['GNN-W010']]);
  }
});

test('without name and title, even basic refuses', () => {
  const { refusedBy } = judge('## StateSpaceBlock\na[1]\n', 'basic');
  expect(refusedBy.map((it) => it.code)).toEqual(['GNN-E001']);
  expect(refusedBy[0]?.message).toContain('ModelName');
});

test('each model of a file is judged on its own, at its own position', () => {
  const { specs } = parseSpec(`${soundSpec()}---\n## GNNSection\nX\n`);
  const verdicts = specs.map((spec) => validateSpec(spec));
  expect(verdicts.map((it) => it.accepted)).toEqual([true, false]);
  expect(verdicts[1]?.refusedBy[0]?.line).toBe(specs[1]?.lines.from);
});

test('the findings of the parser are part of the verdict, in file order', () => {
  const { diagnostics } = judge(
    soundSpec({
      Connections: 'foo\nD>s\ns-A\nA-o',
      StateSpaceBlock: 'A[2,2]\n?\nD[2]\ns[2]\no[2]\nx[1]',
    }),
    'standard',
  );
  expect(diagnostics.map((it) => it.code)).toEqual(['GNN-E006', 'GNN-W001', 'GNN-E005']);
});
