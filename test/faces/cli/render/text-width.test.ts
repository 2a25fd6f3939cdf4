/** Tests how many columns of a terminal a text takes. */
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { widthOf } from '../../../../src/faces/cli/render/text-width.js';

test('what is measured without a look at each sign is as wide as with one', () => {
  const signs = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code));
  const printable = signs.filter((it) => !/\p{Control}/u.test(it));
  expect(printable.filter((it) => widthOf(it) !== stringWidth(it))).toEqual([]);
});

test.each([
  ['a', 1],
  ['état ✓', 6],
  ['soft\u{ad}hyphen', 10],
  ['状态', 4],
  ['s\u{302}', 1],
  ['👩‍🔬', 2],
])('%j takes %d columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});
