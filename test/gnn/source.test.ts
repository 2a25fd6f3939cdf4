import { expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import {
  lineAt,
  lineCount,
  lineEnd,
  lineStart,
  normalizeLineEndings,
  positionAt,
  sourceText,
} from '../../src/gnn/source.js';

test.each([
  ['', 1],
  ['a', 1],
  ['a\n', 1],
  ['a\nb', 2],
  ['a\n\n', 2],
  ['\n', 1],
])('%j has %i lines', (text, count) => {
  expect(lineCount(sourceText(text))).toBe(count);
});

test('where lines start and end', () => {
  const source = sourceText('ab\n\ncd');
  expect([1, 2, 3, 4].map((line) => lineStart(source, line))).toEqual([0, 3, 4, 6]);
  expect([1, 2, 3, 4].map((line) => lineEnd(source, line))).toEqual([2, 3, 6, 6]);
  expect([0, 1, 2, 3, 4, 5, 6].map((offset) => lineAt(source, offset))).toEqual([
    1, 1, 1, 2, 3, 3, 3,
  ]);
});

test.each([
  ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
  ['\r\r\n\n', '\n\n\n'],
  ['plain', 'plain'],
])('%j becomes %j', (text, normal) => {
  expect(normalizeLineEndings(text)).toBe(normal);
});

test('columns are code points, not code units', () => {
  const source = sourceText('x\n𝐀𝐁c');
  expect(positionAt(source, 2)).toEqual({ line: 2, column: 1 });
  expect(positionAt(source, 4)).toEqual({ line: 2, column: 2 });
  expect(positionAt(source, 6)).toEqual({ line: 2, column: 3 });
  expect(positionAt(source, 7)).toEqual({ line: 2, column: 4 });
});

const LINES = ['# T', '## StateSpaceBlock', '  𝐀[2,oops=1]', 's[1]'];

test.each([
  ['LF', '\n', ''],
  ['CRLF', '\r\n', ''],
  ['CR', '\r', ''],
  ['LF with a byte order mark', '\n', '\uFEFF'],
  ['CRLF with a byte order mark', '\r\n', '\uFEFF'],
])('positions refer to the file with %s', (_, ending, mark) => {
  const { specs } = parseSpec(mark + LINES.join(ending) + ending);
  expect(specs[0]?.model.variables.map(({ name, line, column }) => [name, line, column])).toEqual([
    ['𝐀', 3, 3],
    ['s', 4, 1],
  ]);
  expect(specs[0]?.diagnostics).toEqual([
    expect.objectContaining({ code: 'GNN-W012', line: 3, column: 7 }),
  ]);
  expect(specs[0]?.model.title).toBe('T');
});

test('mixed line endings all end lines', () => {
  const { specs } = parseSpec('## StateSpaceBlock\r\na[1]\rb[1]\nc[1]\r\n');
  expect(specs[0]?.model.variables.map((it) => [it.name, it.line])).toEqual([
    ['a', 2],
    ['b', 3],
    ['c', 4],
  ]);
});

test('lines of the front matter are counted', () => {
  const { specs, frontMatterLines } = parseSpec('---\na: 1\n---\n## StateSpaceBlock\nx[1]\n');
  expect(frontMatterLines).toBe(3);
  expect(specs[0]?.model.variables[0]?.line).toBe(5);
  expect(specs[0]?.sections.get('StateSpaceBlock')).toEqual({ line: 4, column: 1 });
});

test('a character beyond the BMP counts as one column', () => {
  const { specs } = parseSpec('## StateSpaceBlock\n𝐀𝐀[2,𝐁=1,0]\n');
  expect(specs[0]?.diagnostics.map((it) => [it.code, it.column])).toEqual([
    ['GNN-W012', 6],
    ['GNN-E006', 10],
  ]);
});
