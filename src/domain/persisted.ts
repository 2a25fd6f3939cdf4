/** What the schemas say of persisted objects: the order of their keys, and where each comes from. */
import { hasKeys } from './json.js';
import { NULLS, type Inner } from './generated/nulls.js';
import {
  OPEN_SHAPES,
  PERSISTED,
  type Origin,
  type Persisted,
  type Property,
} from './generated/persisted.js';

type Shape = keyof Persisted;
type Values = Readonly<Record<string, unknown>>;
type Arrange = (value: unknown) => unknown;

/** A key, in the order of the schema. */
interface Step {
  readonly key: string;
  /** It is left out where it is null. */
  readonly isAbsentIfNull: boolean;
  /** For what the key holds; undefined where that is no object of ours. */
  readonly arrange: Arrange | undefined;
}

/**
 * An object, or a part of one, as it is written: its keys, and those of the objects in it, in the
 * order of the schema, without those that are undefined or null.
 */
export function asWritten<S extends Shape>(shape: S, value: Partial<Persisted[S]>): object {
  return toObject(arrangerOf(shape)(value));
}

/** An object that was read from a file, in the order of the schema: what is missing there is null. */
export function completed<S extends Shape>(shape: S, value: Partial<Persisted[S]>): Persisted[S];
export function completed(shape: Shape, value: object): unknown {
  return complete(shape, value);
}

/** The keys of a shape that come from one of some origins. */
type KeyFrom<S extends Shape, O extends Origin> = {
  [K in keyof (typeof PERSISTED)[S]]: (typeof PERSISTED)[S][K] extends { readonly origin: O }
    ? K
    : never;
}[keyof (typeof PERSISTED)[S]] &
  keyof Persisted[S];

/** The keys of a shape that come from one of some origins, in the order of the schema. */
export function keysFrom<S extends Shape, O extends Origin>(
  shape: S,
  ...origins: readonly O[]
): KeyFrom<S, O>[] {
  return propertiesOf(shape)
    .filter(([, { origin }]) => origins.some((it) => it === origin))
    .map(([key]) => key as KeyFrom<S, O>);
}

/** The keys of a shape that may be left out, in the order of the schema. */
export function optionalKeysOf(shape: Shape): string[] {
  return propertiesOf(shape).flatMap(([key, { optional }]) => (optional === true ? key : []));
}

/** The keys that every object of a shape has, in the order of the schema. */
export function requiredKeysOf(shape: Shape): string[] {
  return propertiesOf(shape).flatMap(([key, { optional }]) => (optional === true ? [] : key));
}

function propertiesOf(shape: Shape): [string, Property][] {
  return Object.entries<Property>(PERSISTED[shape]);
}

/** What people and programs said of an object, and no spec says: a rebuild and an import keep it. */
export function userWords<S extends Shape>(
  shape: S,
  value: Pick<Persisted[S], KeyFrom<S, 'user'>>,
): Partial<Pick<Persisted[S], KeyFrom<S, 'user'>>> {
  const words: Partial<Pick<Persisted[S], KeyFrom<S, 'user'>>> = {};
  for (const key of keysFrom(shape, 'user')) {
    if (value[key] !== undefined) words[key] = value[key];
  }
  return words;
}

const arrangers = new Map<Shape, Arrange>();

/** Made once for each shape: thousands of entries are written at once. */
function arrangerOf(shape: Shape): Arrange {
  const known = arrangers.get(shape);
  if (known !== undefined) return known;
  const steps = propertiesOf(shape).map(([key, property]): Step => ({
    key,
    isAbsentIfNull: property.default === null,
    arrange: arrangeHeld(property),
  }));
  const ours = OPEN_SHAPES.includes(shape) ? new Set(steps.map((it) => it.key)) : undefined;
  const arrange: Arrange = (value) => (hasKeys(value) ? arrangeKeys(value, steps, ours) : value);
  arrangers.set(shape, arrange);
  return arrange;
}

function arrangeHeld({ shape, each }: Property): Arrange | undefined {
  if (shape !== undefined) return (value) => arrangerOf(shape)(value);
  return each && ((value) => mapEach(value, arrangerOf(each)));
}

function mapEach(value: unknown, change: Arrange): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!hasKeys(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
}

/** @param ours - the keys of an object that may have others, too; undefined for one that may not */
function arrangeKeys(
  value: Values,
  steps: readonly Step[],
  ours: ReadonlySet<string> | undefined,
): Values {
  const arranged: Record<string, unknown> = {};
  for (const { key, isAbsentIfNull, arrange } of steps) {
    const one = value[key];
    if (one !== undefined && (one !== null || !isAbsentIfNull)) {
      arranged[key] = arrange === undefined ? one : arrange(one);
    }
  }
  if (ours === undefined) return arranged;
  const others = Object.entries(value).filter(([key]) => !ours.has(key));
  return { ...arranged, ...Object.fromEntries(others) };
}

function toObject(value: unknown): object {
  return hasKeys(value) ? value : {};
}

const inner: Inner = {
  one: complete,
  each: (shape, value) => mapEach(value, (it) => complete(shape, it)),
  end: (from, to, known) => {
    if (known === Object.keys(from).length) return to;
    // What is not ours comes last; whether it may be there is for a check against the schema.
    const others = Object.entries(from).filter(([key]) => !Object.hasOwn(to, key));
    return { ...to, ...Object.fromEntries(others) };
  },
};

function complete(shape: Shape, value: unknown): unknown {
  const copy = NULLS[shape];
  return copy === undefined || !hasKeys(value) ? value : copy(value, inner);
}
