import { describe, expect, it } from 'vitest';
import { fitColumns, wrapWords } from '../../../src/faces/cli/render/fit-columns.js';

const words = (): number[] => [10, 5, 8];

describe('columns', () => {
  it.each([
    ['all of them, if they fit', undefined, [10, 20, 40]],
    ['all of them, if they just fit', 74, [10, 20, 40]],
    ['the widest becomes narrower first', 64, [10, 20, 30]],
    ['then the next ones, down to their longest words', 40, [10, 13, 13]],
    ['the widest become equal', 31, [10, 8, 9]],
  ])('%s', (_, maxWidth, widths) => {
    expect(fitColumns([10, 20, 40], words, maxWidth, true)).toEqual(widths);
  });

  it('are left out from the end, but not the first one', () => {
    expect(fitColumns([10, 20, 40], () => [10, 20, 40], 22, true)).toEqual([10]);
    expect(fitColumns([10, 20, 40], () => [10, 16, 40], 33, true)).toEqual([10, 20]);
    expect(fitColumns([30, 20], () => [30, 20], 8, true)).toEqual([8]);
  });

  it('all stay where none may be left out', () => {
    expect(fitColumns([10, 40], () => [10, 40], 20, false)).toEqual([10, 12]);
  });
});

describe('words', () => {
  it.each([
    ['short', 10, ['short']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 5, ['one', 'two', 'three']],
    ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['推理 推', 3, ['推', '理', '推']],
  ])('%j wraps to %i columns', (text, width, lines) => {
    expect(wrapWords(text, width)).toEqual(lines);
  });
});
