/** Pages of lists, and the cursors that lead from one to the next. Pure. */
import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import { isObject } from '../domain/json.js';

/** Where a page begins. */
export interface Start {
  /** How many items are before it. */
  readonly offset: number;
  /** Identifies the last item before it, which may have moved; empty at the beginning. */
  readonly after: string;
}

export const BEGINNING: Start = { offset: 0, after: '' };

/** Identifies a value, in few characters. */
function fingerprint(value: unknown): string {
  return sha256(Buffer.from(JSON.stringify(value) ?? '')).slice(0, 12);
}

/**
 * Writes the cursor of the page that follows.
 *
 * @param call - what the list was asked for with
 * @param last - the last item that was shown
 */
export function writeCursor(call: unknown, offset: number, last: unknown): string {
  const parts = [offset, fingerprint(last), fingerprint(call)];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @throws RegistryError `usage` if it is none, or belongs to a list that was asked for in another way
 */
export function readCursor(cursor: string | undefined, call: unknown): Start {
  if (cursor === undefined) return BEGINNING;
  const [offset, after, of] = decode(cursor);
  const isOne = Number.isSafeInteger(offset) && Number(offset) > 0 && typeof after === 'string';
  if (!isOne || of !== fingerprint(call)) {
    throw new RegistryError(
      'usage',
      isOne ? 'the cursor belongs to a list with other arguments' : 'that is not a cursor',
      'Give the next_cursor of the page before, with the same arguments, or leave it out to begin again.',
    );
  }
  return { offset: Number(offset), after };
}

function decode(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** Finds where a page begins in a list that may have changed since: after the last item that was shown. */
export function findStart(items: readonly unknown[], { offset, after }: Start): number {
  if (offset === 0 || (items[offset - 1] !== undefined && isAfter(items[offset - 1], after))) {
    return offset;
  }
  const moved = items.findIndex((it) => isAfter(it, after));
  return moved === -1 ? Math.min(offset, items.length) : moved + 1;
}

/** Whether an item is the one that a page begins after. */
export function isAt(item: unknown, { after }: Start): boolean {
  return item !== undefined && isAfter(item, after);
}

function isAfter(item: unknown, after: string): boolean {
  return fingerprint(item) === after;
}

/** Returns the list under a key of an answer; empty if it has none. */
export function listIn(data: unknown, key: string): readonly unknown[] {
  const list = isObject(data)
    ? Object.entries(data).find(([name]) => name === key)?.[1]
    : undefined;
  return Array.isArray(list) ? list : [];
}
