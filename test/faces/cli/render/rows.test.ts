import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderNdjson } from '../../../../src/faces/cli/render/rows.js';

/** A parser for RFC 4180. */
function readCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/gy;
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** Removes the guard before a formula. */
const plain = (text = ''): string => text.replace(/^'(?=[=+\-@\t\r])/, '');

describe('csv', () => {
  test('has a header of all keys, and a line for each row', () => {
    const rows = [
      { id: 'a', tags: ['x', 'y'], size: 1, gone: null },
      { id: 'b,"c"\nd', more: { deep: 1 } },
    ];
    expect(renderCsv(rows, [])).toBe(
      'id,tags,size,gone,more\na,x;y,1,,\n"b,""c""\nd",,,,"{""deep"":1}"\n',
    );
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['-1.5', '-1.5'],
    ['-1e-7', '-1e-7'],
    ['1=1', '1=1'],
  ])('%j is not a formula', (value, cell) => {
    expect(renderCsv([{ it: value }], [])).toBe(`it\n${cell}\n`);
  });

  test('a formula in quotes is guarded, too', () => {
    expect(renderCsv([{ it: '=HYPERLINK("x","y")' }], [])).toBe(`it\n"'=HYPERLINK(""x"",""y"")"\n`);
  });

  test('every cell can be read back', () => {
    const row = fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.string() });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const read = readCsv(renderCsv(rows, [])).slice(1);
        const wanted = rows.map(({ a, b }) => [plain(a), plain(b)]);
        expect(read.map(([a, b]) => [plain(a), plain(b)])).toEqual(wanted);
      }),
    );
  });
});

test('ndjson has a line for each row, whatever it contains', () => {
  expect(renderNdjson([])).toBe('');
  const rows = [{ a: 'x\ny', b: null }, { a: '\u2028' }];
  const lines = renderNdjson(rows).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.slice(0, 2).map((line): unknown => JSON.parse(line))).toEqual(rows);
});
