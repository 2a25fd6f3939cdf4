/**
 * Identifies the holder of a lock by the name of a file in the lock's folder, and makes and removes that
 * folder.
 *
 * All information is in the name, so it cannot be read partially. The file is optional: a lock without
 * it, as older versions of this program create, is also valid.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { HOUR } from '../../domain/clock.js';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { createOwn, renameFile } from '../../files/names.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { givenBy, makeOwnFolder } from '../../files/permissions.js';
import {
  MACHINE,
  createFileClock,
  createTemporaryPath,
  isDead,
  isRunning,
} from '../../files/temporary.js';
import { geteuid, pid } from '../../process-globals.js';

const NAME = /^(\d{1,20})@([^/]{1,200})~([0-9a-f]{6})[0-9a-f]{6}$/;

/**
 * Whether a lock is held by a process that may be at work, even if it stands still. One of another
 * machine counts as that for an hour.
 */
export function isHeld(lock: string): boolean {
  const found = lstatIfPresent(lock);
  if (found === undefined) return false;
  const [, maker, host] = NAME.exec(listHolders(lock)[0] ?? '') ?? [];
  if (maker !== undefined && host === nameHost()) return isRunning(Number(maker));
  // A time in the future says as little as one long ago.
  return Math.abs(createFileClock(dirname(lock))() - found.mtimeMs) < HOUR;
}

/** What is known of the processes that a lock names. */
export function judgeHolders(lock: string): 'dead' | 'running' | 'nameless' | 'unknown' {
  const judged = listHolders(lock).map((name) => {
    const [, maker, , machine = ''] = NAME.exec(name) ?? [];
    if (isDead(Number(maker), machine)) return 'dead';
    return machine === MACHINE && isRunning(Number(maker)) ? 'running' : 'unknown';
  });
  if (judged.length === 0) return 'nameless';
  if (judged.every((it) => it === 'dead')) return 'dead';
  return judged.includes('running') ? 'running' : 'unknown';
}

function nameHost(): string {
  return encodeURIComponent(hostname()).slice(0, 200) || 'localhost';
}

/**
 * Makes the folder of a lock, with our name in it from the first moment on: a folder that has it gets the
 * name of the lock, which fails if another one with a name in it has that.
 *
 * @returns our name; undefined if no file can be created
 * @throws The system's error; `EEXIST` if something has the lock's name
 */
export function makeLock(lock: string): string | undefined {
  if (lstatIfPresent(lock) !== undefined) throw describeTaken();
  const own = createTemporaryPath(lock);
  makeOwnFolder(own);
  const name = writeHolder(own);
  try {
    renameFile(own, lock, () => name !== undefined && listHolders(lock).includes(name));
    return name;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    throw lstatIfPresent(lock) === undefined ? error : describeTaken();
  }
}

function describeTaken(): Error {
  return Object.assign(new Error('the lock is taken'), { code: 'EEXIST' });
}

/** Writes our name to a folder. @returns The file's name; undefined if it cannot be created. */
function writeHolder(folder: string): string | undefined {
  const name = `${pid}@${nameHost()}~${MACHINE}${randomBytes(3).toString('hex')}`;
  try {
    closeSync(createOwn(join(folder, name), givenBy(folder)));
    return name;
  } catch {
    return undefined;
  }
}

/**
 * Removes the folder of a lock, with names in it, right after it was judged.
 *
 * @param names - those that were judged
 * @param mtimeMs - its time then
 * @throws RegistryError `lock-busy` if it is another user's and may not be removed; the system's error,
 *   such as `ENOTEMPTY` if it has another's name by now
 */
export function removeLock(lock: string, names: readonly string[], mtimeMs: number): void {
  removeHolders(lock, names);
  try {
    rmdirSync(lock);
  } catch (error) {
    const code = errorCode(error) ?? '';
    // A server that is asked twice says that it is gone.
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') return removeFile(lock);
    if (code === 'ENOTEMPTY' && isBarred(lock, names)) return moveAside(lock, mtimeMs);
    throw isDenied(code) ? describeForeign(lock, code) : error;
  }
}

/** Whether only the permissions of another user keep a lock from being emptied. */
function isBarred(lock: string, names: readonly string[]): boolean {
  try {
    const left = readdirSync(lock);
    return left.length > 0 && left.every((it) => names.includes(it));
  } catch (error) {
    return isDenied(errorCode(error) ?? '');
  }
}

function isDenied(code: string): boolean {
  return code === 'EACCES' || code === 'EPERM';
}

/**
 * Takes its name away from a lock that cannot be emptied, which only needs permission for the folder
 * above. Its owner's next run sweeps it.
 */
function moveAside(lock: string, mtimeMs: number): void {
  const aside = createTemporaryPath(lock);
  try {
    renameFile(lock, aside, () => lstatIfPresent(aside) !== undefined);
  } catch (error) {
    const code = errorCode(error) ?? '';
    throw isDenied(code) ? describeForeign(lock, code) : error;
  }
  if (lstatSync(aside).mtimeMs === mtimeMs) return;
  // Another run has put its own there in the meantime.
  renameSync(aside, lock);
  throw Object.assign(new Error('the lock is held by another'), { code: 'ELOCKED' });
}

/** Removes an empty file in place of a lock; any other is somebody's. */
function removeFile(lock: string): void {
  const found = lstatSync(lock);
  if (found.isFile() && found.size === 0) return unlinkSync(lock);
  throw new RegistryError(
    'lock-busy',
    `${lock} is no lock of this program, but has the name of one.`,
    'Remove it, or move it elsewhere, if no other program uses it.',
  );
}

function describeForeign(lock: string, code: string): RegistryError {
  const uid = lstatIfPresent(lock)?.uid;
  return new RegistryError(
    'lock-busy',
    `The lock ${lock} was left by user ${uid} and cannot be taken over (${code}).`,
    `Let that user, the owner of ${dirname(lock)} or an administrator remove it.`,
  );
}

/** Lists the names of holders in a lock's folder; none if there is no folder, or a link to one. */
export function listHolders(lock: string): string[] {
  try {
    if (lstatIfPresent(lock)?.isDirectory() !== true) return [];
    return readdirSync(lock).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
}

/** Removes names from a lock's folder, ignoring failures. */
function removeHolders(lock: string, names: readonly string[]): void {
  for (const name of names) {
    try {
      unlinkSync(join(lock, name));
    } catch {
      // Removing the folder then fails as well, with the reason.
    }
  }
}

/**
 * Describes the holder of a lock, such as `process 12 on host`, or `another run` if it is unknown; and
 * whose lock it is if it is not ours.
 */
export function readHolder(lock: string): string {
  const found = NAME.exec(listHolders(lock)[0] ?? '');
  const holder =
    found?.[1] === undefined || found[2] === undefined
      ? 'another run'
      : `process ${found[1]} on ${decode(found[2])}`;
  const owner = lstatIfPresent(lock)?.uid ?? -1;
  return owner === (geteuid?.() ?? owner) || owner < 0 ? holder : `${holder} (of user ${owner})`;
}

function decode(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}
