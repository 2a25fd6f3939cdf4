import { expect, test } from 'vitest';
import { readLineValue } from '../../src/gnn/assignments.js';
import { places, readSection } from '../support/spec-text.js';

const parseLines = (...lines: string[]) => readSection('InitialParameterization', ...lines);

test.each([
  ['a=1', 4, 4],
  ['a = 1', 4, 4],
  ['a: 1', 4, 4],
  ['a\t=\t1', 4, 4],
])('%s', (line, from, to) => {
  expect(parseLines(line).model.parameters).toEqual([
    expect.objectContaining({ name: 'a', value: 1, line: from, column: 1, end_line: to }),
  ]);
});

test('values extend to the line on which their brackets balance', () => {
  const spec = parseLines('A={', '  (1, 2),', '', '# note', '  (3, 4) # row', '}', '  b=1');
  expect(spec.model.parameters.map((it) => [it.name, it.line, it.column, it.end_line])).toEqual([
    ['A', 4, 1, 9],
    ['b', 10, 3, 10],
  ]);
  expect(spec.diagnostics).toEqual([]);
});

test('a value may start below its name', () => {
  const spec = parseLines('A =', '# note', '', '  {(1, 2),', '  (3, 4)}', 'b=', 'c=1');
  expect(spec.model.parameters.map((it) => [it.name, it.shape, it.line, it.end_line])).toEqual([
    ['A', [2, 2], 4, 8],
    ['c', [], 10, 10],
  ]);
  expect(places(spec)).toEqual(['GNN-E007 9:1']);
});

test('an unclosed bracket ends at the next assignment', () => {
  const spec = parseLines('A={(1, 2),', '(3, 4)', 'B={(1, 2)}');
  expect(spec.model.parameters.map((it) => it.name)).toEqual(['B']);
  expect(places(spec)).toEqual(['GNN-E007 4:3']);
  expect(spec.diagnostics[0]?.message).toContain('lines 4 to 5');
});

test('the last of several values wins, and every other one is reported', () => {
  const spec = parseLines('A={(1,', '2)}', 'b=1', 'A=3');
  expect(spec.model.parameters.map((it) => [it.name, it.value, it.line])).toEqual([
    ['b', 1, 6],
    ['A', 3, 7],
  ]);
  expect(places(spec)).toEqual(['GNN-W011 7:1']);
  expect(spec.diagnostics[0]?.message).toContain('line');
  expect(spec.diagnostics[0]?.message).toMatch(/lines 4 to 5/);
});

test.each([
  ['1A=2', 'GNN-E007 4:1'],
  ['no value', 'GNN-E007 4:1'],
  ['  =1', 'GNN-E007 4:3'],
  ['A', 'GNN-E007 4:1'],
  ['A=', 'GNN-E007 4:1'],
  ['A= # nothing', 'GNN-E007 4:1'],
  ['A={(1, 2)', 'GNN-E007 4:3'],
  ['A={(1, 2]}', 'GNN-E007 4:9'],
  ['A={1 2}', 'GNN-E007 4:4'],
  ['A={(0.9 0.1), (0.1, 0.9)}', 'GNN-E007 4:5'],
  ['A={1,,2}', 'GNN-E007 4:6'],
  ['A=(1))', 'GNN-E007 4:3'],
])('%s: %s', (line, place) => {
  const spec = parseLines(line, 'z=1');
  expect(places(spec)).toEqual([place]);
  expect(spec.model.parameters.map((it) => it.name)).toEqual(['z']);
});

test.each([
  ['5', 5],
  ['Unbounded', 'Unbounded'],
  ['∞', 'inf'],
  ['1 step', '1 step'],
  ['a (', 'a ('],
])('the value of the line %j is %j', (text, value) => {
  expect(readLineValue(text)).toEqual(value);
});

test('a value may be in a code fence below its name', () => {
  const spec = parseLines('A =', '```', '[[1, 2], [3, 4]]', '```', 'b = 1');
  expect(spec.model.parameters.map((it) => [it.name, it.shape])).toEqual([
    ['A', [2, 2]],
    ['b', []],
  ]);
  expect(places(spec)).toEqual(['GNN-I007 5:1']);
});

test('in ModelParameters the message shows the form of that section', () => {
  const [finding] = readSection('ModelParameters', 'num_obs').diagnostics;
  expect(finding?.message).toContain('`key: value`');
});
