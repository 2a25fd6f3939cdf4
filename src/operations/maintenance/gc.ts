/** What is kept and nothing refers to, and its removal. */
import type { Collected, Garbage, GcCommand } from '../../domain/maintenance.js';
import { plural } from '../../domain/plural.js';
import { defineRun } from '../operation.js';
import type { GcInput, GcOutput } from '../generated/shapes.js';
import type { Workplace } from '../workplace.js';
import { describeMissingRegistry, maintenanceOf } from '../workplace.js';

export type { Collected, GcCommand } from '../../domain/maintenance.js';

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

/** The bytes of all that was found. */
export function bytesOf({ garbage }: Collected): number {
  return garbage.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What is to be removed; `only` is what a person agreed to. */
type CollectInput = GcInput & { readonly only?: readonly Garbage[] };

/** Paths that a question names. */
const MOST_NAMED = 5;

function questionOf(found: Collected): string {
  const paths = found.garbage.map(({ path }) => path);
  const named = paths.slice(0, MOST_NAMED).join(', ');
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  return `Remove ${named}${more} (${plural(bytesOf(found), 'byte')}) for good?`;
}

export const GC = defineRun({
  run: (place, { dry_run: dryRun = false, ...input }: CollectInput) =>
    collectGarbage(place, { ...input, dryRun }),
  preview: (place, { force = false }) => collectGarbage(place, { force, dryRun: true }),
  question: (found, { dry_run: dryRun = false }) =>
    dryRun || found.garbage.length === 0 ? undefined : questionOf(found),
  agree: ({ garbage }, input) => ({ ...input, only: garbage }),
  present: (done, { dry_run: dryRun = false }): GcOutput => ({
    dry_run: dryRun,
    bytes: bytesOf(done),
    garbage: [...done.garbage],
    left: [...done.left],
  }),
});
