/** Finds a single field of a model or version. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { hasKeys, keysOfPointer } from '../../domain/json.js';
import { abbreviate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Models } from '../../domain/models.js';
import { namesVersion, resolveReference, type Referred } from '../../version/reference.js';

const MAX_LISTED = 30;

/** The value of a field, with its model and version. */
export interface FoundField extends Referred {
  readonly value: unknown;
}

/**
 * Finds the value at a path: keys separated by dots (the longest matching key wins, so that a version
 * can be a key), or a JSON Pointer (RFC 6901). If the reference names a version, that version is
 * searched first; otherwise the model is.
 *
 * @throws RegistryError `name-unknown`, with similar names, and the errors of `resolveReference`
 */
export function findField(models: Models, reference: string, path: string): FoundField {
  const referred = resolveReference(models, reference);
  const { entry, version } = referred;
  const ofVersion = namesVersion(models, reference);
  const own = ofVersion ? [version, entry] : [entry, version];
  const roots: readonly unknown[] = [...own, { model: entry, version }];
  const lookups = roots.map((root) =>
    path.startsWith('/')
      ? followPointer(root, keysOfPointer(path))
      : followKeys(root, path.split('.')),
  );
  const found = lookups.find((it) => 'value' in it);
  if (found !== undefined && 'value' in found) return { ...referred, value: found.value };
  const [deepest] = lookups
    .flatMap((it) => ('value' in it ? [] : [it]))
    .toSorted((a, b) => b.depth - a.depth);
  throw describeUnknownField(path, deepest ?? { depth: 0, rest: path, keys: [] });
}

/** The value at a path, or how far the path could be followed. */
type Lookup = { readonly value: unknown } | FailedLookup;

interface FailedLookup {
  readonly depth: number;
  /** The part of the path that does not exist. */
  readonly rest: string;
  /** The keys that exist at that point. */
  readonly keys: readonly string[];
}

function followKeys(value: unknown, keys: readonly string[], depth = 0): Lookup {
  if (keys.length === 0) return { value };
  if (!hasKeys(value)) return { depth, rest: keys.join('.'), keys: [] };
  let failed: FailedLookup = { depth, rest: keys.join('.'), keys: Object.keys(value) };
  for (let length = keys.length; length > 0; length -= 1) {
    const key = keys.slice(0, length).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const found = followKeys(value[key], keys.slice(length), depth + length);
    if ('value' in found) return found;
    if (found.depth > failed.depth) failed = found;
  }
  return failed;
}

function followPointer(root: unknown, tokens: readonly string[]): Lookup {
  let value = root;
  for (const [depth, token] of tokens.entries()) {
    if (!hasKeys(value) || !Object.hasOwn(value, token)) {
      return { depth, rest: token, keys: hasKeys(value) ? Object.keys(value) : [] };
    }
    value = value[token];
  }
  return { value };
}

function describeUnknownField(path: string, { rest, keys }: FailedLookup): RegistryError {
  const near = didYouMean(rest, keys) || didYouMean(rest.split('.')[0] ?? '', keys);
  return new RegistryError(
    'name-unknown',
    `there is no field ${JSON.stringify(path)}${near}`,
    keys.length === 0 ? 'That value has no fields.' : `Available: ${abbreviate(keys, MAX_LISTED)}.`,
  );
}
