/**
 * Who holds a lock: the name of a file in the lock's folder.
 *
 * The name says it all, so that nobody reads half of it. It is an addition: a lock without it, as an
 * older version of this program makes it, is a lock all the same.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pid } from '../../process-globals.js';

const NAME = /^(\d{1,20})@([^/]{1,200})~[0-9a-f]{12}$/;

/** Leaves our name in a lock's folder. @returns The file's name; undefined where it cannot be made. */
export function leaveName(lock: string): string | undefined {
  const host = encodeURIComponent(hostname()).slice(0, 200) || 'localhost';
  const name = `${pid}@${host}~${randomBytes(6).toString('hex')}`;
  try {
    closeSync(openSync(join(lock, name), 'wx'));
    return name;
  } catch {
    return undefined;
  }
}

/** The names that holders left in a lock's folder; none where there is no folder. */
export function namesIn(lock: string): string[] {
  try {
    return readdirSync(lock).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
}

/** Removes names from a lock's folder, as far as they can be removed. */
export function removeNames(lock: string, names: readonly string[]): void {
  for (const name of names) {
    try {
      unlinkSync(join(lock, name));
    } catch {
      // Then the folder stays as well, and says why.
    }
  }
}

/** Who holds a lock, in words: `process 12 on host`, or `another run` where it left no name. */
export function readHolder(lock: string): string {
  const found = NAME.exec(namesIn(lock)[0] ?? '');
  return found?.[1] === undefined || found[2] === undefined
    ? 'another run'
    : `process ${found[1]} on ${decode(found[2])}`;
}

function decode(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}
