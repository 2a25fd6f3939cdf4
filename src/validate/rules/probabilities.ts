import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { Parameter, Value } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { isContinuous } from '../continuous.js';
import { alignShapes, hasDeclaredShape, isResolved, shapesAgree } from '../shapes.js';
import { prepareNoDistribution } from './no-distribution.js';
import type { Rule, RuleContext } from './rule.js';

/** How far a sum may be from 1, and an entry outside 0 to 1, because specs round their numbers. */
const SUM_TOLERANCE = 1e-3 + 1e-9;
const ENTRY_TOLERANCE = 1e-9;

/**
 * Requires the distributions of A, B, D and E to lie between 0 and 1 and sum to 1 (notation,
 * section 4): A over outcomes, its first dimension; B over next states, in one consistent
 * orientation. C (log-preferences), counts, and an E with negative entries (log-probabilities) are
 * skipped.
 */
export const probabilities: Rule = (context) => {
  const { model, values, declared } = context;
  const isNoDistribution = prepareNoDistribution(context);
  return model.parameters.flatMap((parameter) => {
    const family = findFamily(parameter.name);
    const { shape } = parameter;
    if (family === undefined || shape === null || shape.length === 0) return [];
    const entries = numbersIn(values.get(nameKey(parameter.name)), shape);
    if (entries === undefined || entries.length === 0) return [];
    if (family === 'E' && entries.some((entry) => entry < 0)) return [];
    // A wrong shape is already reported; the sums would be meaningless.
    if (!hasDeclaredShape(parameter, declared)) return [];
    const found = [
      ...checkRange(parameter, entries),
      ...checkSums(parameter, family, shape, entries, context),
    ];
    if (found.length === 0 || isNoDistribution(parameter.name, entries)) return [];
    // A continuous state has no transition probabilities: its `B` may be the effect of a control.
    return family === 'B' && isContinuous(context) ? [] : found;
  });
};

type Family = 'A' | 'B' | 'D' | 'E';

/** Words in the names of counts, whatever these begin with. */
const COUNTS = /alpha|α|counts?(?![a-z])|dirichlet|pseudo/iu;

/** The family of a name such as `A`, `A_m0`, `A1` or `A'`: a letter, alone or indexed; not `Alpha`. */
function findFamily(name: string): Family | undefined {
  const letter = /^[ABDE](?=$|[_'^0-9])/.exec(nameKey(name))?.[0];
  return letter === undefined || COUNTS.test(name) ? undefined : (letter as Family);
}

/** The elements in order, or undefined unless all of them are finite numbers. */
function numbersIn(value: Value | undefined, shape: readonly number[]): Float64Array | undefined {
  const numbers = new Float64Array(shape.reduce((product, size) => product * size, 1));
  return value !== undefined && copyNumbers(value, numbers, 0) !== -1 ? numbers : undefined;
}

/** Copies the numbers of a value; returns the offset after them, or -1 if there is anything else. */
function copyNumbers(value: Value, into: Float64Array, from: number): number {
  if (!Array.isArray(value)) return -1;
  let at = from;
  for (let index = 0; index < value.length && at !== -1; index += 1) {
    const item = value[index];
    if (typeof item === 'number') into[at++] = item;
    else at = item === undefined ? -1 : copyNumbers(item, into, at);
  }
  return at;
}

function checkRange(parameter: Parameter, entries: Float64Array): Diagnostic[] {
  const wrong: number[] = [];
  // A loop, because this is where large tensors take their time.
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] ?? 0;
    if (entry < -ENTRY_TOLERANCE || entry > 1 + ENTRY_TOLERANCE) wrong.push(entry);
  }
  if (wrong.length === 0) return [];
  const others = wrong.length - 1;
  const more = others > 0 ? ` and ${others} more such ${others > 1 ? 'entries' : 'entry'}` : '';
  const message = `${parameter.name} contains ${wrong[0]}${more}; probabilities lie between 0 and 1`;
  return [diagnostic('GNN-W006', parameter, message)];
}

