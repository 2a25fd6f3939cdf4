/**
 * Writes files atomically: temporary file, fsync, rename, fsync of the folder.
 *
 * The packages for this ignore short writes: on a full disk they report success and leave truncated
 * JSON behind.
 *
 * The calls are synchronous, but yield to the event loop now and then: for thousands of small files, a
 * call through the thread pool costs several times more than the work itself.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  statSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { RegistryError, errorCode } from '../domain/errors.js';
import { option, wording } from '../domain/wording.js';
import { takeTurn } from '../yield-to-event-loop.js';
import { lstatIfPresent } from './lstat-if-present.js';
import { createTemporaryPath } from './temporary.js';

/** How to write a file. */
export interface WriteOptions {
  /** Wait until bytes and name are on disk; otherwise they survive a kill, but not a power loss. */
  durable: boolean;
}

// Opening a FIFO must not wait for a writer, and a link is not followed. Windows has neither flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

const READ_SIZE = 1_048_576;

/**
 * Writes a file so that readers see either the old or the new bytes. Missing folders are created. A
 * symbolic link at the path is replaced, not followed.
 *
 * @throws The system's error, with its `code`: the old file is untouched and no temporary file is left,
 * unless syncing the folder failed, in which case the new bytes are in place.
 */
export async function writeAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  await takeTurn();
  const temporary = writeTemporary(path, data, options);
  try {
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  if (options.durable) syncFolder(dirname(path));
}

/**
 * Writes a temporary file next to the file that it will become. Missing folders are created.
 *
 * @returns Its path; the caller must rename, link or remove it.
 * @throws The system's error; no temporary file is left.
 */
export function writeTemporary(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): string {
  const temporary = createTemporaryPath(path);
  const file = openNew(temporary, options);
  try {
    writeAndClose(file, typeof data === 'string' ? Buffer.from(data) : data, options);
    return temporary;
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/**
 * Writes a file that does not exist yet, atomically like `writeAtomic`: of several writers, one
 * succeeds. On a file system without hard links, a kill may leave a truncated file.
 *
 * @returns False if something has that name already; it is untouched.
 * @throws The system's error; the file does not exist.
 */
export async function writeNew(
  path: string,
  data: Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  await takeTurn();
  const temporary = writeTemporary(path, data, options);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!isLinkUnsupported(error)) throw error;
    if (!createExclusively(path, data, options)) return false;
  } finally {
    removeQuietly(temporary);
  }
  if (options.durable) syncFolder(dirname(path));
  return true;
}

function createExclusively(path: string, data: Uint8Array, options: WriteOptions): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeAndClose(file, data, options);
    return true;
  } catch (error) {
    removeQuietly(path);
    throw error;
  }
}

/** Whether a link failed because the file system does not support hard links, such as FAT. */
export function isLinkUnsupported(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '');
}

/** Removes a file. Failures are ignored, since leftovers are swept later. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // See above.
  }
}

// Most folders exist already: checking first would cost a call for each of 10,000 files.
function openNew(path: string, options: WriteOptions): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const folder = dirname(path);
  const firstCreated = createFolder(folder);
  if (options.durable && firstCreated !== undefined) syncChain(folder, dirname(firstCreated));
  return openSync(path, 'wx');
}

/** Makes new folders durable: the name of each one is stored in its parent. */
function syncChain(from: string, upTo: string): void {
  for (let folder = from; folder !== upTo;) {
    folder = dirname(folder);
    syncFolder(folder);
  }
}

/**
 * Creates a folder and its missing parents, one at a time: if the system reports that an existing
 * parent is missing, as below /proc, the recursive call of Node never returns.
 *
 * @returns The topmost folder that was created; undefined if all existed.
 * @throws The system's error.
 */
export function createFolder(folder: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  const parent = dirname(folder);
  const above = parent === folder ? undefined : createFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have created it in the meantime.
    if (errorCode(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
  return above ?? folder;
}

function writeAndClose(file: number, bytes: Uint8Array, options: WriteOptions): void {
  try {
    writeAll(file, bytes);
    if (options.durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes all bytes to an open file. @throws The system's error, or `EIO` if nothing more is written. */
export function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    const count = writeSync(file, bytes, written, bytes.length - written);
    if (count === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    written += count;
  }
}

/** Flushes the bytes of an existing file to disk. @throws The system's error. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Flushes the names in a folder to disk. @throws The system's error. */
export function syncFolder(folder: string): void {
  if (sep === '\\') return; // Windows cannot open a folder; its file systems journal names.
  syncFile(folder);
}

/**
 * Whether a file has exactly these bytes. It is read in parts, to avoid a second copy in memory.
 *
 * @throws The system's error, such as `ELOOP` for a link.
 */
export function hasContent(path: string, bytes: Uint8Array): boolean {
  const file = openSync(path, SAFE_READ);
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size !== bytes.length) return false;
    const part = Buffer.allocUnsafe(Math.min(READ_SIZE, bytes.length));
    for (let at = 0; at < bytes.length;) {
      const count = readSync(file, part, 0, part.length, at);
      if (count === 0) return false;
      if (part.compare(bytes, at, Math.min(at + count, bytes.length), 0, count) !== 0) return false;
      at += count;
    }
    return true;
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file only if its bytes differ, so that an unchanged one keeps its modification time.
 *
 * @returns Whether it was written.
 * @throws The system's error, as `writeAtomic` does.
 */
export async function writeIfChanged(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  if (hasSameFile(path, bytes)) return false;
  await writeAtomic(path, bytes, options);
  return true;
}

/** Whether there is a regular file with these bytes; a link is none. @throws The system's error. */
export function hasSameFile(path: string, bytes: Uint8Array): boolean {
  return lstatIfPresent(path)?.isFile() === true && hasContent(path, bytes);
}

/** Returns the error for a path that cannot be written, with a hint. */
export function describeUnwritable(path: string, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  const code = errorCode(error) ?? String(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new RegistryError(
    'output-unwritable',
    `${path} cannot be written (${code}).`,
    full
      ? 'Free some space on that disk or raise its limits, then run again.'
      : wording`Get write permission there, or give another location with ${option('output_dir')} or ${option('registry_path')}.`,
    { cause: error },
  );
}

/** Performs a write; errors name the path. @throws RegistryError `output-unwritable` */
export function withErrorPath<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}

/** Performs an asynchronous write; errors name the path. @throws RegistryError `output-unwritable` */
export async function withErrorPathAsync<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}
