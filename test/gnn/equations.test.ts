import { expect, test } from 'vitest';
import { BODY, readSection } from '../support/spec-text.js';

const read = (...lines: string[]) =>
  readSection('Equations', ...lines).model.equations.map((it) => [
    it.label,
    it.text,
    it.line,
    it.end_line,
  ]);

test('all fields of an equation', () => {
  expect(readSection('Equations', '  π = softmax(-G) # policy').model.equations).toEqual([
    { label: 'policy', text: 'π = softmax(-G)', line: BODY, column: 3, end_line: BODY },
  ]);
});

test.each([
  [
    ['a = b', 'c = d'],
    [
      [null, 'a = b', 4, 4],
      [null, 'c = d', 5, 5],
    ],
  ],
  [
    ['# Sum', 'a = b', '', 'c = d'],
    [
      ['Sum', 'a = b', 5, 5],
      [null, 'c = d', 7, 7],
    ],
  ],
  [['### Sum', 'a = b # behind'], [['Sum', 'a = b', 5, 5]]],
  [['# only', '# comments'], []],
  [
    ['$$', 'a = b', '$$', 'c'],
    [
      [null, '$$\na = b\n$$', 4, 6],
      [null, 'c', 7, 7],
    ],
  ],
  [
    ['$$a = b$$', 'c'],
    [
      [null, '$$a = b$$', 4, 4],
      [null, 'c', 5, 5],
    ],
  ],
  [
    ['\\begin{align}', 'a &= b \\\\', 'c &= d', '\\end{align}', 'e'],
    [
      [null, '\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}', 4, 7],
      [null, 'e', 8, 8],
    ],
  ],
  [['a = b \\\\', 'c'], [[null, 'a = b \\\\\nc', 4, 5]]],
  [
    ['$$', 'never', 'closed'],
    [
      [null, '$$', 4, 4],
      [null, 'never', 5, 5],
      [null, 'closed', 6, 6],
    ],
  ],
])('%j', (lines, found) => {
  expect(read(...lines)).toEqual(found);
});

test('an extra bracket does not swallow the section', () => {
  const found = read('$$', ...Array.from({ length: 250 }, (_, index) => `x${index}`));
  expect(found.at(-1)).toEqual([null, 'x249', 254, 254]);
  expect(found.length).toBeGreaterThan(100);
});
