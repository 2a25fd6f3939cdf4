/** Files of the user that are written on request: spec files, and copies of archived bytes. */
import { chmodSync, lstatSync } from 'node:fs';
import { RegistryError } from '../domain/errors.js';
import { describeUnwritable, readBytesIfThere, writeAtomic } from './atomic.js';

/**
 * Replaces a spec file as a whole; when this resolves, it is on the disk.
 *
 * @throws RegistryError `output-unwritable`; the file is as it was. A symbolic link is not followed
 *   and not replaced.
 */
export async function replaceSource(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${path} is a symbolic link`), { code: 'ELOOP' });
    }
    await writeAtomic(path, bytes, { durable: true });
    if (found !== undefined) chmodSync(path, found.mode);
  } catch (error) {
    throw describeUnwritable(path, error);
  }
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
    'Give another name, or --force to replace it.',
  );
}
