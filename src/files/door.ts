/**
 * The one door to files that no person named: those that a registry names, and those that have names of
 * ours below an output folder. Anybody who may write there may have put anything in their place.
 *
 * Only regular files are opened, below a folder that a person named, through no link in any part, and
 * only up to a size that is checked on the opened file. Anything else is refused, with the reason.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { RegistryError, errorCode, isMissing } from '../domain/errors.js';
import { wording, type Wording } from '../domain/wording.js';
import { describeUnreadable, ifPresent } from './lstat-if-present.js';

/** How much is read of one kind of file. */
export interface ReadLimit {
  /** For people: a setting, or what the limit is about. */
  readonly name: string;
  readonly bytes: number;
  /** It is a setting, so it can be raised. */
  readonly isSetting?: boolean;
  /** What to do with a file over it, unless it may be removed. */
  readonly remedy?: string;
  /** The limit of files with such a start, which may be longer. */
  readonly longer?: {
    readonly isFor: (start: Buffer) => boolean;
    readonly limit: ReadLimit;
  };
}

/** A file to open. */
export interface Doorway {
  /** The folder that a person named, absolute; it may be a link itself. */
  readonly base: string;
  /** Absolute. */
  readonly path: string;
  readonly limit: ReadLimit;
}

/** Why a file is not opened. */
export interface Refusal {
  /** Such as `it is a symbolic link`. */
  readonly reason: string;
  /** The path that is in the way: the file, or a folder above it. */
  readonly at: string;
  readonly remedy: Wording;
}

/** The bytes of a file, or why it is refused; undefined if there is none. */
export type Found = { readonly bytes: Buffer } | { readonly refusal: Refusal } | undefined;

/** A file that was opened, to be closed by the caller. */
export interface Opened {
  readonly file: number;
  readonly size: number;
  /** How many names it has: all of them see what is written to it. */
  readonly names: number;
}

// Opening a FIFO must not wait for a writer, and a link that appears after the check must not be
// followed. Windows has neither flag.
const SAFE_OPEN = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const SAFE_READ = constants.O_RDONLY | SAFE_OPEN;

const PLAIN_FILE = 'Put a regular file there, or remove it.';
const PLAIN_FOLDER = 'Put a folder there, or remove it.';

const SYMBOLIC_LINK = 'it is a symbolic link';
const NOT_REGULAR = 'it is not a regular file';

/** Reads a file. @throws RegistryError `file-unreadable` if the system does not let us */
export function readThroughDoor(doorway: Doorway): Found {
  return throughDoor(doorway, (opened, limit) => readOpened(opened, limit.bytes));
}

/** Reads the first bytes of a file, which may be longer. @throws as {@link readThroughDoor} */
export function readStartThroughDoor(doorway: Doorway, length: number): Found {
  return throughDoor(doorway, ({ file }) => readStart(file, length));
}

function readStart(file: number, length: number): Buffer {
  const start = Buffer.alloc(length);
  return start.subarray(0, readSync(file, start, 0, length, 0));
}

/** @param read - undefined if there is more than the limit */
function throughDoor(
  doorway: Doorway,
  read: (opened: Opened, limit: ReadLimit) => Buffer | undefined,
): Found {
  const opened = openThroughDoor(doorway, SAFE_READ);
  if (opened === undefined || 'refusal' in opened) return opened;
  try {
    const { path } = doorway;
    const limit = limitFor(opened, doorway.limit);
    const isOver = opened.size > limit.bytes;
    const bytes = isOver ? undefined : ifPresent(path, () => read(opened, limit));
    return bytes === undefined ? tooLarge(path, limit, opened.size) : { bytes };
  } finally {
    closeSync(opened.file);
  }
}

/** How much of a file tells whether it may be longer. */
export const START_SIZE = 100;

function limitFor({ file, size }: Opened, limit: ReadLimit): ReadLimit {
  const { longer } = limit;
  if (longer === undefined || size <= limit.bytes) return limit;
  return longer.isFor(readStart(file, START_SIZE)) ? longer.limit : limit;
}

/**
 * Opens a file without reading it.
 *
 * @param flags - the flags of `open`
 * @throws as {@link readThroughDoor}; the system's error if it is opened for writing
 */
export function openThroughDoor(
  { base, path }: Pick<Doorway, 'base' | 'path'>,
  flags: number,
): Opened | { readonly refusal: Refusal } | undefined {
  const found = lookAtFolders(base, path);
  if (found !== undefined) return found === 'missing' ? undefined : { refusal: found };
  try {
    return openPlain(path, flags | SAFE_OPEN);
  } catch (error) {
    if (isMissing(error)) return undefined;
    const isWriting = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    throw isWriting ? error : describeUnreadable(path, error);
  }
}

