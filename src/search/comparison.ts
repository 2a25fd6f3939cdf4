/** Comparisons of fields in queries. Pure. */
import { parseQuantity } from '../domain/quantity.js';
import type { Field } from './fields.js';

/** The part of a query after a field. */
export interface Operand {
  /** `:`, `:=`, `:>`, `:>=`, `:<`, `:<=` */
  readonly operator: string;
  readonly text: string;
  readonly isQuoted?: boolean;
  readonly range?: {
    readonly min: number;
    readonly minInclusive: boolean;
    readonly max: number;
    readonly maxInclusive: boolean;
  };
}

/** A test of a field's values. */
export interface FieldTest {
  readonly holds: (value: string | number | null) => boolean;
  /** It tests names instead of numbers. */
  readonly testsNames?: boolean;
}

const TIME = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$|^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Creates the test for a comparison; a string says why the field does not support it. */
export function createTest(field: Field, operand: Operand): FieldTest | string {
  switch (field.how) {
    case 'number':
      return createNumberTest(field, operand);
    case 'time':
      return createTimeTest(operand);
    case 'part':
    case 'name':
      return createTextTest(operand, field.how === 'name');
  }
}

function createNumberTest(
  { named }: Field,
  { operator, text, range }: Operand,
): FieldTest | string {
  if (range !== undefined) {
    const { min, minInclusive, max, maxInclusive } = range;
    return {
      holds: (value) =>
        typeof value === 'number' &&
        (minInclusive ? value >= min : value > min) &&
        (maxInclusive ? value <= max : value < max),
    };
  }
  const plain = text.trim() === '' ? Number.NaN : Number(text);
  const wanted = Number.isFinite(plain)
    ? plain
    : ((named === undefined ? parseQuantity(text) : undefined) ?? Number.NaN);
  if (Number.isFinite(wanted)) {
    const order = createOrderTest(operator);
    return { holds: (value) => typeof value === 'number' && order(value - wanted) };
  }
  if (named === undefined || /[<>]/.test(operator)) {
    return `must be compared with a number, not ${JSON.stringify(text)}`;
  }
  const test = createTextTest({ operator, text }, true);
  return typeof test === 'string' ? test : { ...test, testsNames: true };
}

/** Compares times with the start of a time, such as `2026`, `2026-01` or `2026-01-31`. */
function createTimeTest({ operator, text, range }: Operand): FieldTest | string {
  if (range !== undefined || !TIME.test(text)) {
    return `must be compared with a date such as 2026-01-31${range === undefined ? `, not ${JSON.stringify(text)}` : ''}`;
  }
  const order = createOrderTest(operator);
  return {
    holds: (value) => {
      if (typeof value !== 'string' || value === '') return false;
      const start = value.slice(0, text.length);
      return order(start < text ? -1 : start > text ? 1 : 0);
    },
  };
}

function createTextTest(
  { operator, text, isQuoted, range }: Operand,
  isWhole: boolean,
): FieldTest | string {
  if (range !== undefined || /[<>]/.test(operator)) return 'is text, which has no order';
  const wanted = text.toLowerCase();
  const mustBeWhole = isWhole || operator === ':=';
  if (isQuoted !== true && /[*?]/.test(text)) {
    const pattern = mustBeWhole ? wanted : `*${wanted}*`;
    return { holds: (value) => matchesPattern(String(value ?? '').toLowerCase(), pattern) };
  }
  return {
    holds: (value) => {
      const lower = String(value ?? '').toLowerCase();
      return mustBeWhole ? lower === wanted : lower !== '' && lower.includes(wanted);
    },
  };
}

// Not a regular expression, which with many stars could take forever.
function matchesPattern(text: string, pattern: string): boolean {
  let [at, from] = [0, 0];
  let [star, resume] = [-1, 0];
  while (at < text.length) {
    const sign = pattern[from];
    if (sign === '*') [star, resume, from] = [from, at, from + 1];
    else if (sign === '?' || sign === text[at]) [at, from] = [at + 1, from + 1];
    else if (star >= 0) {
      resume += 1;
      [at, from] = [resume, star + 1];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(from));
}

const ORDERS: ReadonlyMap<string, (difference: number) => boolean> = new Map([
  [':>', (it) => it > 0],
  [':>=', (it) => it >= 0],
  [':<', (it) => it < 0],
  [':<=', (it) => it <= 0],
]);

/** Tests the difference of two values; any other operator means that they are equal. */
export function createOrderTest(operator: string): (difference: number) => boolean {
  return ORDERS.get(operator) ?? ((it) => it === 0);
}
