import { expect, test } from 'vitest';
import type { Matrix } from '../../src/pictures/matrices.js';
import {
  createMatrixPanel,
  createMatrixPanels,
  formatNumber,
} from '../../src/pictures/svg/heat-map.js';

test.each([
  [0, '0'],
  [0.5, '0.5'],
  [1 / 3, '0.33'],
  [-0.25, '−0.25'],
  [12.34, '12.3'],
  [123.4, '123'],
  [9999, '9999'],
  [12_345, '1e4'],
  [0.001, '1e−3'],
  [-0.002, '−2e−3'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
  [NaN, 'nan'],
])('%d is written as %s', (number, text) => {
  expect(formatNumber(number)).toBe(text);
});

function matrixOf(rows: readonly (readonly number[])[], more: Partial<Matrix> = {}): Matrix {
  const [first = []] = rows;
  return {
    name: 'A',
    shape: [rows.length, first.length],
    caption: '',
    row: { name: 'o', size: rows.length },
    column: { name: 's', size: first.length },
    slices: [{ label: '', rows }],
    ...more,
  };
}

const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0.5));

const draw = (matrix: Matrix, compare?: Parameters<typeof createMatrixPanel>[2]): string =>
  createMatrixPanel(matrix, 700, compare).draw(0, 0);

/** The texts of a picture, in their order. */
const textsOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>(.*?)<\/text>/g), ([, text = '']) =>
    text.replaceAll(/<[^>]*>/g, ''),
  );

/** How strong the colours of the cells are. */
const strengthsOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/fill-opacity="([^"]*)"/g), ([, it = '']) => it);

test('probabilities are as strong as they are, other numbers by the greatest of them', () => {
  expect(strengthsOf(draw(matrixOf([[0.2, 0.8]])))).toEqual(['0.2', '0.8']);
  expect(strengthsOf(draw(matrixOf([[1, -4, 2]])))).toEqual(['0.25', '1', '0.5']);
  expect(strengthsOf(draw(matrixOf([[2, Infinity, NaN]])))).toEqual(['1', '1']);
  expect(strengthsOf(draw(matrixOf([[0, 0]])))).toEqual([]);
});

test('numbers below 0 have another colour', () => {
  const svg = draw(matrixOf([[1, -4, -2]]));
  expect([svg.match(/class="positive"/g), svg.match(/class="negative"/g)]).toMatchObject([
    { length: 1 },
    { length: 2 },
  ]);
});

test('small matrices have values and indices, larger ones indices, and the largest neither', () => {
  expect(textsOf(draw(matrixOf(zeros(2, 2)))).filter((it) => it === '0.5')).toHaveLength(4);
  const numbered = textsOf(draw(matrixOf(zeros(2, 20))));
  expect(numbered).toContain('19');
  expect(numbered).not.toContain('0.5');
  const small = textsOf(draw(matrixOf(zeros(30, 30))));
  expect(small.filter((it) => /^\d/.test(it))).toEqual(['30×30']);
  expect(small).toEqual(expect.arrayContaining(['A', 'o', 's']));
});

test('a matrix says its size, its caption, and how many slices are not drawn', () => {
  const slices = Array.from({ length: 14 }, (_, at) => ({ label: `u = ${at}`, rows: [[1]] }));
  const svg = draw(matrixOf([[1]], { shape: [1, 1, 14], caption: 'Transition', slices }));
  const texts = textsOf(svg);
  expect(texts).toContain('1×1×14 · Transition · and 2 more');
  expect(texts).toContain('u = 11');
  expect(texts).not.toContain('u = 12');
});

test('a cell that differs has a frame, which says what it was', () => {
  const svg = draw(matrixOf([[0.5, 0.25]]), (_, row, column) =>
    row === 0 && column === 1 ? 0.75 : undefined,
  );
  expect(svg.match(/<title>[^<]*<\/title>/g)).toEqual(['<title>0.75 → 0.25</title>']);
});

test('matrices stand beside each other while there is room, and the others are named below', () => {
  const undrawn = { name: 'B', reason: 'it is empty' };
  const [a, b] = [matrixOf(zeros(2, 2)), matrixOf(zeros(2, 2), { name: 'D' })];
  const wide = createMatrixPanels([a, undrawn, b], 700);
  expect(wide).toHaveLength(2);
  expect(textsOf(wide.at(-1)?.draw(0, 0) ?? '')).toEqual(['B: it is empty']);
  expect(createMatrixPanels([a, b], 150)).toHaveLength(2);
  expect(createMatrixPanels([], 700)).toEqual([]);
});
