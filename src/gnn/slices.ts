/** Values that are given slice by slice: `B[:,:,0] = …`, `B(:,:,1) = …`, `A[2][0] = …`. */
import type { Value } from '../domain/model.js';
import { indexWithin, skipBlanks } from './lines.js';

/** Where a slice belongs: a number or, for a whole axis, null. */
export type SliceIndex = readonly (number | null)[];

/** The index after a name, and the offset after it. */
export interface WrittenIndex {
  /** Null if it is not made of numbers and `:`. */
  readonly index: SliceIndex | null;
  readonly end: number;
}

/** Reads `[:,:,0]`, `(:,:,0)` or `[2][0]`; undefined if no bracket opens at the offset, or one stays open. */
export function readSliceIndex(text: string, from: number, to: number): WrittenIndex | undefined {
  let at = skipBlanks(text, from, to);
  if (at >= to || (text[at] !== '[' && text[at] !== '(')) return undefined;
  const items: string[] = [];
  while (at < to && (text[at] === '[' || text[at] === '(')) {
    const close = indexWithin(text, text[at] === '[' ? ']' : ')', at, to);
    if (close === -1) return undefined;
    for (const item of text.slice(at + 1, close).split(',')) items.push(item.trim());
    at = skipBlanks(text, close + 1, to);
  }
  const isIndex = items.every((item) => item === ':' || /^[0-9]{1,7}$/.test(item));
  return { index: isIndex ? items.map((it) => (it === ':' ? null : Number(it))) : null, end: at };
}

/** A slice of a value. */
export interface Slice {
  readonly index: SliceIndex;
  readonly value: Value;
  /** Null for text. */
  readonly shape: readonly number[] | null;
}

/** A value that was put together, or what is missing for that. */
export type Joined =
  | { readonly value: Value[]; readonly shape: number[] }
  | { readonly problem: string };

/**
 * Puts slices together where all are there and of one shape. Indices count from 0 or, where there
 * is no 0, from 1; nothing is filled in.
 *
 * @param declared - the dimensions of the variable, as far as they are known
 */
export function joinSlices(
  slices: readonly Slice[],
  declared: readonly (number | null)[] | null,
): Joined {
  const [first] = slices;
  if (first === undefined) return { problem: 'there is no slice' };
  const pattern = first.index;
  const isAlike = ({ index }: Slice): boolean =>
    index.length === pattern.length &&
    index.every((it, axis) => (it === null) === (pattern[axis] === null));
  if (!slices.every(isAlike)) return { problem: 'its slices have different kinds of index' };
  const whole = pattern.filter((it) => it === null).length;
  const fitted: Fitted[] = [];
  for (const slice of slices) {
    const fit = fitSlice(slice, whole);
    if (typeof fit === 'string') return { problem: `the slice ${nameOf(slice)} ${fit}` };
    fitted.push(fit);
  }
  const like = fitted[0]?.shape ?? [];
  const other = fitted.findIndex(({ shape }) => shape.join() !== like.join());
  if (other !== -1) {
    const shapes = `${nameOf(first)} is [${like.join()}], ${nameOf(slices[other] ?? first)} is [${fitted[other]?.shape.join()}]`;
    return { problem: `its slices have different shapes: ${shapes}` };
  }
  const range = findRange(slices, pattern, declared);
  if ('problem' in range) return range;
  const shape = shapeOf(pattern, range.sizes, like);
  const byIndex = new Map(
    slices.map(({ index }, at) => [keyOf(index), fitted[at]?.value ?? null] as const),
  );
  return { value: buildValue(pattern, range, shape, byIndex), shape };
}

interface Fitted {
  readonly value: Value;
  readonly shape: readonly number[];
}

/**
 * A slice with as many dimensions as its index leaves whole, or why it has not; brackets around it,
 * or around each element of a column, do not count.
 */
function fitSlice({ value, shape }: Slice, whole: number): Fitted | string {
  if (shape === null) return 'is text';
  if (whole === 0) return { value, shape };
  let [inner, rest] = [value, shape];
  while (rest.length > whole && rest[0] === 1 && Array.isArray(inner)) {
    inner = inner[0] ?? null;
    rest = rest.slice(1);
  }
  if (rest.length === whole + 1 && rest[whole] === 1) {
    [inner, rest] = [withoutBrackets(inner, whole), rest.slice(0, whole)];
  }
  if (rest.length === whole) return { value: inner, shape: rest };
  const dimensions = shape.length === 1 ? '1 dimension' : `${shape.length} dimensions`;
  return `has ${dimensions}, but its index leaves ${whole}`;
}