function checkSums(
  parameter: Parameter,
  family: Family,
  shape: readonly number[],
  entries: Float64Array,
  { declared }: RuleContext,
): Diagnostic[] {
  const dimensions = declared.get(nameKey(parameter.name))?.dimensions ?? null;
  const axes = findAxes(parameter.name, family, shape, dimensions);
  const wrong = findWrong(entries, shape, axes);
  if (wrong === undefined) return [];
  const inner = shape.slice(countLeadingOnes(shape, dimensions?.length ?? 2));
  const sum = Number(wrong.sum.toPrecision(6));
  const first = { sum, text: `${parameter.name}[${wrong.at}] sums to ${sum}` };
  const what =
    family === 'A'
      ? describeColumns(parameter.name, inner, entries, first, declared)
      : describeDistributions(inner, first);
  return [diagnostic('GNN-W005', parameter, `${parameter.name}: ${what}`)];
}

/** The wrong sums along the axis that fits most, which was meant; undefined if all along one of them are 1. */
function findWrong(
  entries: Float64Array,
  shape: readonly number[],
  axes: readonly number[],
): WrongSums | undefined {
  let wrong: WrongSums | undefined;
  for (const axis of axes) {
    const found = findWrongSums(entries, shape, axis);
    if (found === undefined) return undefined;
    if (wrong === undefined || found.count < wrong.count) wrong = found;
  }
  return wrong;
}

/** What makes the distributions of a value sum to 1. */
export type SumRemedy =
  | { readonly kind: 'transpose' }
  /** The last axis becomes the first. */
  | { readonly kind: 'move-axis' }
  /** The entries along an axis are divided by their sum. */
  | { readonly kind: 'normalise'; readonly axis: number };

/**
 * Finds what makes the distributions of a value sum to 1, as the finding about them says; undefined if
 * nothing but other values does.
 */
export function findSumRemedy(parameter: Parameter, context: RuleContext): SumRemedy | undefined {
  const { declared, values } = context;
  const { name, shape } = parameter;
  const family = findFamily(name);
  if (family === undefined || shape === null) return undefined;
  const entries = numbersIn(values.get(nameKey(name)), shape);
  if (entries === undefined || entries.some((entry) => entry < 0)) return undefined;
  const dimensions = declared.get(nameKey(name))?.dimensions ?? null;
  const axes = findAxes(name, family, shape, dimensions);
  if (family === 'A') {
    const inner = shape.slice(countLeadingOnes(shape, dimensions?.length ?? 2));
    const remedy = findColumnRemedy(name, inner, entries, declared);
    if (remedy !== undefined) return { kind: remedy };
  }
  const axis = axes.find((it) => (shape[it] ?? 1) > 1) ?? axes[0];
  return axis === undefined ? undefined : { kind: 'normalise', axis };
}

/** Nothing normalises a sum of 0. */
const GIVE_VALUES = 'give values that sum to 1';

/** The first of the wrong sums, and which one it is. */
interface FirstSum {
  readonly sum: number;
  readonly text: string;
}

function describeDistributions(shape: readonly number[], { sum, text }: FirstSum): string {
  if (shape.filter((size) => size > 1).length <= 1) {
    return `its entries sum to ${sum}, not 1; ${sum === 0 ? GIVE_VALUES : 'normalise it'}`;
  }
  const remedy = sum === 0 ? GIVE_VALUES : 'normalise them';
  return `its distributions do not all sum to 1 along any axis (${text}); ${remedy}`;
}

function describeColumns(
  name: string,
  shape: readonly number[],
  entries: Float64Array,
  { sum, text }: FirstSum,
  declared: RuleContext['declared'],
): string {
  const what = `its columns do not all sum to 1 (${text})`;
  const remedy = findColumnRemedy(name, shape, entries, declared);
  if (remedy === 'move-axis') {
    return `its outcomes stand on its last axis, along which it sums to 1, and must stand on the first: move that axis to the front`;
  }
  if (remedy === 'transpose') return `${what}; its rows do: transpose it`;
  return `${what}; ${sum === 0 ? GIVE_VALUES : 'normalise its columns'}`;
}

