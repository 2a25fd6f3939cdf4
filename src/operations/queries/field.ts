/** One value of what is known of a model. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { keysOfPointer } from '../../domain/json.js';
import { nearestName } from '../../domain/nearest.js';
import type { Models } from '../../domain/models.js';
import { namesVersion, resolveReference, type Referred } from '../../version/reference.js';

const MOST_TOLD = 30;

/** A value, and what it is of. */
export interface FoundField extends Referred {
  readonly value: unknown;
}

/**
 * The value at a path: keys parted by dots (of those that fit, the longest counts, so that a version
 * may be one), or a JSON Pointer (RFC 6901). A reference that names a version is about that version
 * first, any other one about the model.
 *
 * @throws RegistryError `name-unknown`, with names that are near, and those of `resolveReference`
 */
export function fieldOf(models: Models, reference: string, path: string): FoundField {
  const referred = resolveReference(models, reference);
  const { entry, version } = referred;
  const ofVersion = namesVersion(models, reference);
  const own = ofVersion ? [version, entry] : [entry, version];
  const roots: readonly unknown[] = [...own, { model: entry, version }];
  const looks = roots.map((root) =>
    path.startsWith('/') ? lookUp(root, keysOfPointer(path)) : lookDown(root, path.split('.')),
  );
  const found = looks.find((it) => 'value' in it);
  if (found !== undefined && 'value' in found) return { ...referred, value: found.value };
  const [deepest] = looks
    .flatMap((it) => ('value' in it ? [] : [it]))
    .toSorted((a, b) => b.depth - a.depth);
  throw describeUnknownField(path, deepest ?? { depth: 0, rest: path, keys: [] });
}

/** What a path leads to, or how far it goes. */
type Look = { readonly value: unknown } | Astray;

interface Astray {
  readonly depth: number;
  /** What of the path is not there. */
  readonly rest: string;
  /** What there is instead. */
  readonly keys: readonly string[];
}

function lookDown(value: unknown, keys: readonly string[], depth = 0): Look {
  if (keys.length === 0) return { value };
  if (!isObject(value)) return { depth, rest: keys.join('.'), keys: [] };
  let astray: Astray = { depth, rest: keys.join('.'), keys: Object.keys(value) };
  for (let length = keys.length; length > 0; length -= 1) {
    const key = keys.slice(0, length).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const found = lookDown(value[key], keys.slice(length), depth + length);
    if ('value' in found) return found;
    if (found.depth > astray.depth) astray = found;
  }
  return astray;
}

function lookUp(root: unknown, tokens: readonly string[]): Look {
  let value = root;
  for (const [depth, token] of tokens.entries()) {
    if (!isObject(value) || !Object.hasOwn(value, token)) {
      return { depth, rest: token, keys: isObject(value) ? Object.keys(value) : [] };
    }
    value = value[token];
  }
  return { value };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function describeUnknownField(path: string, { rest, keys }: Astray): RegistryError {
  const near = nearestName(rest, keys) ?? nearestName(rest.split('.')[0] ?? '', keys);
  const told = keys.slice(0, MOST_TOLD);
  const more = keys.length > told.length ? ` and ${keys.length - told.length} more` : '';
  return new RegistryError(
    'name-unknown',
    `there is no field ${JSON.stringify(path)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    told.length === 0
      ? 'There is nothing below that value.'
      : `There are: ${told.join(', ')}${more}.`,
  );
}
