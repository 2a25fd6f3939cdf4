/**
 * The names of temporary files, and their removal when their makers were killed.
 *
 * A name says which process made it, and on which machine, so that the next run there can remove it
 * at once: a process that is gone does not come back for it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { HOUR } from '../../domain/clock.js';
import { errorCode } from '../../domain/errors.js';
import { kill, pid } from '../../process-globals.js';
import { lookAt, namesIn } from './lstat-if-present.js';

const TEMPORARY = /^\..+\.(\d+)-([0-9a-f]{6})[0-9a-f]{6}\.tmp$/s;
const NAME_LIMIT = 250; // bytes; file systems allow 255
const MACHINE = nameMachine();

/** A name beside a path that nobody else has. */
export function temporaryPath(path: string): string {
  return join(dirname(path), temporaryName(basename(path)));
}

function temporaryName(name: string): string {
  const tail = `.${pid}-${MACHINE}${randomBytes(3).toString('hex')}.tmp`;
  let head = name;
  while (Buffer.byteLength(head) + tail.length + 1 > NAME_LIMIT)
    head = [...head].slice(0, -1).join('');
  return `.${head}${tail}`;
}

/**
 * Where process ids mean the same: this boot of this machine, and this container of it. Elsewhere
 * than on Linux, the machine has to do.
 */
function nameMachine(): string {
  const parts = [
    hostname(),
    tryTo(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    tryTo(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 6);
}

function tryTo(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/**
 * Removes the temporary files that killed runs left in one folder (not below it): those of
 * processes that are gone from this machine, and those of others after an hour.
 *
 * @param olderThanMs - Milliseconds; a younger one of another machine may belong to a writer at work.
 * @param alsoFolders - Temporary folders, too; ours are flat.
 * @returns How many were removed; 0 for a folder that is not there.
 * @throws The system's error, where the folder cannot be read.
 */
export function sweepTemporaries(folder: string, olderThanMs = HOUR, alsoFolders = false): number {
  const before = Date.now() - olderThanMs;
  const left = namesIn(folder).flatMap((name) => {
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
 * What a name says of a file: no temporary one, one of a writer at work, or one that a sweep removes.
 *
 * @param mtimeMs - when the file was written
 */
export function judgeTemporary(name: string, mtimeMs: number): 'none' | 'at work' | 'left' {
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

// Two runs may sweep at once, and a leftover that may not be removed harms nobody.
function removeLeftover(
  path: string,
  alsoFolders: boolean,
  isLeft: (mtimeMs: number) => boolean,
): boolean {
  try {
    const found = lookAt(path);
    const isKind = found?.isFile() === true || (alsoFolders && found?.isDirectory() === true);
    if (found === undefined || !isKind || !isLeft(found.mtimeMs)) return false;
    rmSync(path, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Whether a process of this machine runs; one that may not be asked does. */
function isRunning(maker: number): boolean {
  try {
    kill(maker, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
