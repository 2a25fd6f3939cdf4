/** Lists of numbers are lent for one search, and none is lent that somebody still reads. */
import { expect, test } from 'vitest';
import { giveBack, keepScores, newScores, withScores } from '../../src/search/scores.js';

const LENGTH = 7;

test('a list is lent again to the next search, with zeros', () => {
  const first = withScores(() => newScores(LENGTH).fill(3));
  const next = withScores(() => newScores(LENGTH));
  expect(next).toBe(first);
  expect([...next]).toEqual(Array.from({ length: LENGTH }, () => 0));
});

test('a list that is kept is not lent again before it is given back', () => {
  const kept = withScores(() => keepScores(newScores(LENGTH)));
  const others = withScores(() => [newScores(LENGTH), newScores(LENGTH)]);
  expect(others).not.toContain(kept);
  withScores(() => giveBack(kept));
  expect(withScores(() => Array.from({ length: 40 }, () => newScores(LENGTH)))).toContain(kept);
});

test('a list that is given back within a search may be read until that ends', () => {
  const kept = withScores(() => keepScores(newScores(LENGTH)));
  const within = withScores(() => {
    giveBack(kept);
    return Array.from({ length: 40 }, () => newScores(LENGTH));
  });
  expect(within).not.toContain(kept);
});

test('without a search, each list is a new one', () => {
  const one = newScores(LENGTH);
  giveBack(one);
  expect(keepScores(newScores(LENGTH))).not.toBe(one);
});
