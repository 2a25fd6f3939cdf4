/** Writes files of the user on request: spec files and copies of archived bytes. */
import { chmodSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import { operation, option, wording } from '../domain/wording.js';
import {
  describeUnwritable,
  withErrorPath,
  readBytesIfPresent,
  readBytesSync,
  removeQuietly,
  syncFolder,
  writeAtomic,
  writeTemporary,
} from './atomic.js';
import { lstatIfPresent } from './lstat-if-present.js';
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
 * @throws RegistryError `output-unwritable`; the file is unchanged. A symbolic link is neither followed
 *   nor replaced.
 */
export function prepareReplacement(path: string, bytes: Uint8Array): Replacement {
  return withErrorPath(path, () => {
    const found = lstatIfPresent(path);
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${path} is a symbolic link`), { code: 'ELOOP' });
    }
    const replaces = found && hashOf(path);
    const temporary = writeTemporary(path, bytes, { durable: true });
    if (found !== undefined) chmodSync(temporary, found.mode);
    const hash = sha256(bytes);
    return {
      temporary: basename(temporary),
      replaces,
      finish: () =>
        withErrorPath(path, () => {
          const isHere = lstatIfPresent(temporary) !== undefined;
          const now = hashOf(path);
          if (!isHere && now === hash) return;
          if (now !== replaces) throw describeChanged(path);
          moveIntoPlace(temporary, path);
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

/** A replacement that a killed process left: the file next to a spec file, and what it was for. */
export interface LeftReplacement {
  /** The spec file; absolute. */
  readonly path: string;
  readonly temporary: string;
  /** The hash of the new content. */
  readonly hash: string;
  /** The hash of the content that it replaces. */
  readonly replaces: string;
}

/**
 * Completes a replacement that a killed process left. Only a file of ours next to the spec file, with the
 * content that was announced, is moved into place, and only over the content that it was to replace.
 *
 * @returns `done`; `changed` if the spec file has other content by now; `lost` if it still has the old
 *   content, but the new one is gone
 * @throws RegistryError `output-unwritable`
 */
export function completeReplacement({
  path,
  temporary: name,
  hash,
  replaces,
}: LeftReplacement): 'done' | 'changed' | 'lost' {
  return withErrorPath(path, () => {
    const temporary = join(dirname(path), name);
    const isOurs = isTemporaryOf(path, name) && lstatIfPresent(temporary)?.isFile() === true;
    const isWhole = isOurs && hashOf(temporary) === hash;
    const now = hashOf(path);
    if (now === replaces && isWhole) {
      moveIntoPlace(temporary, path);
      return 'done';
    }
    if (isWhole) removeQuietly(temporary);
    return now === hash ? 'done' : now === replaces ? 'lost' : 'changed';
  });
}

function moveIntoPlace(temporary: string, path: string): void {
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Hashes a regular file; undefined if there is none. */
function hashOf(path: string): string | undefined {
  return lstatIfPresent(path)?.isFile() === true ? sha256(readBytesSync(path)) : undefined;
}

/**
 * Writes archived bytes to a file that the user chose.
 *
 * @param path - absolute
 * @param overwrite - replace a file with other content
 * @throws RegistryError `output-exists` if it may not be replaced; `output-unwritable`
 */
export async function saveCopy(path: string, bytes: Uint8Array, overwrite: boolean): Promise<void> {
  try {
    const present = await readBytesIfPresent(path);
    if (present?.equals(bytes) === true) return;
    if (present !== undefined && !overwrite) throw describeExisting(path);
    await writeAtomic(path, bytes, { durable: true });
  } catch (error) {
    const { code, message } = describeUnwritable(path, error);
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(code, message, 'Name another file.', { cause: error });
  }
}

function describeExisting(path: string): RegistryError {
  return new RegistryError(
    'output-exists',
    `${path} already exists and has other content`,
    wording`Name another file, or give ${option('force')} to replace it.`,
  );
}
