/**
 * Names temporary files, and removes those left by killed processes.
 *
 * A name includes the process and machine that created it, so that the next run there can remove it
 * immediately once the process is gone.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { HOUR } from '../domain/clock.js';
import { errorCode } from '../domain/errors.js';
import { SPEC_ENDINGS } from '../domain/spec.js';
import { kill, pid } from '../process-globals.js';
import { lstatIfPresent, listNames } from './lstat-if-present.js';

const ENDING = /\.(\d+)-([0-9a-f]{6})[0-9a-f]{6}\.tmp$/;
const TEMPORARY = new RegExp(`^\\..+${ENDING.source}`, 's');
const MAX_NAME_BYTES = 250; // bytes; file systems allow 255
const BOOT = readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
/** The scope in which process ids are unique, as six digits of the names of temporary files. */
export const MACHINE = nameMachine();

/** Returns a unique temporary path next to a path. */
export function createTemporaryPath(path: string): string {
  return join(dirname(path), createTemporaryName(basename(path)));
}

function createTemporaryName(name: string): string {
  const tail = `.${pid}-${MACHINE}${randomBytes(3).toString('hex')}.tmp`;
  let head = name;
  while (Buffer.byteLength(head) + tail.length + 1 > MAX_NAME_BYTES)
    head = [...head].slice(0, -1).join('');
  return `.${head}${tail}`;
}

/**
 * Identifies the scope in which process ids are unique: this boot of this machine, and this container.
 * Outside Linux, only the host name is available.
 */
function nameMachine(): string {
  const parts = [hostname(), BOOT, readOrEmpty(() => readlinkSync('/proc/self/ns/pid'))];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 6);
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Returns the time in milliseconds. */
export type FileClock = () => number;

/**
 * Returns the clock of a folder's file system: the time of a file that is written there now. Ages of files
 * are judged by it, because the clocks of the machines that write there may differ from each other.
 *
 * It is read once, when it is first needed. Where nothing can be written, it is `-Infinity`, by which
 * nothing is old.
 */
export function createFileClock(folder: string): FileClock {
  let now: number | undefined;
  return () => (now ??= readFileClock(folder));
}

function readFileClock(folder: string): number {
  const path = createTemporaryPath(join(folder, 'clock'));
  try {
    createEmpty(path);
    return lstatSync(path).mtimeMs;
  } catch {
    return -Infinity;
  } finally {
    try {
      unlinkSync(path);
    } catch {
      // It was not created, or is swept later.
    }
  }
}

/** Creates an empty file; the name is ours alone, so if it exists, we have just created it. */
function createEmpty(path: string): void {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Whether a file is so young that a run at work may be about to use it. */
export function isYoung(mtimeMs: number, now: FileClock): boolean {
  return mtimeMs > now() - HOUR;
}

/**
 * Removes the temporary files that killed runs left in a folder (not below it).
 *
 * @param alsoFolders - also remove temporary folders; ours are flat
 * @param names - the names in the folder, if they are known
 * @returns the number removed; 0 if the folder does not exist
 * @throws The system's error if the folder cannot be read.
 */
export function sweepTemporaries(
  folder: string,
  alsoFolders = false,
  names: readonly string[] = listNames(folder),
): number {
  const now = createFileClock(folder);
  return names.filter(
    (name) => TEMPORARY.test(name) && removeLeftover(join(folder, name), alsoFolders, now),
  ).length;
}

const SPEC_TEMPORARY = new RegExp(`^\\..+\\.(?:${SPEC_ENDINGS.join('|')})${ENDING.source}`, 'is');

/**
 * Removes the temporary files of specs that killed processes left in a folder of specs.
 *
 * @param isWanted - whether a name is still wanted
 */
export function sweepSpecTemporaries(folder: string, isWanted: (name: string) => boolean): void {
  const now = createFileClock(folder);
  for (const name of listNames(folder)) {
    if (name.startsWith('.') && SPEC_TEMPORARY.test(name) && !isWanted(name))
      removeLeftover(join(folder, name), false, now);
  }
}

/** Whether a name is that of a temporary file. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Whether a name is that of a temporary file which becomes the file at this path. */
export function isTemporaryOf(path: string, name: string): boolean {
  const stem = name.slice(1).replace(ENDING, '');
  // The end of a long name is cut off.
  return TEMPORARY.test(name) && basename(path).startsWith(stem);
}

// Two runs may sweep at once, and a leftover that cannot be removed is harmless.
function removeLeftover(path: string, alsoFolders: boolean, now: FileClock): boolean {
  try {
    const found = lstatIfPresent(path);
    const isKind = found?.isFile() === true || (alsoFolders && found?.isDirectory() === true);
    if (!isKind || classifyTemporary(basename(path), found.mtimeMs, now) !== 'left') return false;
    rmSync(path, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Classifies a name: not a temporary file, one in use, or one that a sweep removes, because its process
 * on this machine is dead, or because it is older than an hour.
 *
 * @param mtimeMs - when the file was written
 * @param now - the clock of its file system
 */
export function classifyTemporary(
  name: string,
  mtimeMs: number,
  now: FileClock,
): 'none' | 'at work' | 'left' {
  const [, maker, machine] = TEMPORARY.exec(name) ?? [];
  if (maker === undefined) return 'none';
  const isOver = machine === MACHINE && !isRunning(Number(maker));
  return isOver || !isYoung(mtimeMs, now) ? 'left' : 'at work';
}

/**
 * Whether a process is certainly dead. Where the machine has no identity but its name, another one may
 * have the same.
 *
 * @param machine - as {@link MACHINE}
 */
export function isDead(maker: number, machine: string): boolean {
  return BOOT !== '' && machine === MACHINE && !isRunning(maker);
}

/** Whether a process of this machine is running; assumed if permission to check is denied. */
export function isRunning(maker: number): boolean {
  try {
    kill(maker, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
