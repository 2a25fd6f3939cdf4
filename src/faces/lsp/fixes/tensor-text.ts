/** Rewrites the text of a tensor: other numbers in the same layout, or its axes in another order. Pure. */
import { readTensor, type LeafRange } from '../../../gnn/values/tensor.js';
import type { SourceText } from '../../../gnn/source.js';
import type { Edit } from './fix.js';

/** A tensor as it is written. */
interface WrittenTensor {
  readonly leaves: readonly LeafRange[];
  /** The lengths of its lists, the outermost first; brackets that mean nothing count as well. */
  readonly shape: readonly number[];
  /** The offset after its last bracket. */
  readonly end: number;
}

function readWritten(
  { text, limits }: SourceText,
  start: number,
  end: number,
): WrittenTensor | undefined {
  const leaves: LeafRange[] = [];
  const tensor = readTensor(text, start, end, limits, leaves);
  if ('kind' in tensor || tensor.shape === null) return undefined;
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  return count === leaves.length ? { leaves, shape: tensor.shape, end: tensor.end } : undefined;
}

/** The fewest decimals that a quotient is written with. */
const DECIMALS = 4;

/** Divides the entries along an axis by their sum; undefined if a sum is 0 or an entry is no number. */
export function normalise(
  source: SourceText,
  [start, end]: LeafRange,
  shape: readonly number[],
  axis: number,
): Edit[] | undefined {
  const written = readWritten(source, start, end);
  const texts = written?.leaves.map(([from, to]) => source.text.slice(from, to));
  const numbers = texts?.map(Number);
  if (written === undefined || texts === undefined || numbers?.some(Number.isNaN) !== false) {
    return undefined;
  }
  const edits: Edit[] = [];
  for (const line of linesAlong(shape, axis)) {
    const entries = line.map((at) => numbers[at] ?? 0);
    const sum = entries.reduce((total, entry) => total + entry, 0);
    if (sum === 0) return undefined;
    if (Math.abs(sum - 1) <= 1e-9) continue;
    const longest = Math.max(...line.map((at) => decimalsOf(texts[at] ?? '')));
    const shares = roundShares(
      entries.map((entry) => entry / sum),
      Math.max(longest, DECIMALS),
    );
    for (const [index, at] of line.entries()) {
      const [from, to] = written.leaves[at] ?? [0, 0];
      edits.push({ start: from, end: to, text: shares[index] ?? '' });
    }
  }
  return edits;
}

function decimalsOf(text: string): number {
  return /\.([0-9]+)$/.exec(text)?.[1]?.length ?? 0;
}

/** Rounds shares of 1 so that their sum stays 1: the largest one takes the rest. */
function roundShares(shares: readonly number[], decimals: number): string[] {
  const unit = 10 ** Math.min(decimals, 12);
  const counts = shares.map((share) => Math.round(share * unit));
  const rest = unit - counts.reduce((total, count) => total + count, 0);
  const largest = counts.indexOf(Math.max(...counts));
  counts[largest] = (counts[largest] ?? 0) + rest;
  return counts.map((count) => String(count / unit));
}

/** The indices of the elements along an axis, one list for each line of them. */
function linesAlong(shape: readonly number[], axis: number): number[][] {
  const length = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const total = shape.reduce((product, size) => product * size, 1);
  const lines: number[][] = [];
  for (let start = 0; start < total; start += length * stride) {
    for (let offset = 0; offset < stride; offset += 1) {
      lines.push(Array.from({ length }, (_, index) => start + offset + index * stride));
    }
  }
  return lines;
}

/**
 * Writes a tensor with its axes in another order, with the brackets and the line breaks that it has.
 *
 * @param order - for each axis of the result, the axis that it is now; brackets around all do not count
 */
export function reorder(
  source: SourceText,
  [start, end]: LeafRange,
  order: readonly number[],
): Edit | undefined {
  const written = readWritten(source, start, end);
  // A comment is about the lines that it stands between.
  if (written === undefined || source.text.slice(start, written.end).includes('#'))
    return undefined;
  const { shape, leaves } = written;
  const extra = shape.length - order.length;
  if (extra < 0 || shape.slice(0, extra).some((size) => size !== 1)) return undefined;
  const axes = [...shape.keys()].map((axis) =>
    axis < extra ? axis : extra + (order[axis - extra] ?? 0),
  );
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, size) => product * size, 1),
  );
  const layout = readLayout(source.text, start, shape.length, leaves);
  const write = (depth: number, at: number): string => {
    const axis = axes[depth];
    if (axis === undefined) {
      const [from, to] = leaves[at] ?? [0, 0];
      return source.text.slice(from, to);
    }
    const items = Array.from({ length: shape[axis] ?? 0 }, (_, index) =>
      write(depth + 1, at + index * (strides[axis] ?? 1)),
    );
    const { open, close, before, between, after } = layout[depth] ?? PLAIN;
    return `${open}${before}${items.join(between)}${after}${close}`;
  };
  return { start, end: written.end, text: write(0, 0) };
}

/** A list at one depth: its brackets, and what stands between them and the items. */
interface ListLayout {
  readonly open: string;
  readonly close: string;
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

const PLAIN: ListLayout = { open: '(', close: ')', before: '', between: ', ', after: '' };

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** The layout of the lists at each depth, from the first of each. */
function readLayout(
  text: string,
  start: number,
  depths: number,
  leaves: readonly LeafRange[],
): ListLayout[] {
  const head = text.slice(start, leaves[0]?.[0] ?? start);
  const opens = [...head.matchAll(/[{([]/g)].slice(0, depths);
  return opens.map(({ 0: open, index }, depth) => {
    const next = opens[depth + 1]?.index ?? head.length;
    const before = /\n/.test(head.slice(index + 1, next)) ? head.slice(index + 1, next) : '';
    const isLast = depth === opens.length - 1;
    const indent = /\n([ \t]*)$/.exec(before)?.[1];
    const between = isLast
      ? separatorOf(text, leaves)
      : indent === undefined
        ? ', '
        : `,\n${indent}`;
    const plainBefore = indent === undefined ? '' : `\n${indent}`;
    return {
      open,
      close: CLOSING[open] ?? ')',
      before: plainBefore,
      between,
      after: before === '' ? '' : '\n',
    };
  });
}

/** What stands between the first two elements of a row. */
function separatorOf(text: string, leaves: readonly LeafRange[]): string {
  const [first, second] = leaves;
  const between = first && second ? text.slice(first[1], second[0]) : ', ';
  return /^[ \t]*,[ \t]*$/.test(between) ? between : ', ';
}
