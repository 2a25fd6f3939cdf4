/** What a spec says of itself, beyond what the registry keeps. */
import { expect, test } from 'vitest';
import { readDeclaredLineage } from '../../src/domain/declared-lineage.js';
import { describeModel } from '../../src/domain/describe.js';
import { validateSpec } from '../../src/validate/index.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const LIMITS = {
  frontMatter: 1e6,
  structuralLines: 1e6,
  lines: 1e6,
  nesting: 9,
  elements: 9,
  diagnostics: 9,
};
const numbers = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, at) => `n${at}`));

function read(key: string, value: string) {
  const spec = onlySpec(`---\nlicense: MIT\n${key}: ${value}\n---\n${soundSpec()}`, LIMITS);
  const { diagnostics } = validateSpec(spec, { profile: 'standard', fields: null });
  return {
    ...describeModel(spec.model),
    ...readDeclaredLineage(spec.model),
    said: diagnostics.map(
      ({ code, line, message }) => `${code} ${line} ${message.split(' ')[0] ?? ''}`,
    ),
  };
}

test.each(['tags', 'framework_targets', 'dependencies'] as const)(
  '%s: a thousand are kept',
  (key) => {
    const [kept, cut] = [read(key, numbers(1000)), read(key, numbers(1001))];
    expect([kept[key].length, kept.said]).toEqual([1000, []]);
    expect([cut[key].length, cut.said]).toEqual([1000, [`GNN-I016 3 ${key}`]]);
  },
);

test('parent: a thousand are kept', () => {
  expect(read('parent', numbers(1000)).said).toEqual([]);
  const { parents, said } = read('parent', numbers(1001));
  expect([parents.length, said]).toEqual([1000, ['GNN-I016 3 parent']]);
});

test.each(['tags', 'framework_targets'] as const)(
  '%s: one of 513 characters is left out',
  (key) => {
    const { said, ...read513 } = read(key, JSON.stringify(['a', 'x'.repeat(512), 'x'.repeat(513)]));
    expect(read513[key]).toEqual(['a', 'x'.repeat(512)]);
    expect(said).toEqual([`GNN-I016 3 ${key}`]);
  },
);

test.each(['author', 'date', 'source'] as const)('%s is cut', (key) => {
  const written = JSON.stringify(Array<string>(5).fill('x'.repeat(15_000)));
  const { said, ...cut } = read(key, written);
  expect(cut[key]).toHaveLength(65_536);
  expect(said).toEqual([`GNN-I016 3 ${key}`]);
});

test('tags of Signature are told where they stand', () => {
  const spec = onlySpec(soundSpec({ Signature: `Creator: me\nTags: ${'x'.repeat(513)}` }));
  const { diagnostics } = validateSpec(spec, { profile: 'standard', fields: null });
  const found = diagnostics.find(({ code }) => code === 'GNN-I016');
  expect(found?.line).toBe(spec.model.signature?.fields.at(-1)?.line);
});

test.each(['authors', 'creator', 'modelcreator', 'created'])(
  '%s is told as it is written',
  (key) => {
    const { said } = read(key, JSON.stringify(Array<string>(5).fill('x'.repeat(15_000))));
    expect(said).toEqual([`GNN-I016 3 ${key}`]);
  },
);

test.each(['Creator', 'ModelCreator', 'Licence', 'Created'])(
  '%s of Signature is told as it is written, where it stands',
  (key) => {
    const spec = onlySpec(
      soundSpec({ Signature: `Name: x\n${key}: ${'x'.repeat(65_537)}` }),
      LIMITS,
    );
    const { diagnostics } = validateSpec(spec, { profile: 'standard', fields: null });
    const found = diagnostics.find(({ code }) => code === 'GNN-I016');
    expect(found?.line).toBe(spec.model.signature?.fields.at(-1)?.line);
    expect(found?.message).toMatch(new RegExp(`^${key} is longer`));
  },
);

test('a field of Signature is told where the front matter leaves it empty', () => {
  const signature = soundSpec({ Signature: `Author: ${'x'.repeat(65_537)}` });
  const spec = onlySpec(`---\nlicense: MIT\nauthor:\n---\n${signature}`, LIMITS);
  const { diagnostics } = validateSpec(spec, { profile: 'standard', fields: null });
  const found = diagnostics.find(({ code }) => code === 'GNN-I016');
  expect(found?.line).toBe(spec.model.signature?.fields.at(-1)?.line);
});
