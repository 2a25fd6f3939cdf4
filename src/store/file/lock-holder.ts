/**
 * Identifies the holder of a lock by the name of a file in the lock's folder.
 *
 * All information is in the name, so it cannot be read partially. The file is optional: a lock without
 * it, as older versions of this program create, is also valid.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { createFileClock, isRunning, isYoung } from '../../files/temporary.js';
import { pid } from '../../process-globals.js';

const NAME = /^(\d{1,20})@([^/]{1,200})~[0-9a-f]{12}$/;

/**
 * Whether a lock is held by a process that may be at work, even if it stands still. One of another
 * machine counts as that for an hour.
 */
export function isHeld(lock: string): boolean {
  const found = lstatIfPresent(lock);
  if (found === undefined) return false;
  const [, maker, host] = NAME.exec(listHolders(lock)[0] ?? '') ?? [];
  if (maker !== undefined && host === nameHost()) return isRunning(Number(maker));
  return isYoung(found.mtimeMs, createFileClock(dirname(lock)));
}

function nameHost(): string {
  return encodeURIComponent(hostname()).slice(0, 200) || 'localhost';
}

/** Writes our name to a lock's folder. @returns The file's name; undefined if it cannot be created. */
export function writeHolder(lock: string): string | undefined {
  const name = `${pid}@${nameHost()}~${randomBytes(6).toString('hex')}`;
  try {
    closeSync(openSync(join(lock, name), 'wx'));
    return name;
  } catch {
    return undefined;
  }
}

/** Lists the names of holders in a lock's folder; none if there is no folder. */
export function listHolders(lock: string): string[] {
  try {
    return readdirSync(lock).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
}

/** Removes names from a lock's folder, ignoring failures. */
export function removeHolders(lock: string, names: readonly string[]): void {
  for (const name of names) {
    try {
      unlinkSync(join(lock, name));
    } catch {
      // Removing the folder then fails as well, with the reason.
    }
  }
}

/** Describes the holder of a lock, such as `process 12 on host`, or `another run` if it is unknown. */
export function readHolder(lock: string): string {
  const found = NAME.exec(listHolders(lock)[0] ?? '');
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
