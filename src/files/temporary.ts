/**
 * Names temporary files, and removes those left by killed processes.
 *
 * A name includes the process and machine that created it, so that the next run there can remove it
 * immediately once the process is gone.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { HOUR } from '../domain/clock.js';
import { errorCode } from '../domain/errors.js';
import { kill, pid } from '../process-globals.js';
import { lstatIfPresent, listNames } from './lstat-if-present.js';

const TEMPORARY = /^\..+\.(\d+)-([0-9a-f]{6})[0-9a-f]{6}\.tmp$/s;
const MAX_NAME_BYTES = 250; // bytes; file systems allow 255
const MACHINE = nameMachine();

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
  const parts = [
    hostname(),
    readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    readOrEmpty(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 6);
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/**
 * Removes the temporary files that killed runs left in a folder (not below it): those of dead processes
 * of this machine, and those of other machines after an hour.
 *
 * @param olderThanMs - In milliseconds; a younger file of another machine may still be in use.
 * @param alsoFolders - Also remove temporary folders; ours are flat.
 * @returns The number removed; 0 if the folder does not exist.
 * @throws The system's error if the folder cannot be read.
 */
export function sweepTemporaries(folder: string, olderThanMs = HOUR, alsoFolders = false): number {
  const before = Date.now() - olderThanMs;
  const left = listNames(folder).flatMap((name) => {
    const found = TEMPORARY.exec(name);
    return found === null ? [] : { name, maker: Number(found[1]), machine: found[2] };
  });
  return left.filter(({ name, maker, machine }) =>
    removeLeftover(join(folder, name), alsoFolders, (mtimeMs) =>
      isLeftBehind(maker, machine, mtimeMs, before),
    ),
  ).length;
}

/**
 * Classifies a name: not a temporary file, one in use, or one that a sweep removes.
 *
 * @param mtimeMs - when the file was written
 */
export function classifyTemporary(name: string, mtimeMs: number): 'none' | 'at work' | 'left' {
  const found = TEMPORARY.exec(name);
  if (found === null) return 'none';
  const isLeft = isLeftBehind(Number(found[1]), found[2], mtimeMs, Date.now() - HOUR);
  return isLeft ? 'left' : 'at work';
}

function isLeftBehind(
  maker: number,
  machine: string | undefined,
  mtimeMs: number,
  before: number,
): boolean {
  return (machine === MACHINE && !isRunning(maker)) || mtimeMs < before;
}

// Two runs may sweep at once, and a leftover that cannot be removed is harmless.
function removeLeftover(
  path: string,
  alsoFolders: boolean,
  isLeft: (mtimeMs: number) => boolean,
): boolean {
  try {
    const found = lstatIfPresent(path);
    const isKind = found?.isFile() === true || (alsoFolders && found?.isDirectory() === true);
    if (found === undefined || !isKind || !isLeft(found.mtimeMs)) return false;
    rmSync(path, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Whether a process of this machine is running; assumed if permission to check is denied. */
function isRunning(maker: number): boolean {
  try {
    kill(maker, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
