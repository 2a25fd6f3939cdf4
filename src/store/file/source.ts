/** Files of the user that are written on request: spec files, and copies of archived bytes. */
import { chmodSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import {
  describeUnwritable,
  naming,
  readBytesIfThere,
  removeQuietly,
  syncFolder,
  writeAtomic,
  writeTemporary,
} from './atomic.js';
import { lookAt } from './lstat-if-present.js';

/** A spec file's new content, written beside it and on the disk, but not yet in its place. */
export interface Replacement {
  /** Puts it in place. @throws RegistryError `output-unwritable`; the file is as it was. */
  readonly finish: () => void;
  /** Removes it where it was not put in place. */
  readonly discard: () => void;
}

/**
 * Makes ready to replace a spec file as a whole, so that what can fail fails before anything else
 * is decided.
 *
 * @param path - absolute
 * @throws RegistryError `output-unwritable`; the file is as it was. A symbolic link is not followed
 *   and not replaced.
 */
export function prepareReplacement(path: string, bytes: Uint8Array): Replacement {
  return naming(path, () => {
    const found = lookAt(path);
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${path} is a symbolic link`), { code: 'ELOOP' });
    }
    const temporary = writeTemporary(path, bytes, { durable: true });
    if (found !== undefined) chmodSync(temporary, found.mode);
    return {
      finish: () =>
        naming(path, () => {
          renameSync(temporary, path);
          syncFolder(dirname(path));
        }),
      discard: () => removeQuietly(temporary),
    };
  });
}

/**
 * Writes archived bytes to a file of the user's choice.
 *
 * @param path - absolute
 * @param overwrite - replace a file that holds something else
 * @throws RegistryError `output-exists` where it may not be replaced; `output-unwritable`
 */
export async function saveCopy(path: string, bytes: Uint8Array, overwrite: boolean): Promise<void> {
  try {
    const present = await readBytesIfThere(path);
    if (present?.equals(bytes) === true) return;
    if (present !== undefined && !overwrite) throw describeExisting(path);
    await writeAtomic(path, bytes, { durable: true });
  } catch (error) {
    const { code, message } = describeUnwritable(path, error);
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(code, message, 'Give another file.', { cause: error });
  }
}

function describeExisting(path: string): RegistryError {
  return new RegistryError(
    'output-exists',
    `${path} is there already and holds something else`,
    wording`Give another name, or ${option('force')} to replace it.`,
  );
}
