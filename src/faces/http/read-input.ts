/** Makes the input of an operation of a request. Pure, but for the look at where paths lead. */
import { RegistryError } from '../../domain/errors.js';
import { isObject, own, parseJson } from '../../domain/json.js';
import { splitList, truncate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import { option, wording } from '../../domain/wording.js';
import { findInputFault } from '../../operations/check-input.js';
import { findPathOutside } from '../../operations/path-inputs.js';
import { getType, isNullable, type Property } from '../../operations/schema.js';
import { hasQuery, type Route } from './routes.js';

/** What a request has its inputs in. */
export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** The input of an operation. */
export type Input = Readonly<Record<string, unknown>>;

/**
 * Reads an input: what is in the path, and either the query or the body.
 *
 * @param ignored - keys of the query that mean something to the service alone
 * @throws RegistryError `usage`, which names what is missing, unknown or wrong
 */
export function readInput(
  { operation, params, names, ...route }: Pick<Route, 'operation' | 'params' | 'names' | 'method'>,
  parts: RequestParts,
  ignored: readonly string[] = [],
): Input {
  const { properties } = operation.input;
  const placed = asRecord(parts.params);
  const inPath = readTexts(
    Object.fromEntries(params.map((key) => [key, placed[names[key] ?? key]])),
    properties,
  );
  const query = Object.entries(asRecord(parts.query)).filter(([key]) => !ignored.includes(key));
  const fromQuery = hasQuery(route);
  const given = fromQuery
    ? readTexts(Object.fromEntries(query), properties)
    : readBody(parts.body, properties);
  const stray = fromQuery ? undefined : query[0]?.[0];
  if (stray !== undefined) {
    throw refuse(stray, 'belongs into the body', 'Send it as a field of the JSON body.');
  }
  const twice = params.find((key) => Object.hasOwn(given, key));
  if (twice !== undefined) throw refuse(twice, 'is in the path', 'Give it in the path alone.');
  return { ...given, ...inPath };
}

/**
 * Checks an input against the schema of its operation.
 *
 * @param workspace - the folder that no path may leave; absolute
 * @throws RegistryError `usage`, or `value-refused` where the operation lists it; `file-refused`
 */
export function checkInput(
  { operation }: Pick<Route, 'operation'>,
  input: Input,
  workspace: string,
): void {
  const { input: schema, errors } = operation;
  const keys = Object.keys(schema.properties);
  const fault = findInputFault(schema, input);
  if (fault !== undefined) {
    const { place, problem, isValue } = fault;
    const near = Object.hasOwn(schema.properties, place) ? '' : didYouMean(place, keys);
    throw new RegistryError(
      isValue && errors.includes('value-refused') ? 'value-refused' : 'usage',
      wording`${option(place)} ${problem}${near}`,
      keys.length === 0 ? 'It takes no inputs.' : `The inputs are ${keys.join(', ')}.`,
    );
  }
  const outside = findPathOutside(schema.properties, input, workspace);
  if (outside === undefined) return;
  throw new RegistryError(
    'file-refused',
    wording`${option(outside.key)} leads out of the folder of the service: ${JSON.stringify(truncate(outside.path, 200))}`,
    'Name a path below that folder.',
  );
}

function asRecord(value: unknown): Input {
  return isObject(value) ? value : {};
}

function refuse(key: string, problem: string, hint: string): RegistryError {
  return new RegistryError('usage', wording`${option(truncate(key, 100))} ${problem}`, hint);
}

/** Null is the same as nothing where nothing can be removed. */
function readBody(body: unknown, properties: Readonly<Record<string, Property>>): Input {
  if (body === undefined || body === null) return {};
  if (!isObject(body) || Array.isArray(body)) {
    throw new RegistryError('usage', 'the body must be a JSON object', 'Send one with the inputs.');
  }
  if (isDeep(body)) {
    throw new RegistryError('usage', 'the body is nested too deeply', 'No input needs that.');
  }
  return Object.fromEntries(
    Object.entries(body).filter(
      ([key, value]) => value !== null || isNullable(own(properties, key)),
    ),
  );
}

const MOST_LEVELS = 64;

/** Whether a value has more levels than anything that is read; a function that calls itself may fail on it. */
function isDeep(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((it) => Object.values(it).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function readTexts(texts: Input, properties: Readonly<Record<string, Property>>): Input {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, readText(own(properties, key), value)]),
  );
}

/** Reads a value of an address, which is a text, or several if its key is repeated. */
function readText(property: Property | undefined, value: unknown): unknown {
  if (property === undefined) return value;
  const type = getType(property);
  if (type === 'array') return [value].flat().flatMap((text) => splitList(String(text)));
  if (typeof value !== 'string') return value;
  if (type === 'integer' || type === 'number') return readNumber(value);
  if (type === 'boolean') return BOOLEANS.get(value) ?? value;
  return type === 'object' ? (parseJson(value) ?? value) : value;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['', true],
]);

/** What is no number stays as it is, and is refused as such. */
function readNumber(text: string): string | number {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? text : number;
}
