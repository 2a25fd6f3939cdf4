/** What is shared is the same as before, whatever was met earlier. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoizeLast } from '../../src/domain/memoize.js';
import { shareText } from '../../src/domain/share-text.js';
import { holds } from '../support/property.js';

test('every value stays as it is', async () => {
  // Few letters, so that texts meet others of the same length and ends.
  const text = fc.oneof(fc.stringMatching(/^[ab]{0,9}$/), fc.string());
  const value = fc.oneof(text, fc.constantFrom(null, undefined, 0, true));
  await holds(
    fc.property(fc.array(value, { maxLength: 30 }), (values) => {
      expect(values.map(shareText)).toEqual(values);
    }),
    { short: 300, full: 3000 },
  );
});

test('who remembers the last results is told which ones are forgotten', () => {
  const forgotten: number[] = [];
  const double = memoizeLast(
    2,
    (it: number) => 2 * it,
    (it) => forgotten.push(it),
  );
  expect([1, 2, 1, 3, 2].map(double)).toEqual([2, 4, 2, 6, 4]);
  expect(forgotten).toEqual([4, 2]);
});
