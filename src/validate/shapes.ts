/** How the shape of a value compares with the declared dimensions of its variable. */
import type { Parameter, Variable } from '../domain/model.js';
import { nameKey } from '../domain/names.js';

/** The dimensions of a declaration; null for one that is not resolved, which may be of any size. */
type Dimensions = readonly (number | null)[];

/** For each dimension of a value, the declared dimension that it is; null if it is a mere bracket. */
export type Alignment = readonly (number | null)[];

/** Whether a value of the given shape satisfies the declaration of a variable. */
export function shapesAgree(
  name: string,
  declared: readonly number[],
  given: readonly number[],
): boolean {
  // Most values are given as they are declared.
  const isSame = declared.length === given.length && isInOrder(AS_DECLARED, declared, given);
  return isSame || alignShapes(name, declared, given).length > 0;
}

/** Whether a value has the shape of its declaration, or nothing says that it does not. */
export function hasDeclaredShape(
  { name, shape }: Parameter,
  declared: ReadonlyMap<string, Variable>,
): boolean {
  const dimensions = declared.get(nameKey(name))?.dimensions;
  if (dimensions === undefined || shape === null || !isResolved(dimensions)) return true;
  return shapesAgree(name, dimensions, shape);
}

/** Whether every dimension is known. */
export function isResolved(dimensions: Dimensions): dimensions is readonly number[] {
  return !dimensions.includes(null);
}

/**
 * The ways in which a value of the given shape satisfies the declaration of a variable; none if it
 * does not. These count as equal (notation, sections 4 and 7): `[n]`, `[1,n]` and `[n,1]`;
 * dimensions of 1 that are left out in front or at the end, and in `A` and `B` anywhere; for three
 * dimensions also the order that begins with the last, `[actions, next, previous]`; and brackets
 * around single elements, which add dimensions of 1.
 */
export function alignShapes(
  name: string,
  declared: Dimensions,
  given: readonly number[],
): readonly Alignment[] {
  if (declared.length === given.length) {
    const orders = ORDERS[given.length] ?? [given.map((_, axis) => axis)];
    return orders.filter((order) => isInOrder(order, declared, given));
  }
  const found =
    declared.length < given.length
      ? alignWithBrackets(declared, given)
      : MAY_HAVE_GAPS.test(nameKey(name))
        ? findIn(declared, given)
        : alignWithoutEnds(declared, given);
  return found === undefined ? [] : [found];
}

const AS_DECLARED: readonly number[] = [];

/** The orders in which as many dimensions as declared may be given, the declared one first. */
const ORDERS: Readonly<Record<number, readonly (readonly number[])[]>> = {
  2: [
    [0, 1],
    [1, 0],
  ],
  3: [
    [0, 1, 2],
    [2, 0, 1],
  ],
};

/** Whether a value has the declared dimensions in an order; a swap of two is only that of a vector. */
function isInOrder(
  order: readonly number[],
  declared: Dimensions,
  given: readonly number[],
): boolean {
  const isSwap = order.length === 2 && order[0] === 1;
  if (isSwap && !given.includes(1)) return false;
  return given.every((size, axis) => fits(declared[order[axis] ?? axis], size));
}

function fits(declared: number | null | undefined, size: number | null): boolean {
  return declared === null || size === null || declared === size;
}

/** Names of the families `A` and `B`, alone or indexed. */
const MAY_HAVE_GAPS = /^[AB](?=$|[_'^0-9])/;

/** Where the dimensions of the shorter list are in the longer one, whose others must be 1. */
function findIn(longer: Dimensions, shorter: Dimensions): readonly number[] | undefined {
  const found: number[] = [];
  for (const [axis, size] of longer.entries()) {
    const next = shorter[found.length];
    if (next !== undefined && fits(next, size)) found.push(axis);
    else if (size !== 1) return undefined;
  }
  return found.length === shorter.length ? found : undefined;
}

function alignWithBrackets(declared: Dimensions, given: readonly number[]): Alignment | undefined {
  const found = findIn(given, declared);
  if (found === undefined) return undefined;
  const aligned: (number | null)[] = given.map(() => null);
  for (const [axis, at] of found.entries()) aligned[at] = axis;
  return aligned;
}

/** Leaves out dimensions of 1 in front and at the end. */
function alignWithoutEnds(declared: Dimensions, given: readonly number[]): Alignment | undefined {
  const from = countLeadingOnes(declared) - countLeadingOnes(given);
  if (from < 0) return undefined;
  const aligned = given.map((_, axis) => from + axis);
  const isGiven = new Set(aligned);
  return given.every((size, axis) => fits(declared[from + axis], size)) &&
    declared.every((size, axis) => isGiven.has(axis) || size === 1)
    ? aligned
    : undefined;
}

function countLeadingOnes(sizes: Dimensions): number {
  const first = sizes.findIndex((size) => size !== 1);
  return first === -1 ? sizes.length : first;
}
