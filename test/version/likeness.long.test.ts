/** Many renamed models are found, and forgotten, in linear time. */
import { expect, test } from 'vitest';
import { findLikest } from '../../src/version/likeness.js';
import { withoutIds } from '../../src/version/rename.js';
import { within } from '../support/measure.js';
import { EARLIER, entryWith, stateWith } from '../support/registry-entries.js';

const featured = (name: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({
    item: `${name}${at}`,
    features: new Set([
      'shared by all',
      ...Array.from({ length: 20 }, (_, of) => `${at + from} ${of}`),
    ]),
  }));

test('a new model that looks like one whose file is gone is compared in linear time, each with one at most', () => {
  const [news, olds] = [featured('new', 10_000, 5_000), featured('old', 10_000)];
  within(5_000, () => {
    const found = findLikest(news, olds);
    expect(found).toHaveLength(5_000);
    expect(found.find(({ item }) => item === 'new0')?.likest).toBe('old5000');
  });
  const twins = findLikest(featured('new', 1), [...featured('a', 1), ...featured('b', 1)]);
  expect(twins).toEqual([{ item: 'new0', likest: 'a0', likeness: 1 }]);
});

test('what is said beside many renamed models takes linear time', () => {
  const gone = { version: '1.0.0', at: EARLIER };
  const purged = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`old${at}`, gone]));
  const left = Array.from({ length: 5_000 }, (_, at) => ({
    known: entryWith(`m${at}`),
    to: `n${at}`,
    at: EARLIER,
  }));
  within(2_000, () => {
    const state = withoutIds({ ...stateWith(), purged }, left);
    expect(Object.keys(state.purged ?? {})).toHaveLength(55_000);
  });
});
