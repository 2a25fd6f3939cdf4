import { expect, test } from 'vitest';
import { isValueFault, readValue } from '../../src/gnn/values/index.js';

const read = (text: string, bare: 'symbolic' | 'text' = 'symbolic') =>
  readValue(text, 0, text.length, bare);

function valueOf(text: string): unknown {
  const result = read(text);
  return isValueFault(result) ? result : [result.value, result.shape, result.symbolic];
}

test.each([
  ['1', 1],
  ['-1', -1],
  ['+1', 1],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-.5', -0.5],
  ['1e3', 1000],
  ['1E-3', 0.001],
  ['1.5e+2', 150],
  ['007', 7],
  ['0.1', 0.1],
  ['0.30000000000000004', 0.30000000000000004],
  ['123456789012345678', 123456789012345680],
  ['1e400', 'inf'],
  ['-1e400', '-inf'],
  ['1e-400', 0],
  ['-0', 0],
  ['-0.0', 0],
  ['inf', 'inf'],
  ['-inf', '-inf'],
  ['+inf', 'inf'],
  ['Infinity', 'inf'],
  ['∞', 'inf'],
  ['nan', 'nan'],
  ['NaN', 'nan'],
  ['true', true],
  ['False', false],
  ['"a text"', 'a text'],
  ["'a text'", 'a text'],
  ['"a # b"', 'a # b'],
  ['"say \\"x\\""', 'say "x"'],
  ['""', ''],
])('the scalar %s', (text, value) => {
  expect(valueOf(text)).toEqual([value, [], false]);
  expect(Object.is((valueOf(text) as unknown[])[0], -0)).toBe(false);
});

test.each([
  [
    '{ (0.9, 0.1), (0.1, 0.9) }',
    [
      [0.9, 0.1],
      [0.1, 0.9],
    ],
    [2, 2],
  ],
  ['{(0.1, 1.0)}', [0.1, 1], [2]],
  ['{(1)}', [1], [1]],
  ['{1, 2}', [1, 2], [2]],
  ['(1, 2)', [1, 2], [2]],
  ['((1, 2))', [[1, 2]], [1, 2]],
  ['[[1, 2]]', [[1, 2]], [1, 2]],
  [
    '{((1, 2), (3, 4))}',
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [1, 2, 2],
  ],
  [
    '[[[1],[2]],[[3],[4]]]',
    [
      [[1], [2]],
      [[3], [4]],
    ],
    [2, 2, 1],
  ],
  [
    '{[1, 2], (3, 4), {5, 6}}',
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [3, 2],
  ],
  ['[[[[1, 2]]]]', [[[[1, 2]]]], [1, 1, 1, 2]],
  ['[1, 2,]', [1, 2], [2]],
  ['[(1,),(2,),]', [[1], [2]], [2, 1]],
  ['[]', [], [0]],
  ['[-1e-2, +.5, 5., inf, nan, -∞]', [-0.01, 0.5, 5, 'inf', 'nan', '-inf'], [6]],
  ['[true, FALSE, "a, b", \'c]\']', [true, false, 'a, b', 'c]'], [4]],
  [
    '{\n (1, 2), # one\n\n # two\n (3, 4)\n}',
    [
      [1, 2],
      [3, 4],
    ],
    [2, 2],
  ],
  ['[1,\t2 ,\u00a03]', [1, 2, 3], [3]],
])('the tensor %j', (text, value, shape) => {
  expect(valueOf(text)).toEqual([value, shape, false]);
});

test.each([
  ['D_f0', 'D_f0'],
  ['12x', '12x'],
  ['"a" + "b"', '"a" + "b"'],
  ['[1, 2] * 2', '[1, 2] * 2'],
  ['{a: 1, b: 2}', '{a: 1, b: 2}'],
  ['[x for x in y]', '[x for x in y]'],
])('the expression %j is kept as text', (text, value) => {
  expect(valueOf(text)).toEqual([value, null, true]);
});

test.each([
  ['eye(3)', 'eye(3)', [3, 3]],
  ['ones(2,\n 3)', 'ones(2, 3)', [2, 3]],
  ['0.5*eye(2)', '0.5*eye(2)', [2, 2]],
])('the expression %j is kept as text, with its shape', (text, value, shape) => {
  expect(valueOf(text)).toEqual([value, shape, true]);
});

test('bare words are strings if requested', () => {
  expect(read('not a number', 'text')).toMatchObject({
    value: 'not a number',
    shape: [],
    symbolic: false,
  });
});

test('a tensor with expressions has its shape and is symbolic', () => {
  expect(valueOf('[ln(0.5), 1, f(2, 3)]')).toEqual([['ln(0.5)', 1, 'f(2, 3)'], [3], true]);
});

test.each(['1_000', '0x10'])('%s is no number', (word) => {
  expect(valueOf(`[${word}]`)).toEqual([[word], [1], true]);
});

test.each([
  ['{(1, 2), (3)}', 9],
  ['[[1, 2], [3, 4, 5]]', 9],
  ['[1, [2]]', 4],
  ['[[1], 2]', 0],
  ['[[[1],[2]],[[3]]]', 11],
  ['{(1, 2),\n (3)}', 10],
])('the ragged row of %j is at %i', (text, at) => {
  const result = read(text);
  expect(result).toMatchObject({ shape: null, raggedAt: at });
});

test.each([
  ['[1, 2', 'unreadable', 0],
  ['[1, (2]', 'unreadable', 6],
  ['[1 2]', 'unreadable', 1],
  ['[,]', 'unreadable', 1],
  [`${'['.repeat(33)}1${']'.repeat(33)}`, 'too-deep', 32],
])('%j cannot be read: %s at %i', (text, kind, offset) => {
  expect(read(text)).toMatchObject({ kind, offset });
});

test('32 nested brackets are read', () => {
  expect(read(`${'['.repeat(32)}1${']'.repeat(32)}`)).toMatchObject({ elements: 1 });
});

test.each([
  ['1 # note', 'note'],
  ['[1] ### note', 'note'],
  ['[1,\n2] # note', 'note'],
  ['"a" # note', 'note'],
  ['x # note', 'note'],
  ['[1]', null],
])('the comment after %j', (text, comment) => {
  expect(read(text)).toMatchObject({ comment });
});
