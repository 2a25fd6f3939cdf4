import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAlike, parseJson, parsePythonJson, toAscii } from '../../src/domain/json.js';
import { holds } from '../support/property.js';

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

test.each([
  ['[NaN, Infinity, -Infinity, 1.5]', [null, null, null, 1.5]],
  ['{"a": NaN, "b": {"c": -Infinity}}', { a: null, b: { c: null } }],
  [String.raw`{"NaN": "Infinity \" NaN", "x\\": NaN}`, { NaN: 'Infinity " NaN', 'x\\': null }],
  ['{"plain": "NaN"}', { plain: 'NaN' }],
  ['NaN', null],
])('%s as Python writes it is %j', (text, value) => {
  expect(parsePythonJson(text)).toEqual(value);
});

test.each(['[NaNa]', '[--Infinity]', '{"a": NaN', '"NaN', '[NaN "\\', ''])(
  '%j is not JSON',
  (text) => {
    expect(parsePythonJson(text)).toBeUndefined();
  },
);

const nested = (depth: number): string => `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`;
const LONG = 'x'.repeat(100_000);

test('a long text is no JSON if its values are nested deeper than anything here, whatever its strings have', () => {
  const brackets = '['.repeat(5000);
  expect(parseJson(`["${LONG}",${nested(501)}]`)).toBeUndefined();
  expect(parseJson(`["${LONG}",${nested(499)}]`)).toHaveLength(2);
  expect(parseJson(JSON.stringify([LONG, brackets, `\\"${brackets}\\`, []]))).toHaveLength(4);
  expect(
    parseJson(JSON.stringify([LONG, ...Array.from({ length: 2000 }, () => [[]])])),
  ).toHaveLength(2001);
  expect(parseJson(`"${LONG}\\`)).toBeUndefined();
});

test('megabytes of brackets are no JSON', () => {
  expect(parseJson('['.repeat(5_000_000))).toBeUndefined();
});

test.each([
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ a: undefined }, { b: undefined }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, {}, false],
  [0, -0, false],
  ['1', 1, false],
  [{ constructor: 1 }, { toString: 1 }, false],
])('%j and %j are alike: %j', (one, other, expected) => {
  expect(isAlike(one, other)).toBe(expected);
  expect(isAlike(other, one)).toBe(expected);
});

test('values of JSON are alike if the system says that they are equal', async () => {
  const value = fc.jsonValue({ maxDepth: 2, depthSize: 'small' });
  const property = fc.property(value, value, (one, other) => {
    expect(isAlike(one, other)).toBe(isDeepStrictEqual(one, other));
    expect(isAlike({ one, other }, structuredClone({ other, one }))).toBe(true);
  });
  await holds(property, { short: 200, full: 200 });
});
