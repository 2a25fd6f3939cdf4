/** Tells a fault of a registry from one of this program. */
import { RegistryError } from '../domain/errors.js';
import { operation, wording } from '../domain/wording.js';
import type { Store } from './port.js';

/**
 * Does work on a registry. An error without a code comes from values that the schema does not allow, if
 * there are some: a registry whose checksum is valid is not checked before.
 *
 * @throws RegistryError `registry-corrupt`; else the errors of the work
 */
export async function blamingInvalid<T>(
  { name, isValid }: Pick<Store, 'name' | 'isValid'>,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isFault = error instanceof TypeError || error instanceof RangeError;
    if (!isFault || (await isValid?.()) !== false) throw error;
    throw new RegistryError(
      'registry-corrupt',
      `The registry ${name} violates its schema, although its checksum is valid: something else wrote it.`,
      wording`Restore it from a backup, or run ${operation('rebuild')}.`,
      { cause: error },
    );
  }
}
