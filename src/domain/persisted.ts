/** What the schemas say of persisted objects: the order of their keys, and where each comes from. */
import { hasKeys } from './json.js';
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
  /** It is left out where it is null, and null where it is missing. */
  readonly isAbsentIfNull: boolean;
  /** For what the key holds; undefined where that is no object of ours. */
  readonly arrange: Arrange | undefined;
}

/** The form of an object: in a file, where null is left out, or in memory, where each key has a value. */
type Form = 'written' | 'read';

/**
 * An object, or a part of one, as it is written: its keys, and those of the objects in it, in the
 * order of the schema, without those that are undefined or null.
 */
export function asWritten<S extends Shape>(shape: S, value: Partial<Persisted[S]>): object {
  return toObject(arrangerOf(shape, 'written')(value));
}

/**
 * An object that was read from a file, in the order of the schema: what is missing there is null.
 *
 * @returns the same object where nothing is missing
 */
export function completed<S extends Shape>(shape: S, value: Partial<Persisted[S]>): Persisted[S];
export function completed(shape: Shape, value: object): unknown {
  return isComplete(shape, value) ? value : arrangerOf(shape, 'read')(value);
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

const arrangers = { written: new Map<Shape, Arrange>(), read: new Map<Shape, Arrange>() };

/** Made once for each shape: thousands of entries are written at once. */
function arrangerOf(shape: Shape, form: Form): Arrange {
  const known = arrangers[form].get(shape);
  if (known !== undefined) return known;
  const steps = propertiesOf(shape).map(([key, property]): Step => ({
    key,
    isAbsentIfNull: property.default === null,
    arrange: arrangeHeld(property, form),
  }));
  const ours = OPEN_SHAPES.includes(shape) ? new Set(steps.map((it) => it.key)) : undefined;
  const arrange: Arrange = (value) =>
    hasKeys(value) ? arrangeKeys(value, steps, form, ours) : value;
  arrangers[form].set(shape, arrange);
  return arrange;
}

function arrangeHeld({ shape, each }: Property, form: Form): Arrange | undefined {
  if (shape !== undefined) return (value) => arrangerOf(shape, form)(value);
  return each && ((value) => arrangeEach(value, arrangerOf(each, form)));
}

function arrangeEach(value: unknown, arrange: Arrange): unknown {
  if (Array.isArray(value)) return value.map(arrange);
  if (!hasKeys(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, arrange(one)]));
}

/** @param ours - the keys of an object that may have others, too; undefined for one that may not */
function arrangeKeys(
  value: Values,
  steps: readonly Step[],
  form: Form,
  ours: ReadonlySet<string> | undefined,
): Values {
  const arranged: Record<string, unknown> = {};
  for (const { key, isAbsentIfNull, arrange } of steps) {
    const one = value[key];
    if (one !== undefined && (one !== null || !isAbsentIfNull)) {
      arranged[key] = arrange === undefined ? one : arrange(one);
    } else if (isAbsentIfNull && form === 'read') arranged[key] = null;
  }
  if (ours !== undefined) {
    const others = Object.entries(value).filter(([key]) => !ours.has(key));
    return { ...arranged, ...Object.fromEntries(others) };
  }
  // What is not ours is for a check against the schema to find.
  const isOurs =
    form === 'written' || Object.keys(value).every((it) => Object.hasOwn(arranged, it));
  return isOurs ? arranged : { ...value, ...arranged };
}

function toObject(value: unknown): object {
  return hasKeys(value) ? value : {};
}

/** A key that may be missing, or that holds objects with such keys. */
interface Gap {
  readonly key: string;
  readonly isAbsentIfNull: boolean;
  readonly held: Shape | undefined;
  readonly isEach: boolean;
}

const gaps = new Map<Shape, readonly Gap[]>();

/** Few shapes have any: a registry is read without a look at all the others. */
function gapsIn(shape: Shape): readonly Gap[] {
  const known = gaps.get(shape);
  if (known !== undefined) return known;
  const found = propertiesOf(shape).flatMap(([key, property]): Gap[] => {
    const isAbsentIfNull = property.default === null;
    const inside = property.shape ?? property.each;
    const held = inside !== undefined && gapsIn(inside).length > 0 ? inside : undefined;
    const isEach = property.shape === undefined;
    return isAbsentIfNull || held !== undefined ? [{ key, isAbsentIfNull, held, isEach }] : [];
  });
  gaps.set(shape, found);
  return found;
}

function isComplete(shape: Shape, value: unknown): boolean {
  if (!hasKeys(value)) return true;
  return gapsIn(shape).every(({ key, isAbsentIfNull, held, isEach }) => {
    const one = value[key];
    if (one === undefined) return !isAbsentIfNull;
    if (held === undefined) return true;
    if (!isEach) return isComplete(held, one);
    return !hasKeys(one) || Object.values(one).every((it) => isComplete(held, it));
  });
}
