import { expect, test } from 'vitest';
import { toAscii } from '../../src/domain/json.js';

test.each([
  ['"Cafe"', '"Cafe"'],
  ['"Café"', String.raw`"Caf\u00e9"`],
  ['"咖啡"', String.raw`"\u5496\u5561"`],
  // Each half of a pair by itself.
  ['"🫖!"', String.raw`"\ud83e\uded6!"`],
  ['"a\u2028b\u2029"', String.raw`"a\u2028b\u2029"`],
  ['"\u007f\u0080\uffff"', String.raw`"${'\u007f'}\u0080\uffff"`],
  [String.raw`"\\u00e9 \n"`, String.raw`"\\u00e9 \n"`],
  ['{"ä":["ß"]}', String.raw`{"\u00e4":["\u00df"]}`],
])('%j in ASCII is %j, and means the same', (json, ascii) => {
  expect(toAscii(json)).toBe(ascii);
  expect(JSON.parse(ascii)).toEqual(JSON.parse(json));
});
