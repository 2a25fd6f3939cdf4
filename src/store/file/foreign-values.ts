/**
 * Reads single values of another program's registry: those that are understood are taken out, others are
 * kept verbatim in `foreign` or recorded as lost. Pure.
 */
import { BOUNDS } from '../../domain/generated/values.js';
import { isObject, isSame } from '../../domain/json.js';
import { VALUE_DEPTH } from '../../domain/limits.js';
import { requiredKeysOf } from '../../domain/persisted.js';
import type { Annotations, FrontMatterValue } from '../../domain/model.js';
import type { Lost } from '../../domain/take-edited.js';
import { truncate } from '../../domain/lists.js';

const METADATA_KEYS = requiredKeysOf('entry_metadata');

/** The values of an object that were not read yet. */
export type Unread = Map<string, unknown>;

/** Converts a value; undefined if it is not understood. */
type Accept<T> = (value: unknown) => T | undefined;

/** What is the same for all values of a registry. */
export interface Context {
  /** RFC 3339, for missing times. */
  now: string;
  /** It was a registry of ours in its current form, which shows all annotations in `metadata`, too. */
  isCurrent: boolean;
  /** The values that could not be kept. */
  lost: Lost[];
  /** The model and the version that is being read. */
  within: Pick<Lost, 'model' | 'version'>;
}

/** Takes out a value if it is understood. Null has no information and is taken out as well. */
export function take<T>(left: Unread, key: string, accept: Accept<T>): T | null {
  const value = left.get(key);
  if (value === undefined) return null;
  const taken = value === null ? null : accept(value);
  if (taken !== undefined) left.delete(key);
  return taken ?? null;
}

/** Records a value that could not be kept. @returns nothing, to be spread */
export function recordLost(context: Context, path: string): [] {
  context.lost.push({ ...context.within, path: truncate(path, 200) });
  return [];
}

/** Keeps what nobody took, as the `foreign` of an entry. */
export function keepForeign(
  left: Unread,
  path: string,
  context: Context,
): { foreign?: Record<string, FrontMatterValue> } {
  // An edited registry of ours has such an object already, which must not be nested.
  const before = take(left, 'foreign', readObject) ?? new Map<string, unknown>();
  for (const [key, value] of before) {
    const later = left.get(key);
    // These two are also where other programs read and edit them.
    if (key === 'metadata' && isObject(value) && isObject(later)) {
      left.set(key, { ...value, ...later });
    } else if (key !== 'description' && later !== undefined && !isSame(later, value)) {
      recordLost(context, `${path}.foreign.${key}`);
    }
  }
  const foreign = keepKeys(new Map([...before, ...left]), path, context, 0);
  return Object.keys(foreign).length === 0 ? {} : { foreign };
}

/** Keeps the values of an object, as {@link keepForeign}. */
export function keepKeys(
  values: Unread,
  path: string,
  context: Context,
  depth: number,
): Record<string, FrontMatterValue> {
  return Object.fromEntries(
    [...values].flatMap(([key, value]): [string, FrontMatterValue][] => {
      const place = `${path}.${key}`;
      if (key === '__proto__' || key.length > BOUNDS.valueKey) return recordLost(context, place);
      const kept = keepValue(value, place, context, depth);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/** Keeps a value within the bounds of the schema; beyond them, it is recorded as lost. */
function keepValue(
  value: unknown,
  path: string,
  context: Context,
  depth: number,
): FrontMatterValue | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && value.length <= BOUNDS.valueText) return value;
  if (depth < VALUE_DEPTH && Array.isArray(value) && value.length <= BOUNDS.valueItems) {
    // Null replaces a lost item, so that the others keep their positions.
    return value.map((item, at) => keepValue(item, `${path}.${at}`, context, depth + 1) ?? null);
  }
  const inner = depth < VALUE_DEPTH ? readObject(value) : undefined;
  if (inner !== undefined && inner.size <= BOUNDS.valueKeys)
    return keepKeys(inner, path, context, depth + 1);
  recordLost(context, path);
  return undefined;
}

/** Whether a value can be an annotation under its key. */
export function isAnnotation(one: [string, unknown]): one is [string, Annotations[string]] {
  const [key, value] = one;
  const isField = key.length <= BOUNDS.annotationKey && /^[^=\s\p{Cc}]+$/u.test(key);
  if (!isField || METADATA_KEYS.includes(key) || key === '__proto__') return false;
  if (typeof value === 'string') return value !== '' && value.length <= BOUNDS.annotation;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** Reads an object as a map of its own keys. */
export function readObject(value: unknown): Unread | undefined {
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}

/** Accepts a text with up to so many characters. */
export function acceptText(limit: number): Accept<string> {
  return (value) => (typeof value === 'string' && value.length <= limit ? value : undefined);
}

/** Accepts a text of the usual length. */
export const acceptUsualText = acceptText(65_536);

/** Accepts a whole number from 0 to a limit. */
export function acceptInteger(limit: number): Accept<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit
      ? value
      : undefined;
}

/** Accepts only this value: duplicate information need not be kept. */
export function acceptOnly(known: string): Accept<string> {
  return (value) => (value === known ? known : undefined);
}

function acceptMatching(pattern: RegExp): Accept<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined);
}

/** Accepts a hash as it is, or with the name of its algorithm. */
export const acceptBareHash = acceptMatching(/^[0-9a-f]{64}$/);
export const acceptPrefixedHash = acceptMatching(/^sha256:[0-9a-f]{64}$/);

/** Accepts the number of a version, which need not be a semantic one. */
export function acceptVersion(value: unknown): string | undefined {
  const number = acceptText(256)(value);
  return number === '' || number === '__proto__' ? undefined : number;
}

/** Accepts a list of short texts, such as tags; none of them is left out. */
export function acceptTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > 1000) return undefined;
  const texts = value.flatMap((item) => acceptText(512)(item) ?? []);
  return texts.length === value.length ? texts : undefined;
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Accepts a time with or without a zone or a time of day; converts it to RFC 3339 in UTC. */
export function acceptTimestamp(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value) : null;
  if (parts === null) return undefined;
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = parts;
  const hours = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = new Date(`${day}T${minutes}${seconds}${fraction.slice(0, 4)}${hours}`);
  // Years outside 0 to 9999 have another form, which our readers reject.
  const written = Number.isNaN(time.getTime()) ? '' : time.toISOString();
  return written.length === 24 ? written : undefined;
}