/**
 * Refuses a link among the folders between a base and a file or folder below it.
 *
 * @throws RegistryError `file-unreadable`
 */
export function findLinkedFolder(base: string, path: string): Refusal | undefined {
  const found = lookAtFolders(base, path);
  return found === 'missing' ? undefined : found;
}

/** As {@link findLinkedFolder}; `missing` if one of the folders is, and so what is below it. */
function lookAtFolders(base: string, path: string): Refusal | 'missing' | undefined {
  for (const folder of foldersBelow(base, path)) {
    const found = lstatBehind(folder);
    if (found === 'below a file') return undefined;
    if (found === undefined) return 'missing';
    if (found.isSymbolicLink()) {
      return { reason: SYMBOLIC_LINK, at: folder, remedy: PLAIN_FOLDER };
    }
  }
  return undefined;
}

/** The folders between a base and what is below it. */
function* foldersBelow(base: string, path: string): Generator<string> {
  // Most paths are joined to their base, and this is asked for each file of each model.
  if (path.startsWith(`${base}${sep}`)) {
    for (let at = path.indexOf(sep, base.length + 1); at >= 0; at = path.indexOf(sep, at + 1)) {
      yield path.slice(0, at);
    }
    return;
  }
  const below = relative(base, dirname(path));
  let folder = base;
  for (const part of below === '' ? [] : below.split(sep)) {
    folder = resolve(folder, part);
    yield folder;
  }
}

/** Stats a path. Nothing exists below a file, so there is no link either; opening the path reports that. */
function lstatBehind(path: string): Stats | 'below a file' | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (errorCode(error) === 'ENOTDIR') return 'below a file';
    throw describeUnreadable(path, error);
  }
}

function openPlain(path: string, flags: number): Opened | { readonly refusal: Refusal } {
  let file: number;
  try {
    file = openSync(path, flags);
  } catch (error) {
    // A socket cannot be opened at all, and a FIFO that nobody reads cannot be written.
    const code = errorCode(error);
    if (code !== 'ELOOP' && code !== 'ENXIO' && code !== 'EISDIR') throw error;
    const reason = code === 'ELOOP' ? SYMBOLIC_LINK : NOT_REGULAR;
    return { refusal: { reason, at: path, remedy: PLAIN_FILE } };
  }
  const found = fstatSync(file);
  if (found.isFile()) return { file, size: found.size, names: found.nlink };
  closeSync(file);
  return { refusal: { reason: NOT_REGULAR, at: path, remedy: PLAIN_FILE } };
}

/**
 * Reads an opened file to its actual end, since it may grow meanwhile.
 *
 * @returns undefined if it has more bytes than the limit
 */
function readOpened(
  { file, size }: Pick<Opened, 'file' | 'size'>,
  limit: number,
): Buffer | undefined {
  // One extra byte shows whether the file has grown.
  let buffer = Buffer.allocUnsafeSlow(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, buffer, length, buffer.length - length, null);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (length > limit) return undefined;
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 2, limit + 1));
      buffer.copy(larger);
      buffer = larger;
    }
  }
}

function tooLarge(path: string, limit: ReadLimit, size: number): { readonly refusal: Refusal } {
  const amount = size > limit.bytes ? `${size}` : `more than ${limit.bytes}`;
  return { refusal: describeTooLarge(path, limit, `it has ${amount} bytes`) };
}

/** Returns the refusal of a file over a limit. @param amount - such as `it has 12 bytes` */
export function describeTooLarge(at: string, limit: ReadLimit, amount: string): Refusal {
  const { name, bytes, isSetting = false } = limit;
  const usual = isSetting
    ? `Raise ${name} in the settings if you trust that file, or remove it.`
    : 'Move that file elsewhere, or restore it from a backup.';
  const { remedy = usual } = limit;
  return { reason: `${amount}, and the limit ${name} is ${bytes}`, at, remedy };
}

/** Returns the error for a file that is refused, with its path. @param shown - the path for people */
export function describeRefused({ reason, remedy }: Refusal, shown: string): RegistryError {
  return new RegistryError(
    'file-refused',
    `${shown} ${toPredicate(reason)}, and is not opened.`,
    wording`${remedy}`,
  );
}

/** `it is a link` as the rest of a sentence about something that is named: `is a link`. */
export function toPredicate(reason: string): string {
  return reason.replace(/^it /, '');
}
