/**
 * What goes in and what comes out: the registry keeps nothing that its caller can change, and its caller
 * gets nothing through which the registry can be changed.
 */
import { RegistryError } from '../../domain/errors.js';
import { isObject, own } from '../../domain/json.js';
import { nearestName } from '../../domain/nearest.js';
import { option, wording, type Wording } from '../../domain/wording.js';
import { findInputFault } from '../../operations/check-input.js';
import { isNullable, type InputSchema, type Property } from '../../operations/schema.js';
import { toCamelCase, toSnakeCase } from './names.js';

/** What an input is checked against. */
export interface Checked {
  readonly input: Pick<InputSchema, 'required' | 'properties' | 'dependentRequired'>;
}

/**
 * Lists the keys and values of an object of options. Null is as good as none.
 *
 * @param known - the options that there are, for the hint
 * @throws RegistryError `usage` if it is no such object
 */
export function listOptions(
  given: unknown,
  known: readonly string[],
): [key: string, value: unknown][] {
  if (given === null || given === undefined) return [];
  if (isObject(given) && isPlain(given)) return Object.entries(given);
  const names = known.map(toCamelCase);
  throw new RegistryError(
    'usage',
    `the options must be an object, not ${describeKind(given)}`,
    names.length === 0 ? 'There are no options here.' : `Write { ${names[0]}: … }. ${tell(names)}`,
  );
}

function tell(names: readonly string[]): string {
  return `The options are ${names.join(', ')}.`;
}

/** Finds the option that a caller means, written in either way. @throws RegistryError `usage` */
export function findOption(written: string, known: readonly string[], owner: string): string {
  const ways = [written, toSnakeCase(written), toCamelCase(written)];
  const found = ways.find((it) => known.includes(it));
  if (found !== undefined) return found;
  const names = known.map(toCamelCase);
  const near = nearestName(written, names);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new RegistryError(
    'usage',
    `${owner} has no option ${JSON.stringify(written)}`,
    `${names.length === 0 ? 'It has none.' : tell(names)}${meant}`,
  );
}

/**
 * Makes an input of what a caller gave: a copy that is as the schema of the operation says. What is
 * undefined was not given, and neither was null where nothing can be reset.
 *
 * @throws RegistryError `usage`
 */
export function checkInput<Input extends object>(operation: Checked, given: Input): Input;
export function checkInput({ input: schema }: Checked, given: object): object {
  const fail = (place: string, problem: string): RegistryError =>
    new RegistryError(
      'usage',
      wording`${option(place)} ${problem}`,
      describeInput(place, schema.properties),
    );
  const present = listOptions(given, Object.keys(schema.properties)).filter(
    ([key, value]) =>
      value !== undefined && (value !== null || isNullable(own(schema.properties, key))),
  );
  try {
    const input = Object.fromEntries(present.map(([key, value]) => [key, copyJson(value, key)]));
    const fault = findInputFault(schema, input);
    if (fault === undefined) return input;
    throw fail(fault.place, fault.problem);
  } catch (error) {
    throw error instanceof NoJson ? fail(error.place, error.message) : error;
  }
}

/** What an input is, or what there is instead of it. */
function describeInput(place: string, properties: Readonly<Record<string, Property>>): Wording {
  const [key = ''] = place.split('.');
  const property = own(properties, key);
  if (property === undefined) return tell(Object.keys(properties).map(toCamelCase));
  const { description = 'see the types of the package', 'x-library': said } = property;
  const about = typeof said === 'string' ? said : description;
  return wording`${option(key)}: ${about.replace(/\.$/, '')}.`;
}

/** A value that is not JSON. */
class NoJson extends Error {
  /** Where it is: `metrics.accuracy`. */
  readonly place: string;

  constructor(place: string, problem: string) {
    super(problem);
    this.place = place;
  }
}

/** Larger values are not meant, or contain themselves. */
const [MAX_DEPTH, MAX_VALUES] = [64, 1_000_000];

/** Copies a JSON value. @throws NoJson if it is anything else, such as NaN, a bigint or a Map */
function copyJson(value: unknown, place: string): unknown {
  let count = 0;
  const copy = (value: unknown, place: string, depth: number): unknown => {
    count += 1;
    if (depth > MAX_DEPTH || count > MAX_VALUES)
      throw new NoJson(place, 'is too large, or contains itself');
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (Array.isArray(value)) {
      return Array.from({ length: value.length }, (_, at) =>
        copy(value[at], `${place}.${at}`, depth + 1),
      );
    }
    if (isObject(value) && isPlain(value)) {
      const items = Object.entries(value);
      return Object.fromEntries(
        items.map(([key, item]) => [key, copy(item, `${place}.${key}`, depth + 1)]),
      );
    }
    throw new NoJson(place, describe(value));
  };
  return copy(value, place, 0);
}

/** Whether an object is written as `{…}`, in this realm or another, and is not of a class. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describeKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object of a class';
  return typeof value === 'string' ? JSON.stringify(value) : `a ${typeof value}`;
}

function describe(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return `is ${value}, which is not a finite number`;
    case 'undefined':
      return 'is undefined';
    case 'object':
      return 'is an object of a class, not a JSON value';
    default:
      return `is a ${typeof value}, not a JSON value`;
  }
}

/**
 * Makes a value safe to hand out: freezes it at every depth, so that it may be the registry's own. Bytes,
 * which cannot be frozen, are copied.
 */
export function handOut<Value>(value: Value): Value;
export function handOut(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  freeze(value);
  return value;
}

function freeze(value: unknown): void {
  // What is frozen was frozen here, and so is everything in it.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const key in value) freeze(Reflect.get(value, key));
  Object.freeze(value);
}
