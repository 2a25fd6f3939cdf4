/** What the schemas say of persisted objects: the order of their keys, and where each comes from. */
import { hasKeys } from './json.js';
import { PERSISTED, type Origin, type Persisted, type Property } from './generated/persisted.js';

type Shape = keyof Persisted;
type Values = Readonly<Record<string, unknown>>;
type Arrange = (value: unknown) => unknown;

/** A key, in the order of the schema. */
interface Step {
  readonly key: string;
  /** Stands for a key that a registry of an older release lacks. */
  readonly fallback: null | undefined;
  /** For what the key holds; undefined where that is no object of ours. */
  readonly arrange: Arrange | undefined;
}

/**
 * An object, or a part of one, as it is written: its keys, and those of the objects in it, in the
 * order of the schema. Keys that are undefined are left out; one that a registry of an older release
 * lacks gets its default.
 *
 * @returns the same object where it is so already
 */
export function inSchemaOrder<S extends Shape>(shape: S, value: Persisted[S]): Persisted[S];
export function inSchemaOrder<S extends Shape>(
  shape: S,
  value: Partial<Persisted[S]>,
): Partial<Persisted[S]>;
export function inSchemaOrder(shape: Shape, value: object): unknown {
  return arrangerOf(shape)(value);
}

/**
 * An object with every key that a registry of an older release lacks.
 *
 * @returns the same object where it has them all
 */
export function completed<S extends Shape>(shape: S, value: Persisted[S]): Persisted[S] {
  return isComplete(shape, value) ? value : inSchemaOrder(shape, value);
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
    fallback: property.default,
    arrange: arrangeHeld(property),
  }));
  const arrange: Arrange = (value) =>
    !hasKeys(value) || isArranged(value, steps) ? value : arrangeKeys(value, steps);
  arrangers.set(shape, arrange);
  return arrange;
}

function arrangeHeld({ shape, each }: Property): Arrange | undefined {
  if (shape !== undefined) return (value) => arrangerOf(shape)(value);
  return each && ((value) => arrangeEach(value, arrangerOf(each)));
}

function arrangeEach(value: unknown, arrange: Arrange): unknown {
  if (!hasKeys(value)) return value;
  const isSame = Object.keys(value).every((key) => arrange(value[key]) === value[key]);
  if (isSame) return value;
  if (Array.isArray(value)) return value.map(arrange);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, arrange(one)]));
}

function arrangeKeys(value: Values, steps: readonly Step[]): Values {
  const arranged: Record<string, unknown> = {};
  for (const { key, fallback, arrange } of steps) {
    const one = value[key] === undefined ? fallback : value[key];
    if (one !== undefined) arranged[key] = arrange === undefined ? one : arrange(one);
  }
  return arranged;
}

function isArranged(value: Values, steps: readonly Step[]): boolean {
  let at = 0;
  for (const key of Object.keys(value)) {
    while (steps[at]?.key !== key) {
      // It is missing, misplaced or not ours.
      if (at >= steps.length || steps[at]?.fallback !== undefined) return false;
      at += 1;
    }
    const one = value[key];
    const arrange = steps[at]?.arrange;
    if (one === undefined || (arrange !== undefined && arrange(one) !== one)) return false;
    at += 1;
  }
  return steps.every(({ fallback }, index) => index < at || fallback === undefined);
}

/** A key that may be missing, or that holds objects with such keys. */
interface Gap {
  readonly key: string;
  readonly held: Shape | undefined;
  readonly isEach: boolean;
}

const gaps = new Map<Shape, readonly Gap[]>();

/** Few shapes have any: a registry is read without a look at all the others. */
function gapsIn(shape: Shape): readonly Gap[] {
  const known = gaps.get(shape);
  if (known !== undefined) return known;
  const found = propertiesOf(shape).flatMap(([key, property]): Gap[] => {
    const held = property.shape ?? property.each;
    if (property.default !== undefined) return [{ key, held: undefined, isEach: false }];
    if (held === undefined || gapsIn(held).length === 0) return [];
    return [{ key, held, isEach: property.shape === undefined }];
  });
  gaps.set(shape, found);
  return found;
}

function isComplete(shape: Shape, value: unknown): boolean {
  if (!hasKeys(value)) return true;
  return gapsIn(shape).every(({ key, held, isEach }) => {
    const one = value[key];
    if (held === undefined) return one !== undefined;
    if (!isEach) return isComplete(held, one);
    return !hasKeys(one) || Object.values(one).every((it) => isComplete(held, it));
  });
}
