import { expect, test } from 'vitest';
import { readDeclaredLineage, formatReference } from '../../src/domain/declared-lineage.js';
import { validateSpec } from '../../src/validate/index.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const specWith = (front: string) => onlySpec(`---\n${front}\n---\n${soundSpec()}`);
const read = (front: string) => readDeclaredLineage(specWith(front).model);

test.each<[string, string[]]>([
  ['parent: base', ['derived base']],
  ['parent: base@1.0.0', ['derived base@1.0.0']],
  ['parent: "base@>=1.0 <2"', ['derived base@>=1.0 <2']],
  ['parent: 007', ['derived 007']],
  ['parent: [base, "other@^2"]', ['derived base', 'derived other@^2']],
  ['parent: {model: base, kind: fine-tuned}', ['fine-tuned base']],
  ['parent: {model: base}', ['derived base']],
  [
    'parent:\n  - base\n  - model: base\n    kind: replaces\n  - base@2',
    ['derived base', 'replaces base'],
  ],
  ['parent:', []],
  ['parent: ""', []],
  ['parent: []', []],
  ['author: me', []],
])('%j names its parents', (front, parents) => {
  const found = read(front);
  expect(found.parents.map((it) => `${it.kind} ${formatReference(it)}`)).toEqual(parents);
  expect(found.parents.every((it) => it.declared)).toBe(true);
  expect(found.unread).toEqual([]);
});

test('dependencies are references', () => {
  expect(read('dependencies: terms').dependencies).toEqual(['terms']);
  expect(read('dependencies: [terms, base@1.0.0, terms]').dependencies).toEqual([
    'terms',
    'base@1.0.0',
  ]);
});

test.each([
  ['parent: see the paper', 'parent', 'see the paper'],
  ['parent: base, other', 'parent', 'base, other'],
  ['parent: base@', 'parent', 'base@'],
  ['parent: ../base.md', 'parent', '../base.md'],
  ['parent: true', 'parent', 'true'],
  ['parent: {model: base, kind: cousin}', 'parent', '{"model":"base","kind":"cousin"}'],
  ['parent: {name: base}', 'parent', '{"name":"base"}'],
  ['parent: {model: base, version: 1}', 'parent', '{"model":"base","version":1}'],
  ['dependencies: [numpy >= 2]', 'dependencies', 'numpy >= 2'],
  ['dependencies: {base: 1}', 'dependencies', '{"base":1}'],
  [`parent: ${'x'.repeat(129)}`, 'parent', 'x'.repeat(129)],
])('%j is not read, but does not refuse the spec', (front, key, value) => {
  const spec = specWith(front);
  const { parents, dependencies, unread } = readDeclaredLineage(spec.model);
  expect([parents, dependencies, unread]).toEqual([[], [], [{ key, value }]]);
  const { accepted, diagnostics } = validateSpec(spec, { profile: 'research' });
  expect(accepted).toBe(true);
  expect(diagnostics).toEqual([
    expect.objectContaining({ code: 'GNN-I012', severity: 'info', line: 2, column: 1 }),
  ]);
  expect(diagnostics[0]?.message).toContain(`under ${key}`);
});

test('the readable items of a list are used', () => {
  const { parents, unread } = read('parent: [base, "a b", {model: other, kind: composed}]');
  expect(parents.map((it) => it.model_id)).toEqual(['base', 'other']);
  expect(unread).toHaveLength(1);
});
