/** Writes files of the user on request: spec files and copies of archived bytes. */
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import { escapeLines } from '../domain/escape-controls.js';
import { pathBelow } from '../domain/paths.js';
import { SPEC_ENDING, SPEC_ENDINGS } from '../domain/spec.js';
import { operation, option, wording } from '../domain/wording.js';
import {
  describeUnwritable,
  withErrorPath,
  hasSameFile,
  syncFolder,
  writeAll,
  writeAtomic,
  writeNew,
  writeTemporary,
} from './atomic.js';
import { removeQuietly, renameFile } from './names.js';
import { describeRefused, findLinkedFolder, readThroughDoor } from './door.js';
import { ifPresent, lstatIfPresent } from './lstat-if-present.js';
import { isTemporaryOf } from './temporary.js';

/** The new content of a spec file, durably written next to it, but not yet in place. */
export interface Replacement {
  /** The name of the file that has it, next to the spec file. */
  readonly temporary: string;
  /** The hash of the content that it replaces; undefined if there was no file. */
  readonly replaces: string | undefined;
  /**
   * Moves it into place, unless another process has done so.
   *
   * @throws RegistryError `source-changed` if the file has other content by now, `output-unwritable`; the
   *   file is unchanged
   */
  readonly finish: () => void;
  /** Removes it unless it was moved into place. */
  readonly discard: () => void;
}

/**
 * Prepares to replace a whole spec file, so that anything that can fail does so before the registry is
 * committed.
 *
 * @param path - absolute
 * @param maxFileSize - the limit on specs, in bytes: a larger file counts as changed
 * @throws RegistryError `output-unwritable`; the file is unchanged. A symbolic link is neither followed
 *   nor replaced.
 */
