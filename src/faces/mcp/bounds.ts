/** Cuts answers to a number of tokens, and says what was left out. Pure. */
import { isObject } from '../../domain/json.js';

/** Something that was left out of an answer. */
export interface LeftOut {
  /** Where: `models`, `versions.0.changes.list`. */
  readonly at: string;
  /** How many items, keys or characters are shown. */
  readonly shown: number;
  readonly of: number;
}

/** An answer that is not too long. */
export interface Bounded {
  readonly value: unknown;
  readonly leftOut: readonly LeftOut[];
}

/** JSON has three characters a token or more, by the vocabularies that models have today. */
const CHARACTERS_PER_TOKEN = 3;

/** How many characters an answer of so many tokens may have. */
export function toCharacters(tokens: number): number {
  return tokens * CHARACTERS_PER_TOKEN;
}

/**
 * Cuts a JSON value to a number of characters: lists at their end, and texts. What is short stays whole;
 * what is long shares what is left.
 */
export function bound(value: unknown, characters: number): Bounded {
  const leftOut: LeftOut[] = [];
  return { value: fit(value, characters, '', leftOut), leftOut };
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}

function fit(value: unknown, room: number, at: string, leftOut: LeftOut[]): unknown {
  if (sizeOf(value) <= room) return value;
  if (typeof value === 'string') return fitText(value, room, at, leftOut);
  if (Array.isArray(value)) return fitList(value, room, at, leftOut);
  return isObject(value) ? fitObject(value, room, at, leftOut) : value;
}

/** Half an id, a word of an enumeration or a date would say something else: only texts are cut. */
function canBeCut(value: unknown): boolean {
  if (typeof value === 'string') return /\s/u.test(value) || value.length > LONGEST_WORD;
  return isCollection(value);
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What is longer is no id. */
const LONGEST_WORD = 200;

function fitText(text: string, room: number, at: string, leftOut: LeftOut[]): string {
  // What JSON escapes takes more than one character.
  const share = Math.max(0, room - 3) / Math.max(1, sizeOf(text) - 2);
  const shown = Math.min(text.length, Math.floor(text.length * Math.min(1, share)));
  leftOut.push({ at, shown, of: text.length });
  // Half of a surrogate pair is no character.
  return `${text.slice(0, shown).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function fitList(
  list: readonly unknown[],
  room: number,
  at: string,
  leftOut: LeftOut[],
): unknown[] {
  const kept: unknown[] = [];
  let left = room - 2;
  for (const [index, item] of list.entries()) {
    const size = sizeOf(item) + 1;
    // The first item is always shown, as far as there is room: without it nobody could go on.
    if (size > left && index > 0) break;
    kept.push(size > left && canBeCut(item) ? fit(item, left, join(at, index), leftOut) : item);
    left -= size;
  }
  if (kept.length < list.length) leftOut.push({ at, shown: kept.length, of: list.length });
  return kept;
}

/** An object with more keys is a map, of which some may be left out. */
const MOST_FIELDS = 60;

function fitObject(value: object, room: number, at: string, leftOut: LeftOut[]): object {
  const all = Object.entries(value);
  const entries = all.slice(0, MOST_FIELDS);
  if (entries.length < all.length) leftOut.push({ at, shown: entries.length, of: all.length });
  const [identity] = entries;
  const bySize = entries
    .map(([key, item]) => ({ key, item, size: sizeOf(item) + key.length + 4 }))
    .toSorted((a, b) =>
      a.key === identity?.[0] ? -1 : b.key === identity?.[0] ? 1 : a.size - b.size,
    );
  let left = room - 2;
  const fitted = new Map<string, unknown>();
  for (const [index, { key, item, size }] of bySize.entries()) {
    const share = Math.max(0, Math.floor(left / (bySize.length - index)));
    // What an object begins with says which one it is.
    const isKept = size <= share || index === 0;
    const itemRoom = share - key.length - 4;
    if (!isKept && (itemRoom < LEAST_ROOM || !canBeCut(item))) {
      leftOut.push({ at: join(at, key), shown: 0, of: countOf(item) });
      continue;
    }
    const kept = isKept ? item : fit(item, itemRoom, join(at, key), leftOut);
    fitted.set(key, kept);
    left -= Math.min(size, sizeOf(kept) + key.length + 4);
  }
  return Object.fromEntries(
    entries.filter(([key]) => fitted.has(key)).map(([key]) => [key, fitted.get(key)]),
  );
}

/** With less room, a part of a value says nothing. */
const LEAST_ROOM = 8;

function countOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return isCollection(value) ? Object.keys(value).length : 1;
}

function join(at: string, key: string | number): string {
  return at === '' ? String(key) : `${at}.${key}`;
}
