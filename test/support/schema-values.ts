/** Random values that match a schema, generated from the schema itself. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cwd } from 'node:process';
import fc from 'fast-check';

/** The subset of JSON Schema that our schemas use. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $comment?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: boolean | Schema;
}

/** A schema, with the document that its references are relative to. */
export interface Placed {
  readonly schema: Schema;
  readonly root: Schema;
  /** Its name, such as `entry`, if it is a definition. */
  readonly name?: string;
}

/** The values to choose from for some definitions, such as existing versions. */
export type Known = ReadonlyMap<string, readonly unknown[]>;

const folder = join(cwd(), 'schemas');
const documents = readdirSync(folder)
  .filter((file) => file.endsWith('.schema.json'))
  .map((file): Schema => JSON.parse(readFileSync(join(folder, file), 'utf8')));

/** Finds a document by the end of its id, such as `model-registry`. */
export function documentOf(name: string): Placed {
  const root = documents.find(({ $id }) => $id?.endsWith(`:${name}:1`));
  if (root === undefined) throw new Error(`no schema ${name}`);
  return { schema: root, root };
}

/** Resolves the reference of a schema, if it has one. */
export function resolveSchema({ schema, root, name }: Placed): Placed {
  if (schema.$ref === undefined) return { schema, root, ...(name !== undefined && { name }) };
  const [id = '', pointer = ''] = schema.$ref.split('#');
  const target = id === '' ? root : documents.find((document) => document.$id === id);
  if (target !== undefined && pointer === '') return { schema: target, root: target };
  const [, kind, key = ''] = pointer.split('/');
  const found = kind === 'properties' ? target?.properties?.[key] : target?.$defs?.[key];
  if (target === undefined || found === undefined) throw new Error(`no ${schema.$ref}`);
  return resolveSchema({ schema: found, root: target, name: key });
}

/** Values of a schema, with every key of every object whose properties it defines. */
export function valuesOf(
  placed: Placed,
  known: Known = new Map(),
  depth = 0,
): fc.Arbitrary<unknown> {
  const { schema, root, name = '' } = resolveSchema(placed);
  const inner = (part: Schema): fc.Arbitrary<unknown> =>
    valuesOf({ schema: part, root }, known, depth + 1);
  const chosen = known.get(name);
  if (chosen !== undefined) return fc.constantFrom(...chosen);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(inner));
  const types = [schema.type ?? []].flat().filter((type) => depth < 6 || !isNested(type));
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, inner)));
}

function isNested(type: string): boolean {
  return type === 'object' || type === 'array';
}

function valuesOfType(
  type: string,
  schema: Schema,
  inner: (part: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const { minimum: min = -1e9, maximum: max = 1e9 } = schema;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min, max: Math.min(max, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min, max, noNaN: true }).map((number) => number + 0);
    case 'string':
      return texts(schema);
    case 'array':
      return fc.array(inner(schema.items ?? {}), { minLength: 1, maxLength: 2 });
    default:
      return objects(schema, inner);
  }
}

const TEXTS = new Map<string, fc.Arbitrary<string>>();

/** Texts of a schema, made once for all schemas alike. */
function texts(schema: Schema): fc.Arbitrary<string> {
  const key = JSON.stringify([schema.pattern, schema.minLength, schema.maxLength]);
  const known = TEXTS.get(key) ?? makeTexts(schema);
  TEXTS.set(key, known);
  return known;
}

function makeTexts({ pattern, minLength = 0, maxLength = 12 }: Schema): fc.Arbitrary<string> {
  if (pattern === undefined) {
    return fc
      .string({ minLength, maxLength: Math.min(maxLength, 12), unit: 'grapheme' })
      .filter((text) => text.length <= maxLength);
  }
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
}

function objects(
  { properties, additionalProperties: rest }: Schema,
  inner: (part: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (properties !== undefined) {
    const keys = Object.entries(properties).map(([key, part]) => [key, inner(part)] as const);
    return fc.record(Object.fromEntries(keys), { noNullPrototype: true });
  }
  const names = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__');
  const value = typeof rest === 'object' ? inner(rest) : fc.constant(true);
  return fc.dictionary(names, value, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
}

/**
 * Fills every optional key of every object in a value with a random value.
 *
 * @param filled - called with each such key, such as `entry.aliases`
 */
export function withOptionalKeys(
  placed: Placed,
  value: unknown,
  known: Known,
  filled: (key: string) => void,
): fc.Arbitrary<unknown> {
  const { schema, root, name = '' } = resolveSchema(placed);
  const at = (part: Schema, held: unknown): fc.Arbitrary<unknown> =>
    withOptionalKeys({ schema: part, root }, held, known, filled);
  if (schema.anyOf !== undefined && value !== null) return at(schema.anyOf[0] ?? {}, value);
  if (Array.isArray(value)) return fc.tuple(...value.map((item) => at(schema.items ?? {}, item)));
  if (!isObject(value)) return fc.constant(value);
  const { properties, additionalProperties: rest } = schema;
  const kept = keysInMemory({ schema, root });
  if (properties === undefined) {
    if (typeof rest !== 'object') return fc.constant(value);
    return recordOf(Object.entries(value).map(([key, item]) => [key, at(rest, item)]));
  }
  return recordOf(
    Object.entries(properties).map(([key, part]) => {
      if (kept.includes(key)) return [key, at(part, value[key])];
      filled(`${name}.${key}`);
      for (const inner of optionalKeysIn({ schema: part, root })) filled(inner);
      return [key, valuesOf({ schema: part, root }, known)];
    }),
  );
}

/** The keys that every object of a schema has in memory, also where they are left out in its file. */
export function keysInMemory({ schema, root }: Placed): string[] {
  const { properties = {}, required = [] } = schema;
  const isKept = ([key, part]: [string, Schema]): boolean =>
    required.includes(key) || resolveSchema({ schema: part, root }).schema.default === null;
  return Object.entries(properties)
    .filter(isKept)
    .map(([key]) => key);
}

function recordOf(pairs: [string, fc.Arbitrary<unknown>][]): fc.Arbitrary<unknown> {
  return fc
    .tuple(...pairs.map(([, value]) => value))
    .map((values) =>
      Object.fromEntries(values.map((item, index) => [pairs[index]?.[0] ?? '', item])),
    );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every optional key of the objects in a schema, such as `entry.aliases`. */
export function optionalKeysIn(placed: Placed, seen = new Set<Schema>()): Set<string> {
  const { schema, root, name = '' } = resolveSchema(placed);
  if (seen.has(schema)) return new Set();
  seen.add(schema);
  const { properties = {}, additionalProperties: rest, items, anyOf = [] } = schema;
  const kept = keysInMemory({ schema, root });
  const own = Object.keys(properties).filter((key) => !kept.includes(key));
  const parts = [...Object.values(properties), ...anyOf, ...(items === undefined ? [] : [items])];
  if (typeof rest === 'object') parts.push(rest);
  return new Set([
    ...own.map((key) => `${name}.${key}`),
    ...parts.flatMap((part) => [...optionalKeysIn({ schema: part, root }, seen)]),
  ]);
}

/** The keys of a definition that come from the user. */
export function userKeysOf({ root }: Placed, name: string): string[] {
  const { properties = {} } = name === '' ? root : (root.$defs?.[name] ?? {});
  return Object.entries(properties).flatMap(([key, { $comment }]) =>
    $comment === 'origin: user' ? key : [],
  );
}