export function prepareReplacement(
  path: string,
  bytes: Uint8Array,
  maxFileSize: number,
): Replacement {
  return withErrorPath(path, () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${path} is a symbolic link`), { code: 'ELOOP' });
    }
    // A version of which the limit was higher is still ours.
    const limit = Math.max(maxFileSize, bytes.length);
    const replaces = found && hashOf(path, limit);
    const temporary = writeTemporary(path, bytes, { durable: true, isNamed: true });
    const hash = sha256(bytes);
    return {
      temporary: basename(temporary),
      replaces,
      finish: () =>
        withErrorPath(path, () => {
          const outcome = settle({ path, temporary, hash, replaces }, limit);
          if (outcome === 'changed') throw describeChanged(path);
          if (outcome === 'lost') throw describeGone(temporary);
        }),
      discard: () => removeQuietly(temporary),
    };
  });
}

function describeChanged(path: string): RegistryError {
  return new RegistryError(
    'source-changed',
    `The change is committed, but ${path} was changed in the meantime and is not rewritten.`,
    wording`${operation('run')} registers its content; ${operation('show', option('source'))} prints the old text.`,
  );
}

function describeGone(temporary: string): Error {
  return Object.assign(new Error(`${temporary} is gone`), { code: 'ENOENT' });
}

/** A replacement that a killed process left: the file next to a spec file, and what it was for. */
interface LeftReplacement {
  /** The spec file; absolute. */
  readonly path: string;
  readonly temporary: string;
  /** The hash of the new content. */
  readonly hash: string;
  /** The hash of the content that it replaces. */
  readonly replaces: string;
}

/**
 * Completes a replacement that a killed process left, with a file of ours next to the spec file.
 *
 * @throws RegistryError `output-unwritable`
 */
export function completeReplacement(
  { path, temporary: name, hash, replaces }: LeftReplacement,
  maxFileSize: number,
): Outcome {
  return withErrorPath(path, () => {
    const temporary = isTemporaryOf(path, name) ? join(dirname(path), name) : undefined;
    return settle({ path, temporary, hash, replaces }, maxFileSize);
  });
}

/**
 * `done`; `changed` if the spec file has other content by now; `lost` if it still has the old content, but
 * the new one is gone.
 */
type Outcome = 'done' | 'changed' | 'lost';

/**
 * Moves a temporary file into place, but only one with the content that was announced, and only over the
 * content that it is to replace. Another process may have done so already.
 */
function settle(
  {
    path,
    temporary,
    hash,
    replaces,
  }: Pick<LeftReplacement, 'path' | 'hash'> & {
    readonly temporary: string | undefined;
    readonly replaces: string | undefined;
  },
  maxFileSize: number,
): Outcome {
  const whole =
    temporary !== undefined && hashOf(temporary, maxFileSize) === hash ? temporary : undefined;
  const now = hashOf(path, maxFileSize);
  if (now === replaces && whole !== undefined) {
    renameFile(whole, path, () => hashOf(path, maxFileSize) === hash);
    syncFolder(dirname(path));
    return 'done';
  }
  if (whole !== undefined) removeQuietly(whole);
  return now === hash ? 'done' : now === replaces ? 'lost' : 'changed';
}

/** Hashes a regular file; undefined if there is none. */
function hashOf(path: string, maxFileSize: number): string | undefined {
  const limit = { name: 'max_file_size', bytes: maxFileSize };
  const found = readThroughDoor({ base: dirname(path), path, limit });
  return found !== undefined && 'bytes' in found ? sha256(found.bytes) : undefined;
}

/**
 * Refuses to write a spec file anywhere but below the target folder of a call: the path comes from the
 * registry, which somebody else may have written.
 *
 * @param path - absolute
 * @param folder - the target folder, absolute; a person named it, so it may be a link
 * @param shown - both, for people
 * @throws RegistryError `file-refused`
 */
export function refuseOutsideTarget(
  path: string,
  folder: string,
  shown: { readonly path: string; readonly folder: string },
): void {
  const below = pathBelow(folder, path);
  if (below !== undefined && !SPEC_ENDING.test(below)) {
    throw new RegistryError(
      'file-refused',
      `${shown.path} is not rewritten: its name does not end like that of a spec`,
      `Specs end in ${SPEC_ENDINGS.map((it) => `.${it}`).join(', ')}.`,
    );
  }
  if (below === undefined || /(?:^|[/\\])\./.test(below)) {
    throw new RegistryError(
      'file-refused',
      `${shown.path} is not rewritten: it is not a spec below the target folder ${shown.folder}`,
      wording`Name its folder with ${option('target_dir')} if it is your spec.`,
    );
  }
  const refusal = findLinkedFolder(folder, path);
  if (refusal !== undefined) throw describeRefused(refusal, refusal.at);
}

/** Whether an existing file is a spec of a target folder. Both are absolute. */
export function isSpecOf(folder: string, path: string): boolean {
  if (lstatIfPresent(path) === undefined) return false;
  const below = pathBelow(realPath(folder), withRealFolder(path));
  return below !== undefined && SPEC_ENDING.test(below);
}

/** How a copy is saved. */
export interface CopyOptions {
  /** Replace a file with other content. */
  readonly overwrite: boolean;
  /** Replace only files that start with this text, or are empty. */
  readonly onlyOver?: string;
}

/**
 * Writes bytes to a file that a person named. A device or a pipe receives them and stays what it is.
 *
 * @param path - absolute
 * @throws RegistryError `output-exists` if it may not be replaced; `file-refused` for a link or anything
 *   else that cannot be replaced by a file; `output-unwritable`
 */
export async function saveCopy(
  path: string,
  bytes: Uint8Array,
  options: CopyOptions,
): Promise<void> {
  try {
    const kind = assertSavable(path, options);
    if (kind === 'stream') writeStream(path, bytes);
    else if (!hasSameFile(path, bytes)) await replaceCopy(path, bytes, options);
  } catch (error) {
    const { code, message } = describeUnwritable(path, error);
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(code, message, 'Name another file.', { cause: error });
  }
}

async function replaceCopy(
  path: string,
  bytes: Uint8Array,
  { overwrite, onlyOver }: CopyOptions,
): Promise<void> {
  const options = { durable: true, isNamed: true };
  if (!overwrite) {
    if (await writeNew(path, bytes, options)) return;
    throw describeExisting(path);
  }
  const isThere = lstatIfPresent(path) !== undefined;
  if (isThere && onlyOver !== undefined && !startsWith(path, onlyOver)) {
    throw describeForeign(path);
  }
  await writeAtomic(path, bytes, options);
}

/**
 * Checks before the work whether bytes can be saved there.
 *
 * @returns whether they are written to a device or a pipe, or become a file
 * @throws RegistryError as {@link saveCopy}; the system's errors
 */
export function assertSavable(path: string, { onlyOver }: Partial<CopyOptions>): 'stream' | 'file' {
  const found = lstatIfPresent(path);
  if (found === undefined) return 'file';
  const target = found.isSymbolicLink() ? ifPresent(path, () => statSync(path)) : found;
  if (target?.isCharacterDevice() === true || target?.isFIFO() === true) return 'stream';
  if (found.isFile()) {
    if (onlyOver === undefined || startsWith(path, onlyOver)) return 'file';
    throw describeForeign(path);
  }
  const what = found.isSymbolicLink()
    ? 'a symbolic link'
    : found.isDirectory()
      ? 'a folder'
      : 'not a regular file';
  throw new RegistryError('file-refused', `${path} is ${what}`, 'Name another file.');
}

/** Whether a file starts with a text; an empty one has nothing to lose. @throws The system's error. */
function startsWith(path: string, text: string): boolean {
  const file = openSync(path, READ);
  try {
    const start = Buffer.alloc(Buffer.byteLength(text));
    const count = readSync(file, start, 0, start.length, 0);
    return count === 0 || start.toString() === text;
  } finally {
    closeSync(file);
  }
}

const [READ, WRITE, DO_NOT_WAIT] = [
  constants.O_RDONLY,
  constants.O_WRONLY,
  // A pipe that nobody reads would block forever. Windows has no such flag.
  constants.O_NONBLOCK ?? 0,
];

function writeStream(path: string, bytes: Uint8Array): void {
  const probe = openSync(path, WRITE | DO_NOT_WAIT);
  try {
    // Without the flag, writing waits for a slow reader instead of failing.
    const stream = openSync(path, WRITE);
    try {
      writeAll(stream, isatty(stream) ? showable(bytes) : bytes);
    } finally {
      closeSync(stream);
    }
  } finally {
    closeSync(probe);
  }
}

/** `/dev/tty` and its like get what other terminals get. */
function showable(bytes: Uint8Array): Uint8Array {
  return Buffer.from(escapeLines(Buffer.from(bytes).toString('utf8')));
}

/** The real path of a file that may not exist, as far as its folder does. */
export function withRealFolder(path: string): string {
  return join(realPath(dirname(path)), basename(path));
}

/** The real path of a folder; the path itself if there is none. */
export function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function describeExisting(path: string): RegistryError {
  return new RegistryError(
    'output-exists',
    `${path} already exists and has other content`,
    wording`Name another file, or give ${option('force')} to replace it.`,
  );
}

function describeForeign(path: string): RegistryError {
  return new RegistryError(
    'output-exists',
    `${path} already exists, and this program did not write it`,
    'Name another file, or remove that one.',
  );
}
