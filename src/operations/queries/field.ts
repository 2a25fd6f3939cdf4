/** Finds a single field of a model or version. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { PERSISTED, type Persisted, type Property } from '../../domain/generated/persisted.js';
import { hasKeys, keysOfPointer, own } from '../../domain/json.js';
import { abbreviate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Models } from '../../domain/models.js';
import { namesVersion, resolveReference, type Referred } from '../../version/reference.js';

const MAX_LISTED = 30;

/** The value of a field, with its model and version. */
export interface FoundField extends Referred {
  /** Null for a field that is not set. */
  readonly value: unknown;
}

/**
 * Finds the value at a path: keys separated by dots (the longest matching key wins, so that a version
 * can be a key), or a JSON Pointer (RFC 6901). If the reference names a version, that version is
 * searched first; otherwise the model is. Fields of the metadata, such as the author, need no prefix.
 *
 * @throws RegistryError `name-unknown`, with similar names, for a field that no model can have, and the
 *   errors of `resolveReference`
 */
export function findField(models: Models, reference: string, path: string): FoundField {
  const referred = resolveReference(models, reference);
  const { entry, version } = referred;
  const ofVersion = { value: version, kind: { shape: 'version_entry' } } as const;
  const ofModel = { value: entry, kind: { shape: 'entry' } } as const;
  const both = { value: { model: entry, version }, kind: {} };
  const isOfVersion = namesVersion(models, reference);
  const metadata = (isOfVersion ? version : entry).metadata;
  const roots: readonly Root[] = [
    ...(isOfVersion ? [ofVersion, ofModel] : [ofModel, ofVersion]),
    { value: metadata, kind: { shape: 'entry_metadata' } },
    both,
  ];
  const lookups = roots.map((root) =>
    path.startsWith('/')
      ? followPointer(root, keysOfPointer(path))
      : followKeys(root, path.split('.')),
  );
  const found = lookups.find((it) => 'value' in it);
  if (found !== undefined && 'value' in found) return { ...referred, value: found.value };
  const failed = lookups.flatMap((it) => ('value' in it ? [] : [it]));
  if (failed.some(({ isUnset }) => isUnset)) return { ...referred, value: null };
  const [deepest] = failed.toSorted((a, b) => b.depth - a.depth);
  throw describeUnknownField(path, deepest ?? { depth: 0, rest: path, keys: [], isUnset: false });
}

/** What the schemas say of a value: an object of ours, or a map or list of them. */
interface Kind {
  readonly shape?: keyof Persisted;
  readonly each?: keyof Persisted;
  /** It has what people and programs said, so that any part of it may be missing. */
  readonly isFree?: boolean;
}

interface Root {
  readonly value: unknown;
  readonly kind: Kind;
}

/** The value at a path, or how far the path could be followed. */
type Lookup = { readonly value: unknown } | FailedLookup;

interface FailedLookup {
  readonly depth: number;
  /** The part of the path that does not exist. */
  readonly rest: string;
  /** The keys that exist at that point. */
  readonly keys: readonly string[];
  /** Whether it could be there: nobody has set it. */
  readonly isUnset: boolean;
}

function followKeys({ value, kind }: Root, keys: readonly string[], depth = 0): Lookup {
  if (keys.length === 0) return { value };
  const rest = keys.join('.');
  if (!hasKeys(value)) return { depth, rest, keys: [], isUnset: false };
  let failed: FailedLookup = {
    depth,
    rest,
    keys: Object.keys(value),
    isUnset: couldBeSet(kind, keys),
  };
  for (let length = keys.length; length > 0; length -= 1) {
    const key = keys.slice(0, length).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const within = { value: value[key], kind: kindOf(kind, key) ?? {} };
    const found = followKeys(within, keys.slice(length), depth + length);
    if ('value' in found) return found;
    if (found.depth > failed.depth) failed = found;
  }
  return failed;
}

function followPointer(root: Root, tokens: readonly string[]): Lookup {
  let { value, kind } = root;
  for (const [depth, token] of tokens.entries()) {
    if (!hasKeys(value) || !Object.hasOwn(value, token)) {
      const keys = hasKeys(value) ? Object.keys(value) : [];
      const isUnset = hasKeys(value) && couldBeSet(kind, tokens.slice(depth));
      return { depth, rest: token, keys, isUnset };
    }
    value = value[token];
    kind = kindOf(kind, token) ?? {};
  }
  return { value };
}

/** What the schemas say of the value of a key; undefined if there can be no such key. */
function kindOf({ shape, each, isFree }: Kind, key: string): Kind | undefined {
  if (each !== undefined) return { shape: each };
  if (shape === undefined) return isFree === true ? {} : undefined;
  const properties: Readonly<Record<string, Property>> = PERSISTED[shape];
  const property = own(properties, key);
  return property && { ...property, isFree: property.origin === 'user' };
}

/** Whether an object can have something at a path that it does not have. */
function couldBeSet(kind: Kind, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  // What the registry itself keeps, such as a version, is there or is unknown.
  if (kind.each !== undefined && kind.isFree !== true) return false;
  const within = kindOf(kind, key);
  return within !== undefined && couldBeSet(within, rest);
}

function describeUnknownField(path: string, { rest, keys }: FailedLookup): RegistryError {
  const near = didYouMean(rest, keys) || didYouMean(rest.split('.')[0] ?? '', keys);
  return new RegistryError(
    'name-unknown',
    `there is no field ${JSON.stringify(path)}${near}`,
    keys.length === 0 ? 'That value has no fields.' : `Available: ${abbreviate(keys, MAX_LISTED)}.`,
  );
}
