/** What is kept and nothing refers to, and its removal. */
import type { Collected, GcCommand } from '../domain/maintenance.js';
import type { Workplace } from './operation.js';
import { describeMissingRegistry, maintenanceOf } from './operation.js';

export type { Collected, GcCommand } from '../domain/maintenance.js';

/**
 * Removes what nothing refers to: archives of versions that no model has, what is left of models that
 * are nowhere in the registry, and temporary files of runs that were killed.
 *
 * @throws RegistryError `registry-missing`; `in-use` where other registries share the output;
 *   `registry-corrupt` where the registry stands on an older state than its newest; `lock-busy`
 */
export async function collectGarbage(
  { store }: Pick<Workplace, 'store'>,
  command: GcCommand = {},
): Promise<Collected> {
  const collected = await maintenanceOf(store).collectGarbage(command);
  if (collected === undefined) throw describeMissingRegistry(store);
  return collected;
}
