/** Files that are paired by their paths. */
import { expect, test } from 'vitest';
import { pairByPath, type Placed } from '../../src/version/pair-paths.js';
import { within } from '../support/measure.js';

const at = (...paths: string[]): Placed<string>[] => paths.map((path) => ({ item: path, path }));

test.each<[string, string[], string[], [string, string][]]>([
  ['nothing', [], ['a'], []],
  [
    'the longest tail',
    ['x/b/m', 'x/a/m'],
    ['a/m', 'b/m'],
    [
      ['x/b/m', 'b/m'],
      ['x/a/m', 'a/m'],
    ],
  ],
  ['a longer tail before a path before it', ['a/m', 'z/b/m'], ['b/m'], [['z/b/m', 'b/m']]],
  [
    'the rest in path order',
    ['q', 'p'],
    ['2', '1', '3'],
    [
      ['p', '1'],
      ['q', '2'],
    ],
  ],
  [
    'an empty path last',
    ['m', 'n'],
    ['', 'n'],
    [
      ['n', 'n'],
      ['m', ''],
    ],
  ],
])('pairs %s', (_, ones, others, expected) => {
  const pairs = pairByPath(at(...ones), at(...others));
  expect(new Set(pairs.map(String))).toEqual(new Set(expected.map(String)));
});

const deep = (folder: string): string[] =>
  Array.from({ length: 1_000 }, (_, it) => `${folder}/${'d/'.repeat(it)}m`);

test('takes linear time, however deep the paths are', () => {
  const [ones, others] = [at(...deep('a')), at(...deep('b'))];
  within(5_000, () => expect(pairByPath(ones, others)).toHaveLength(1_000));
});
