/** What a query compares a field with. Pure. */
import type { Field } from './fields.js';

/** What stands behind a field of a query. */
export interface Asked {
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

/** Whether a value of a field is the one that was asked for. */
export interface Test {
  readonly holds: (value: string | number | null) => boolean;
  /** It is about names, and not about numbers. */
  readonly isNamed?: boolean;
}

const TIME = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$|^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** What comparisons there are, for a hint. */
export function describeComparison(): string {
  return 'Text fields take * and ?; := takes the whole value.';
}

/** The test that a query asks for; a text where a field cannot be asked so: why. */
export function testFor(field: Field, asked: Asked): Test | string {
  switch (field.how) {
    case 'number':
      return numberTest(field, asked);
    case 'time':
      return timeTest(asked);
    case 'part':
    case 'name':
      return textTest(asked, field.how === 'name');
  }
}

function numberTest({ named }: Field, { operator, text, range }: Asked): Test | string {
  if (range !== undefined) {
    const { min, minInclusive, max, maxInclusive } = range;
    return {
      holds: (value) =>
        typeof value === 'number' &&
        (minInclusive ? value >= min : value > min) &&
        (maxInclusive ? value <= max : value < max),
    };
  }
  const wanted = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(wanted)) {
    const order = ordering(operator);
    return { holds: (value) => typeof value === 'number' && order(value - wanted) };
  }
  if (named === undefined || /[<>]/.test(operator)) {
    return `is compared with a number, not with ${JSON.stringify(text)}`;
  }
  const test = textTest({ operator, text }, true);
  return typeof test === 'string' ? test : { ...test, isNamed: true };
}

/** The start of a time will do: `2026`, `2026-01`, `2026-01-31`. */
function timeTest({ operator, text, range }: Asked): Test | string {
  if (range !== undefined || !TIME.test(text)) {
    return `is compared with a date such as 2026-01-31${range === undefined ? `, not with ${JSON.stringify(text)}` : ''}`;
  }
  const order = ordering(operator);
  return {
    holds: (value) => {
      if (typeof value !== 'string' || value === '') return false;
      const start = value.slice(0, text.length);
      return order(start < text ? -1 : start > text ? 1 : 0);
    },
  };
}

function textTest({ operator, text, isQuoted, range }: Asked, isWhole: boolean): Test | string {
  if (range !== undefined || /[<>]/.test(operator)) return 'is a text: it has no order';
  const wanted = text.toLowerCase();
  const mustBeWhole = isWhole || operator === ':=';
  if (isQuoted !== true && /[*?]/.test(text)) {
    const pattern = mustBeWhole ? wanted : `*${wanted}*`;
    return { holds: (value) => fits(String(value ?? '').toLowerCase(), pattern) };
  }
  return {
    holds: (value) => {
      const lower = String(value ?? '').toLowerCase();
      return mustBeWhole ? lower === wanted : lower !== '' && lower.includes(wanted);
    },
  };
}

// Not a regular expression: one with many stars may take longer than anybody waits.
function fits(text: string, pattern: string): boolean {
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

function ordering(operator: string): (difference: number) => boolean {
  switch (operator) {
    case ':>':
      return (it) => it > 0;
    case ':>=':
      return (it) => it >= 0;
    case ':<':
      return (it) => it < 0;
    case ':<=':
      return (it) => it <= 0;
    default:
      return (it) => it === 0;
  }
}
