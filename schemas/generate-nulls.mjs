// Generates the code that adds to an object what its file left out.

/** Whether something can be missing in an object of a shape, or in an object in it. */
function hasGap(shapes, name) {
  return Object.values(shapes[name]).some(
    ({ default: missing, shape, each }) =>
      missing === null || ((shape ?? each) !== undefined && hasGap(shapes, shape ?? each)),
  );
}

/** The keys whose texts stand elsewhere in an entry, too, or in others. */
const SHARED = new Set([
  'model_name',
  'name',
  'file_path',
  'hash',
  'semantic_hash',
  'registered_at',
  'created_at',
  'updated_at',
  'checked_at',
  'checked_with',
  'author',
]);

function generateKey(shapes, [key, { default: missing, shape, each }]) {
  const held = shape ?? each;
  const isPlain = held === undefined || !hasGap(shapes, held);
  const call = shape === undefined ? 'each' : 'one';
  const plain = SHARED.has(key) ? 'shareText(it)' : 'it';
  const value = isPlain ? plain : `inner.${call}('${held}', it)`;
  const absent = missing === null ? ` else to['${key}'] = null;` : '';
  return `it = from['${key}'];
    if (it !== undefined) { to['${key}'] = ${value}; known += 1; }${absent}`;
}

/**
 * @param shapes - the properties of each persisted object, as in `PERSISTED`
 * @returns the module's text
 */
export function generateNulls(shapes) {
  const functions = Object.entries(shapes)
    .filter(([name]) => hasGap(shapes, name))
    .map(
      ([name, properties]) => `${name}(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    ${Object.entries(properties)
      .map((property) => generateKey(shapes, property))
      .join('\n')}
    return inner.end(from, to, known);
  }`,
    );
  return `import { shareText } from '../share-text.js';
import type { Persisted } from './persisted.js';

/** What completes the objects that an object holds. */
export interface Inner {
  readonly one: (shape: keyof Persisted, value: unknown) => unknown;
  readonly each: (shape: keyof Persisted, value: unknown) => unknown;
  /** Adds the keys that no schema knows. @param known - how many keys the copy has from the object */
  readonly end: (from: Values, to: Values, known: number) => Values;
}

type Values = Readonly<Record<string, unknown>>;

/** Copies the keys of a shape, in its order, with null for what was left out. */
type Complete = (from: Values, inner: Inner) => Values;

/** The shapes in which something may be left out. Each names its keys: a loop over them is far slower. */
export const NULLS: { readonly [S in keyof Persisted]?: Complete } = {
  ${functions.join(',\n')}
};
`;
}
