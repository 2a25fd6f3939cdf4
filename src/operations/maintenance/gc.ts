/** Finds and removes files that nothing refers to. */
import type { Collected, Garbage, GarbageOptions } from '../../domain/maintenance.js';
import { abbreviate } from '../../domain/lists.js';
import { plural } from '../../domain/plural.js';
import { defineRun } from '../operation.js';
import type { GcInput, GcOutput } from '../generated/shapes.js';
import { describeMissingRegistry, requireMaintenance, type Workplace } from '../workplace.js';

/**
 * Removes what nothing refers to: archives of versions that no model has, folders of models that are
 * not in the registry, and temporary files of runs that were killed.
 *
 * @throws RegistryError `registry-missing`; `in-use` if other registries share the output;
 *   `registry-corrupt` if the registry fell back to a state older than its newest; `lock-busy`
 */
export async function collectGarbage(
  { store }: Pick<Workplace, 'store'>,
  command: GarbageOptions = {},
): Promise<Collected> {
  const collected = await requireMaintenance(store).collectGarbage(command);
  if (collected === undefined) throw describeMissingRegistry(store);
  return collected;
}

/** Returns the total size of the garbage, in bytes. */
export function sumBytes({ garbage }: Collected): number {
  return garbage.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The input; `only` lists the garbage that the user agreed to remove. */
type CollectInput = GcInput & { readonly only?: readonly Garbage[] };

/** The number of paths that the question names. */
const MAX_NAMED = 5;

export const GC = defineRun({
  run: (place, { dry_run: dryRun = false, ...input }: CollectInput) =>
    collectGarbage(place, { ...input, dryRun }),
  preview: (place, { force = false }) => collectGarbage(place, { force, dryRun: true }),
  question: (found, { dry_run: dryRun = false }) => {
    if (dryRun || found.garbage.length === 0) return undefined;
    const paths = found.garbage.map(({ path }) => path);
    const size = plural(sumBytes(found), 'byte');
    return `Remove ${abbreviate(paths, MAX_NAMED)} (${size}) for good?`;
  },
  agree: ({ garbage }, input) => ({ ...input, only: garbage }),
  present: (done, { dry_run: dryRun = false }): GcOutput => ({
    dry_run: dryRun,
    bytes: sumBytes(done),
    garbage: done.garbage,
    left: done.left,
  }),
});
