import { expect, test } from 'vitest';
import { BODY, places, readSection } from '../support/spec-text.js';

const parseLines = (...lines: string[]) => readSection('ModelParameters', ...lines);

test.each([
  ['num_obs: 3', 'num_obs', 3, null],
  ['num_obs=3', 'num_obs', 3, null],
  ['num_obs : 3  ### how many', 'num_obs', 3, 'how many'],
  ['rate: 1e-3', 'rate', 0.001, null],
  ['on: true', 'on', true, null],
  ['name: "a # b"', 'name', 'a # b', null],
  ['method: variational message passing', 'method', 'variational message passing', null],
  ['sizes: [2, 3]', 'sizes', [2, 3], null],
  ['sizes: (2, 3)', 'sizes', [2, 3], null],
  ['names: ["a", b]', 'names', ['a', 'b'], null],
  ['learning rate: 0.5', 'learning rate', 0.5, null],
  ['map: {a: 1}', 'map', '{a: 1}', null],
  ['url: http://x.org/a=b', 'url', 'http://x.org/a=b', null],
])('%s', (line, name, value, description) => {
  const spec = parseLines('', `  ${line}`);
  expect(spec.model.model_parameters).toEqual([
    { name, value, description, line: BODY + 1, column: 3, end_line: BODY + 1 },
  ]);
  expect(spec.diagnostics).toEqual([]);
});

test('a list over several lines', () => {
  const spec = parseLines('sizes: [', '2, # two', '3', ']', 'n: 1');
  expect(
    spec.model.model_parameters.map((it) => [it.name, it.value, it.line, it.end_line]),
  ).toEqual([
    ['sizes', [2, 3], 4, 7],
    ['n', 1, 8, 8],
  ]);
});

test.each([
  ['just words', 'GNN-E007 4:1'],
  ['- item: 1', 'GNN-E007 4:1'],
  ['a:', 'GNN-E007 4:1'],
  ['a: [1, 2', 'GNN-E007 4:4'],
])('%s: %s', (line, place) => {
  expect(places(parseLines(line))).toEqual([place]);
});

test('a key that is assigned twice', () => {
  const spec = parseLines('a: 1', 'a: 2');
  expect(places(spec)).toEqual(['GNN-W011 5:1']);
  expect(spec.model.model_parameters.map((it) => it.value)).toEqual([2]);
});

test('a value keeps its lines even if a comment directly follows its bracket', () => {
  const spec = parseLines('a=(1,', '2)#[');
  expect(spec.model.model_parameters).toMatchObject([{ name: 'a', value: [1, 2], end_line: 5 }]);
  expect(spec.diagnostics).toEqual([]);
});
