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
  statSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { partsOf, sizeOfBytes, type FileBytes } from '../domain/file-bytes.js';
import { RegistryError, errorCode } from '../domain/errors.js';
import { option, wording } from '../domain/wording.js';
import { takeTurn } from '../yield-to-event-loop.js';
import { describeUnreadable, lstatIfPresent } from './lstat-if-present.js';
import { createOwn, removeQuietly, renameFile, takeName } from './names.js';
import { findPermissions, givenBy, givenByNamed, makeFolder, type Given } from './permissions.js';
import { createTemporaryPath } from './temporary.js';

export {
  isLinkUnsupported,
  linkFile,
  removeQuietly,
  renameFile,
  takeNameExclusively,
} from './names.js';

/** How to write a file. */
export interface WriteOptions {
  /** Wait until bytes and name are on disk; otherwise they survive a kill, but not a power loss. */
  durable: boolean;
  /** Nothing has that name, and the folder gives this to a file of it; looked up if it is not known. */
  given?: Given;
  /** What the name of the temporary file is to say besides that of the file. */
  label?: string;
  /** A person named the file, so that outside a group's folder a new one has the usual permissions. */
  isNamed?: boolean;
}

// Opening a FIFO must not wait for a writer, and a link is not followed. Windows has neither flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

const READ_SIZE = 1_048_576;

/**
 * Writes a file so that readers see either the old or the new bytes. Missing folders are created. A
 * symbolic link at the path is replaced, not followed. The permissions are those of `permissions.ts`.
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
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  const temporary = writeTemporary(path, bytes, options);
  try {
    renameFile(temporary, path, () => hasSameFile(path, bytes));
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
  data: string | FileBytes,
  options: WriteOptions,
): string {
  const temporary = createTemporaryPath(
    options.label === undefined ? path : `${path}.${options.label}`,
  );
  const file = openNew(temporary, path, options);
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
 * succeeds. On a file system without hard links, a kill may leave an empty file.
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
    if (!takeName(temporary, path)) return false;
  } finally {
    removeQuietly(temporary);
  }
  if (options.durable) syncFolder(dirname(path));
  return true;
}

// Most folders exist already: checking first would cost a call for each of 10,000 files.
function openNew(temporary: string, path: string, options: WriteOptions): number {
  const { durable, given, isNamed = false } = options;
  try {
    return createOwn(temporary, given ?? findPermissions(path, isNamed));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const folder = dirname(path);
  const firstCreated = createFolder(folder, isNamed);
  if (durable && firstCreated !== undefined) syncChain(folder, dirname(firstCreated));
  return createOwn(temporary, findPermissions(path, isNamed));
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
 * @param isNamed - a person named it, so the topmost one has the usual permissions
 * @returns The topmost folder that was created; undefined if all existed.
 * @throws The system's error.
 */
export function createFolder(folder: string, isNamed = false): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  const parent = dirname(folder);
  const above = parent === folder ? undefined : createFolder(parent, isNamed);
  try {
    makeFolder(folder, (isNamed && above === undefined ? givenByNamed : givenBy)(parent));
  } catch (error) {
    // Another run may have created it in the meantime.
    if (errorCode(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
  return above ?? folder;
}

function writeAndClose(file: number, bytes: FileBytes, options: WriteOptions): void {
  try {
    for (const part of partsOf(bytes)) writeAll(file, part);
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
 * @throws The system's error `ENOENT`; RegistryError `file-unreadable`, also for a link
 */
export function hasContent(path: string, bytes: FileBytes): boolean {
  try {
    return compareContent(path, bytes);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? error : describeUnreadable(path, error);
  }
}

function compareContent(path: string, bytes: FileBytes): boolean {
  const file = openSync(path, SAFE_READ);
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size !== sizeOfBytes(bytes)) return false;
    let from = 0;
    for (const part of partsOf(bytes)) {
      if (!hasPart(file, from, part)) return false;
      from += part.length;
    }
    return true;
  } finally {
    closeSync(file);
  }
}

/** Used again for every comparison: a service makes many, and new memory costs more than reading into it. */
let compared: Buffer | undefined;

function hasPart(file: number, from: number, part: Uint8Array): boolean {
  compared ??= Buffer.allocUnsafeSlow(READ_SIZE);
  for (let at = 0; at < part.length;) {
    const wanted = Math.min(compared.length, part.length - at);
    const count = readSync(file, compared, 0, wanted, from + at);
    if (count === 0 || compared.compare(part, at, at + count, 0, count) !== 0) return false;
    at += count;
  }
  return true;
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
export function hasSameFile(path: string, bytes: FileBytes): boolean {
  return lstatIfPresent(path)?.isFile() === true && hasContent(path, bytes);
}

/**
 * Returns the error for a path that cannot be written, with a hint.
 *
 * @param tried - what failed, if the path does not say so to somebody who never heard of that file
 */
export function describeUnwritable(path: string, error: unknown, tried?: string): RegistryError {
  if (error instanceof RegistryError) return error;
  const code = errorCode(error) ?? String(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new RegistryError(
    'output-unwritable',
    `${tried === undefined ? '' : `${tried}: `}${path} cannot be written (${code}).`,
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