/** The first element of each list at a depth. */
function withoutBrackets(value: Value, depth: number): Value {
  if (!Array.isArray(value)) return value;
  return depth === 0 ? (value[0] ?? null) : value.map((item) => withoutBrackets(item, depth - 1));
}

function nameOf({ index }: Slice): string {
  return `\`[${keyOf(index)}]\``;
}

interface Range {
  /** The first index, 0 or 1. */
  readonly base: number;
  /** How many slices there are along each axis; null along a whole axis. */
  readonly sizes: readonly (number | null)[];
}

function findRange(
  slices: readonly Slice[],
  pattern: SliceIndex,
  declared: readonly (number | null)[] | null,
): Range | { readonly problem: string } {
  const base = slices.some(({ index }) => index.includes(0)) ? 0 : 1;
  const sizes = pattern.map((it, axis) => {
    if (it === null) return null;
    const top = slices.reduce((most, { index }) => Math.max(most, index[axis] ?? 0), 0);
    return Math.max(top - base + 1, declared?.[axis] ?? 0);
  });
  const there = new Set(slices.map(({ index }) => keyOf(index)));
  const missing = findMissing(pattern, sizes, base, there);
  if (missing === null) return { base, sizes };
  const isOneAxis = pattern.filter((it) => it !== null).length === 1;
  const other = `${formatIndex(pattern, 0)}\`, if they count from 0`;
  const hint = base === 1 && isOneAxis ? ` (or \`${other})` : '';
  return { problem: `the slice \`${missing}\` is missing${hint}` };
}

/** The first index that no slice has, as text. */
function findMissing(
  pattern: SliceIndex,
  sizes: readonly (number | null)[],
  base: number,
  there: ReadonlySet<string>,
): string | null {
  const current = pattern.map((it) => (it === null ? null : base));
  // At most one more than there are slices is looked up.
  for (let count = 0; count <= there.size; count += 1) {
    if (!there.has(keyOf(current))) return `[${keyOf(current)}]`;
    if (!advance(current, sizes, base)) return null;
  }
  return null;
}

/** Moves to the next index, the last axis first; false at the end. */
function advance(
  current: (number | null)[],
  sizes: readonly (number | null)[],
  base: number,
): boolean {
  for (let axis = current.length - 1; axis >= 0; axis -= 1) {
    const at = current[axis] ?? null;
    if (at === null) continue;
    if (at + 1 < base + (sizes[axis] ?? 0)) {
      current[axis] = at + 1;
      return true;
    }
    current[axis] = base;
  }
  return false;
}

function formatIndex(pattern: SliceIndex, at: number): string {
  return `[${pattern
    .map((it) => it ?? ':')
    .map((it) => (it === ':' ? it : at))
    .join(',')}]`;
}

function keyOf(index: SliceIndex): string {
  return index.map((it) => it ?? ':').join(',');
}

function shapeOf(
  pattern: SliceIndex,
  sizes: readonly (number | null)[],
  slice: readonly number[],
): number[] {
  const rest = [...slice];
  const axes = pattern.map((_, axis) => sizes[axis] ?? rest.shift() ?? 0);
  return [...axes, ...rest];
}

function buildValue(
  pattern: SliceIndex,
  { base }: Range,
  shape: readonly number[],
  byIndex: ReadonlyMap<string, Value>,
): Value[] {
  const build = (index: (number | null)[], path: readonly number[]): Value => {
    const axis = index.length;
    if (axis === pattern.length) {
      return path.reduce<Value>(
        (value, at) => (Array.isArray(value) ? (value[at] ?? null) : value),
        byIndex.get(keyOf(index)) ?? null,
      );
    }
    return Array.from({ length: shape[axis] ?? 0 }, (_, at) =>
      pattern[axis] === null
        ? build([...index, null], [...path, at])
        : build([...index, at + base], path),
    );
  };
  const value = build([], []);
  return Array.isArray(value) ? value : [value];
}
