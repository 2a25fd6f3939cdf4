import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { places, readSection } from '../support/spec-text.js';

const parseLines = (...lines: string[]) => readSection('InitialParameterization', ...lines);

test('all fields of a parameter', () => {
  const hash = createHash('sha256').update('[[0.9,0.1],[0.1,0.9]]').digest('hex');
  expect(parseLines('', ' A={', '(0.9, 0.1),', '(0.1, 0.9)', '}').model.parameters).toEqual([
    {
      name: 'A',
      shape: [2, 2],
      value: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      value_hash: `sha256:${hash}`,
      symbolic: false,
      line: 5,
      column: 2,
      end_line: 8,
    },
  ]);
});

test('the hash depends on the value, not on its spelling', () => {
  const hashes = ['A={(1.0, 2)}', 'A: [1, 2e0]', 'A =(+1,\n02)'].map(
    (text) => parseLines(...text.split('\n')).model.parameters[0]?.value_hash,
  );
  expect(new Set(hashes).size).toBe(1);
  expect(parseLines('A=[1,3]').model.parameters[0]?.value_hash).not.toBe(hashes[0]);
});

const row = (count: number) => `A=[${Array.from({ length: count }, () => '1').join(',')}]`;

test('a value of more than 10,000 elements is represented by its hash and shape', () => {
  expect(parseLines(row(10_000)).model.parameters[0]?.value).toHaveLength(10_000);
  const spec = parseLines(row(10_001));
  expect(spec.model.parameters[0]).not.toHaveProperty('value');
  expect(spec.model.parameters[0]?.shape).toEqual([10_001]);
  expect(spec.values[0]).toHaveLength(10_001);
});

test.each([
  ['A=[[1, 2], [3]]', 'GNN-E008 4:12'],
  ['A=[1, [2]]', 'GNN-E008 4:7'],
  ['A=[[1], 2]', 'GNN-E008 4:3'],
  ['A=eye(3)', 'GNN-I006 4:1'],
  ['A=[x, 1]', 'GNN-I006 4:1'],
  [`A=${'('.repeat(33)}1${')'.repeat(33)}`, 'GNN-E018 4:35'],
])('%s: %s', (line, place) => {
  expect(places(parseLines(line))).toEqual([place]);
});

test('a ragged row is reported at the row', () => {
  const spec = parseLines('A={', '  (1, 2),', '  (3),', '  (4, 5)', '}');
  expect(places(spec)).toEqual(['GNN-E008 6:3']);
  expect(spec.model.parameters[0]).toMatchObject({ shape: null, line: 4, end_line: 8 });
});

test('a symbolic value is kept as text', () => {
  expect(parseLines('A=eye(3)').model.parameters[0]).toMatchObject({
    value: 'eye(3)',
    shape: [3, 3],
    symbolic: true,
  });
});

test('names have the syntax of StateSpaceBlock', () => {
  const spec = parseLines("s'=1", 'π1=2', 's_t+1=3', 'x^2=4');
  expect(spec.model.parameters.map((it) => [it.name, it.value])).toEqual([
    ["s'", 1],
    ['π1', 2],
    ['s_t+1', 3],
    ['x^2', 4],
  ]);
});
