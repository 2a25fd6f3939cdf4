/** Writes files of the user on request: spec files and copies of archived bytes. */
import { chmodSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { RegistryError } from '../domain/errors.js';
import { option, wording } from '../domain/wording.js';
import {
  describeUnwritable,
  withErrorPath,
  readBytesIfPresent,
  removeQuietly,
  syncFolder,
  writeAtomic,
  writeTemporary,
} from './atomic.js';
import { lstatIfPresent } from './lstat-if-present.js';

/** The new content of a spec file, durably written next to it, but not yet in place. */
export interface Replacement {
  /** Moves it into place. @throws RegistryError `output-unwritable`; the file is unchanged. */
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
    const temporary = writeTemporary(path, bytes, { durable: true });
    if (found !== undefined) chmodSync(temporary, found.mode);
    return {
      finish: () =>
        withErrorPath(path, () => {
          renameSync(temporary, path);
          syncFolder(dirname(path));
        }),
      discard: () => removeQuietly(temporary),
    };
  });
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
