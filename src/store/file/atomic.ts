/**
 * Files that are whole or not there: temporary file, fsync, rename, fsync of the folder.
 *
 * The packages for this ignore short writes: on a disk that fills up they report success and leave
 * truncated JSON in place.
 *
 * The calls are synchronous, with a turn of the event loop now and then: with thousands of small
 * files a call that goes through the thread pool costs several times what it does.
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
  readFileSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import { takeTurn } from '../../yield-to-event-loop.js';
import { temporaryPath } from './temporary.js';

/** How a file is written. */
export interface WriteOptions {
  /** Wait until the bytes and the name are on the disk; else they survive a kill, not a power loss. */
  durable: boolean;
}

// Opening a FIFO must not wait for a writer. Windows has no such flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const PART = 1_048_576;

/**
 * Writes a file so that a reader sees the old bytes or the new ones, and nothing else. Missing
 * folders are created. A symbolic link at the path is replaced, not followed.
 *
 * @throws The system's error, with its `code`: the old file is untouched then, and no temporary file
 * is left. Only where the folder could not be synced at the end are the new bytes in place already.
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
 * Writes the temporary file that is to become a file, beside it. Missing folders are created.
 *
 * @returns Its path: it is for the caller to rename, to link or to remove.
 * @throws The system's error; no temporary file is left then.
 */
export function writeTemporary(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): string {
  const temporary = temporaryPath(path);
  const file = openNew(temporary, options);
  try {
    fillAndClose(file, typeof data === 'string' ? Buffer.from(data) : data, options);
    return temporary;
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/**
 * Writes a file that is not there yet, with the promise of `writeAtomic`: of several writers one
 * makes it. Where the file system has no hard links, a kill may leave it in half.
 *
 * @returns False where something has that name already; it is untouched.
 * @throws The system's error; the file is not there then.
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
    if (!isWithoutLinks(error)) throw error;
    if (!fillNew(path, data, options)) return false;
  } finally {
    removeQuietly(temporary);
  }
  if (options.durable) syncFolder(dirname(path));
  return true;
}

function fillNew(path: string, data: Uint8Array, options: WriteOptions): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    fillAndClose(file, data, options);
    return true;
  } catch (error) {
    removeQuietly(path);
    throw error;
  }
}

/** Whether a link failed because the file system has none, as on FAT. */
export function isWithoutLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '');
}

/** Removes a file; what cannot be removed now is swept later, and is no reason to fail. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // See above.
  }
}

// Most folders are there already: asking for them first would cost a call for each of 10,000 files.
function openNew(path: string, options: WriteOptions): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const folder = dirname(path);
  const firstMade = makeFolder(folder);
  if (options.durable && firstMade !== undefined) syncChain(folder, dirname(firstMade));
  return openSync(path, 'wx');
}

/** Makes new folders last: each one's name stands in the folder above it. */
function syncChain(from: string, upTo: string): void {
  for (let folder = from; folder !== upTo;) {
    folder = dirname(folder);
    syncFolder(folder);
  }
}

/**
 * Makes a folder and the ones above it that are missing, one at a time: where the system answers
 * that a parent is missing although it is there, as below /proc, the recursive call of Node never
 * returns.
 *
 * @returns The uppermost folder that was made; undefined where all were there.
 * @throws The system's error.
 */
export function makeFolder(folder: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  const parent = dirname(folder);
  const above = parent === folder ? undefined : makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (errorCode(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
  return above ?? folder;
}

function fillAndClose(file: number, bytes: Uint8Array, options: WriteOptions): void {
  try {
    fill(file, bytes);
    if (options.durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes all bytes into an open file. @throws The system's error, also where it writes no more. */
export function fill(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    const count = writeSync(file, bytes, written, bytes.length - written);
    if (count === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    written += count;
  }
}

/** Puts the bytes of a file that is there on the disk. @throws The system's error. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts the names of a folder on the disk. @throws The system's error. */
export function syncFolder(folder: string): void {
  if (sep === '\\') return; // Windows cannot open a folder; its file systems journal names.
  syncFile(folder);
}

/** The bytes of a file, or undefined when there is none. @throws The system's other errors. */
export async function readBytesIfThere(path: string): Promise<Buffer | undefined> {
  try {
    await takeTurn();
    return readNow(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The bytes of a file, without a turn of the event loop. @throws The system's error. */
export function readNow(path: string): Buffer {
  const file = openSync(path, SAFE_READ);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Whether a file holds these very bytes. It is read in parts, so that no second copy of it is made.
 *
 * @throws The system's error.
 */
export function holdsBytes(path: string, bytes: Buffer, flags = SAFE_READ): boolean {
  const file = openSync(path, flags);
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size !== bytes.length) return false;
    const part = Buffer.allocUnsafe(Math.min(PART, bytes.length));
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

/** The text of a file, read as UTF-8, or undefined when there is none. @throws The system's other errors. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return (await readBytesIfThere(path))?.toString('utf8');
}

/**
 * Writes a file only where its bytes differ, so that an unchanged one keeps its modification time.
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
  const present = await readBytesIfThere(path);
  if (present?.equals(bytes) === true) return false;
  await writeAtomic(path, bytes, options);
  return true;
}

/** The error for a place that cannot be written, with what to do about it. */
export function describeUnwritable(path: string, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  const code = errorCode(error) ?? String(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new RegistryError(
    'output-unwritable',
    `${path} cannot be written (${code}).`,
    full
      ? 'Free some space on that disk, or raise its limits, and run again.'
      : wording`Give yourself the right to write there, or give another place with ${option('output_dir')} or ${option('registry_path')}.`,
    { cause: error },
  );
}

/** Writes; an error names the place. @throws RegistryError `output-unwritable` */
export function naming<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}

/** The same, for what is written without waiting. @throws RegistryError `output-unwritable` */
export async function namingAsync<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}
