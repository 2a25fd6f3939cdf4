/** Tells a fault of a registry from one of this program. */
import { RegistryError } from '../domain/errors.js';
import { operation, wording } from '../domain/wording.js';
import type { Store } from './port.js';

/**
 * Runs work on a registry. If it fails with a TypeError or RangeError and the registry violates its schema,
 * the registry is to blame: loading trusts a valid checksum and does not check the schema.
 *
 * @throws RegistryError `registry-corrupt`; else the errors of the work
 */
export async function withRegistryBlamed<T>(
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
