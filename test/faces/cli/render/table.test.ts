import { expect, test } from 'vitest';
import { chooseColours } from '../../../../src/faces/cli/render/colours.js';
import { renderListing } from '../../../../src/faces/cli/render/table.js';

const NAMES = ['version', 'when', 'hash', 'what changed'];
const ROWS = [
  [
    '1.1.0 *',
    '2025-10-10T08:53:20Z',
    '7ea825119c80',
    'minor: D changed; the prior of the level in the morning',
  ],
];
const colours = chooseColours({ write: () => {}, isTTY: false, columns: undefined }, {});
const render = (columns: number | undefined, rows = ROWS): string[] =>
  renderListing(NAMES, rows, { colours, columns }, 'hash');

test('a spare column is left out before the prose becomes hard to read', () => {
  const [head = '', ...lines] = render(62);
  expect(head).toBe('version  when                  what changed');
  expect(lines.at(-1)).toBe('not shown in 62 columns: hash');
  expect(lines.join('\n')).not.toContain('7ea825119c80');
});

test.each([
  ['on a wide terminal', 100],
  ['without a terminal', undefined],
])('it stays %s', (_, columns) => {
  expect(render(columns).join('\n')).toContain('7ea825119c80');
});

test('it stays where the prose is short', () => {
  expect(
    render(62, [['1.0.0', '2025-10-10T08:53:20Z', '7ea825119c80', 'first']]).join('\n'),
  ).toContain('7ea825119c80');
});

test('a text of wide signs takes the columns that it is shown in', () => {
  const [, first = '', second = ''] = render(undefined, [
    ['1.0.0', '模型', '7ea825119c80', 'first'],
    ['1.1.0', 'plain', '8ea825119c80', 'second'],
  ]);
  expect(first).toBe('1.0.0    模型   7ea825119c80  first');
  expect(second).toBe('1.1.0    plain  8ea825119c80  second');
});
