/**
 * Checks inputs against the schemas of their operations. Faces hand in what their callers gave them; the
 * shell has parsed it already. Pure.
 */
import { isObject, own } from '../domain/json.js';
import { truncate } from '../domain/lists.js';
import { plural } from '../domain/plural.js';
import type { InputSchema, Schema } from './schema.js';

/** What is wrong with an input. */
export interface InputFault {
  /** Where: the key of the input, and keys in its value: `metrics.accuracy`. */
  readonly place: string;
  /** Such as `must be at least 1, not -1`. */
  readonly problem: string;
  /** Whether a value is of no use, rather than missing or unknown. */
  readonly isValue: boolean;
}

/** Finds the first thing that is wrong with an input; undefined if it is as its schema says. */
export function findInputFault(
  {
    required,
    properties,
    dependentRequired = {},
  }: Pick<InputSchema, 'required' | 'properties' | 'dependentRequired'>,
  input: Readonly<Record<string, unknown>>,
): InputFault | undefined {
  const missing = required.find((key) => !Object.hasOwn(input, key));
  if (missing !== undefined) return { place: missing, problem: 'is missing', isValue: false };
  for (const [key, value] of Object.entries(input)) {
    const property = own(properties, key);
    if (property === undefined) return { place: key, problem: 'is unknown', isValue: false };
    const fault = findFault(property, value, key);
    if (fault !== undefined) return fault;
    const other = own(dependentRequired, key)?.find((it) => !Object.hasOwn(input, it));
    if (other !== undefined) return { place: other, problem: 'is missing', isValue: false };
  }
  return undefined;
}

/** Describes what a JSON value must be that a schema refuses; undefined if it does not. */
export function findProblem(schema: Schema, value: unknown): string | undefined {
  return findFault(schema, value, '')?.problem;
}

function findFault(schema: Schema, value: unknown, place: string): InputFault | undefined {
  for (const [keyword, limit] of Object.entries(schema)) {
    const demand = own(DEMANDS, keyword)?.(limit, value);
    if (demand !== undefined) {
      const found = demand === EMPTY ? '' : `, not ${preview(value)}`;
      return { place, problem: `must ${demand}${found}`, isValue: true };
    }
  }
  return isObject(value) || Array.isArray(value)
    ? findFaultWithin(schema, value, place)
    : undefined;
}

function findFaultWithin(
  { items, propertyNames, additionalProperties }: Schema,
  value: object,
  place: string,
): InputFault | undefined {
  const ofItems = Array.isArray(value) ? items : additionalProperties;
  for (const [key, item] of Object.entries(value)) {
    const inner = `${place}.${truncate(key, 60)}`;
    const fault =
      (!Array.isArray(value) && isObject(propertyNames) && findFault(propertyNames, key, inner)) ||
      (isObject(ofItems) && findFault(ofItems, item, inner));
    if (typeof fault === 'object') return fault;
  }
  return undefined;
}

/** Returns what a value must do to satisfy a keyword; undefined if it does. */
type Demand = (limit: unknown, value: unknown) => string | undefined;

/** The keywords that the inputs use, apart from those that describe what is within a value. */
const DEMANDS: Readonly<Record<string, Demand>> = {
  type: (types, value) => {
    const names = [types].flat().map(String);
    if (names.some((name) => own(TYPES, name)?.is(value))) return undefined;
    return `be ${names.map((name) => own(TYPES, name)?.article ?? name).join(' or ')}`;
  },
  enum: (words, value) =>
    Array.isArray(words) && !words.includes(value) ? `be one of ${words.join(', ')}` : undefined,
  pattern: (pattern, value) =>
    typeof value === 'string' && !new RegExp(String(pattern), 'u').test(value)
      ? `match ${String(pattern)}`
      : undefined,
  minimum: (least, value) =>
    typeof value === 'number' && value < Number(least) ? `be at least ${least}` : undefined,
  maximum: (most, value) =>
    typeof value === 'number' && value > Number(most) ? `be at most ${most}` : undefined,
  minLength: (least, value) =>
    typeof value === 'string' && hasFewer(value, Number(least))
      ? haveAtLeast(Number(least), 'character')
      : undefined,
  maxLength: (most, value) =>
    typeof value === 'string' && !hasFewer(value, Number(most) + 1)
      ? `have at most ${most} characters`
      : undefined,
  minItems: (least, value) =>
    Array.isArray(value) && value.length < Number(least)
      ? haveAtLeast(Number(least), 'item')
      : undefined,
  maxItems: (most, value) =>
    Array.isArray(value) && value.length > Number(most) ? `have at most ${most} items` : undefined,
  minProperties: (least, value) =>
    isObject(value) && Object.keys(value).length < Number(least)
      ? haveAtLeast(Number(least), 'key')
      : undefined,
  maxProperties: (most, value) =>
    isObject(value) && Object.keys(value).length > Number(most)
      ? `have at most ${most} keys`
      : undefined,
};

const TYPES: Readonly<Record<string, { article: string; is: (value: unknown) => boolean }>> = {
  string: { article: 'a string', is: (value) => typeof value === 'string' },
  boolean: { article: 'true or false', is: (value) => typeof value === 'boolean' },
  integer: { article: 'an integer', is: Number.isInteger },
  number: { article: 'a number', is: Number.isFinite },
  array: { article: 'a list', is: Array.isArray },
  object: { article: 'an object', is: isObject },
  null: { article: 'null', is: (value) => value === null },
};

/** The demand whose value needs no mention. */
const EMPTY = 'not be empty';

function haveAtLeast(least: number, what: string): string {
  return least === 1 ? EMPTY : `have at least ${plural(least, what)}`;
}

/** Whether a text has fewer characters than a number. Each has one or two code units. */
function hasFewer(text: string, count: number): boolean {
  return text.length < count || (text.length < 2 * count && [...text].length < count);
}

function preview(value: unknown): string {
  return truncate(JSON.stringify(value), 60);
}
