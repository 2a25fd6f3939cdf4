import { expect, test } from 'vitest';
import { contentLines, splitComment } from '../../src/gnn/lines.js';
import { sourceText } from '../../src/gnn/source.js';

test.each([
  ['A[2]', 'A[2]', null],
  ['A[2] # a note', 'A[2]', 'a note'],
  ['A[2]\t### a note', 'A[2]', 'a note'],
  ['A[2]#x', 'A[2]', 'x'],
  ['# only', '', 'only'],
  ['### only', '', 'only'],
  ['  ## indented', '', 'indented'],
  ['#', '', ''],
  ['a="x # y" # z', 'a="x # y"', 'z'],
  ['a="x # y', 'a="x', 'y'],
  ['a b # c # d', 'a b', 'c # d'],
  ['\u00a0\u2003A\u00a0# n', 'A', 'n'],
  ['', '', null],
])('%j is %j with comment %j', (line, text, comment) => {
  const found = splitComment(sourceText(line), 1);
  expect([found.text, found.comment]).toEqual([text, comment]);
  expect(line.slice(found.start, found.end)).toBe(text);
});

test('blank lines, comments and ignored lines are not content', () => {
  const body = {
    source: sourceText('a\n\n# c\n<!-- x -->\n b # d\n'),
    lines: { from: 1, to: 6 },
    ignoredLines: new Set([4]),
  };
  const lines = contentLines(body);
  expect(lines.map((it) => [it.line, it.text, it.comment])).toEqual([
    [1, 'a', null],
    [5, 'b', 'd'],
  ]);
});