/** Which order of the axes makes the columns of an `A` sum to 1; undefined if none does. */
function findColumnRemedy(
  name: string,
  shape: readonly number[],
  entries: Float64Array,
  declared: RuleContext['declared'],
): 'transpose' | 'move-axis' | undefined {
  const last = shape.length - 1;
  const sumsAlongLast = (shape[last] ?? 1) > 1 && findWrongSums(entries, shape, last) === undefined;
  if (sumsAlongLast && last >= 2) return 'move-axis';
  const isTransposed = sumsAlongLast && last === 1 && fitsTransposed(name, shape, declared);
  return isTransposed ? 'transpose' : undefined;
}

/** Whether the transpose of a matrix has the dimensions of its declaration, and those of `o` and `s`. */
function fitsTransposed(
  name: string,
  [rows = 1, columns = 1]: readonly number[],
  declared: RuleContext['declared'],
): boolean {
  const dimensions = declared.get(nameKey(name))?.dimensions ?? null;
  if (dimensions !== null && isResolved(dimensions)) {
    if (!shapesAgree(name, dimensions, [columns, rows])) return false;
  }
  const suffix = nameKey(name).slice(1);
  const allows = (letter: string, size: number): boolean => {
    const [first = null, ...others] = declared.get(letter + suffix)?.dimensions ?? [];
    return first === null || first === size || first === 1 || others.some((it) => it !== 1);
  };
  return allows('o', columns) && allows('s', rows);
}

/** Counts the leading dimensions of 1 that are mere brackets around the tensor. */
function countLeadingOnes(shape: readonly number[], rank: number): number {
  let count = 0;
  while (shape.length - count > rank && shape[count] === 1) count += 1;
  return count;
}

/** The declared dimensions along which distributions sum to 1: outcomes; next or previous states. */
const SUMMED: Readonly<Record<'A' | 'B', ReadonlySet<number | null>>> = {
  A: new Set([0]),
  B: new Set([0, 1]),
};

/**
 * The axes along which the distributions of a family may sum to 1: several where the sizes do not
 * reveal the order in which the dimensions are given.
 */
function findAxes(
  name: string,
  family: Family,
  shape: readonly number[],
  dimensions: readonly (number | null)[] | null,
): readonly number[] {
  if (family === 'D' || family === 'E') return shape.map((_, axis) => axis);
  const orders = dimensions === null ? [] : alignShapes(name, dimensions, shape);
  const axes = orders.flatMap((order) =>
    shape.map((_, axis) => axis).filter((axis) => SUMMED[family].has(order[axis] ?? null)),
  );
  if (axes.length > 0) return [...new Set(axes)];
  // Without a declaration, B may be given in either order.
  const lead = countLeadingOnes(shape, dimensions?.length ?? 2);
  const inner = shape.slice(lead);
  const count = family === 'A' ? 1 : inner.length === 3 ? 3 : 2;
  return inner.map((_, axis) => lead + axis).slice(0, count);
}

/** The sums along an axis that are not 1. */
interface WrongSums {
  readonly count: number;
  /** The first of them, and where it is: `:,0` for the first column. */
  readonly sum: number;
  readonly at: string;
}

/** Finds the sums along an axis that are not 1; undefined if all are. */
function findWrongSums(
  entries: Float64Array,
  shape: readonly number[],
  axis: number,
): WrongSums | undefined {
  const length = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const block = length * stride;
  let [count, first, firstAt] = [0, 0, 0];
  for (let start = 0; start < entries.length; start += block) {
    for (let offset = 0; offset < stride; offset += 1) {
      let sum = 0;
      for (let index = 0; index < length; index += 1) {
        sum += entries[start + offset + index * stride] ?? 0;
      }
      if (!(Math.abs(sum - 1) > SUM_TOLERANCE)) continue;
      if (count === 0) [first, firstAt] = [sum, start + offset];
      count += 1;
    }
  }
  return count === 0 ? undefined : { count, sum: first, at: describePlace(shape, axis, firstAt) };
}

/** The place of a distribution along an axis as a slice, counted from 0. @param at - of its first entry */
function describePlace(shape: readonly number[], axis: number, at: number): string {
  const places: (number | ':')[] = [];
  let rest = at;
  for (let index = shape.length - 1; index >= 0; index -= 1) {
    const size = shape[index] ?? 1;
    places.unshift(index === axis ? ':' : rest % size);
    rest = Math.floor(rest / size);
  }
  return places.join(',');
}
