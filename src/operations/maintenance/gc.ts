/** Finds and removes files that nothing refers to. */
import type { Collected, Garbage, GarbageOptions } from '../../domain/maintenance.js';
import { abbreviate } from '../../domain/lists.js';
import { plural } from '../../domain/plural.js';
import { defineRun } from '../operation.js';
import type { GcInput, GcOutput } from '../generated/shapes.js';
import type { Entry } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { withoutBytes } from '../../version/retention.js';
import { planMutation, type Mutation } from '../mutations/mutation.js';
import {
  commitOperation,
  describeMissingRegistry,
  requireMaintenance,
  type Workplace,
} from '../workplace.js';

/**
 * Removes what nothing refers to: archives of versions that no model has, folders of models that are
 * not in the registry, and temporary files of runs that were killed. Bytes of deleted versions are removed
 * by a commit that says so, so that nobody restores them, here or on another branch.
 *
 * @throws RegistryError `registry-missing`; `in-use` if other registries share the output;
 *   `registry-corrupt` if the registry fell back to a state older than its newest; `lock-busy`
 */
export async function collectGarbage(
  place: Workplace,
  command: GarbageOptions = {},
): Promise<Collected> {
  const collect = async (how: GarbageOptions): Promise<Collected> => {
    const collected = await requireMaintenance(place.store).collectGarbage(how);
    if (collected === undefined) throw describeMissingRegistry(place.store);
    return collected;
  };
  const { only, dryRun = false } = command;
  const found = await collect({ ...command, dryRun: true });
  if (dryRun) return found;
  const agreed = only && new Set(only.map(({ path }) => path));
  const wanted = found.garbage.filter(({ path }) => agreed?.has(path) !== false);
  const namesOf = (path: string): readonly string[] => [path, ...(found.sources.get(path) ?? [])];
  const archives = wanted.filter(({ kind }) => kind === 'archive');
  const released = new Set(
    await release(
      place,
      archives.flatMap(({ path }) => namesOf(path)),
    ),
  );
  const rest = await collect(command);
  const told = new Set([...rest.garbage, ...rest.left].map(({ path }) => path));
  const gone: Garbage[] = [];
  for (const it of archives) {
    const isReleased = namesOf(it.path).some((name) => released.has(name));
    // Also the end of a purge removes some.
    const isGone = isReleased || (await place.store.archiveSize(it.path)) === undefined;
    if (isGone && !told.has(it.path)) gone.push(it);
  }
  return { ...rest, garbage: [...gone, ...rest.garbage], unfinished: found.unfinished ?? [] };
}

/** Commits that deleted versions have no bytes any more, which removes them. @returns their `source` */
async function release(place: Workplace, sources: readonly string[]): Promise<readonly string[]> {
  if (sources.length === 0) return [];
  const { result } = await commitOperation(place, planMutation(place, withoutArchives, sources));
  return result;
}

const withoutArchives: Mutation<readonly string[], readonly string[]> = (
  state,
  sources,
  { at },
) => {
  const released: string[] = [];
  const changed: Entry[] = [];
  for (const entry of state.models.values()) {
    const versions = Object.entries(entry.versions).map(([number, version]) => {
      const { source, deleted_at } = version;
      if (source === null || deleted_at === undefined || !sources.includes(source)) {
        return [number, version] as const;
      }
      released.push(source);
      return [number, withoutBytes(version, deleted_at)] as const;
    });
    if (versions.some(([number, it]) => it !== entry.versions[number])) {
      changed.push({ ...entry, updated_at: at, versions: Object.fromEntries(versions) });
    }
  }
  const models = changed.length === 0 ? state.models : withEntries(state.models, changed);
  const next = changed.length === 0 ? state : { ...state, models };
  return { state: next, event: { action: 'gc' }, result: released };
};

/** Returns the total size of the garbage, in bytes. */
export function sumBytes({ garbage }: Collected): number {
  return garbage.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The input; `only` lists the garbage that the user agreed to remove. */
type CollectInput = GcInput & { readonly only?: readonly Garbage[] };

/** The number of paths that the question names. */
const MAX_NAMED = 5;

const UNFINISHED = 'is unfinished: kept states or files still have parts of it';
const FINISHED = 'was unfinished, and is finished now';

function describePurge(names: readonly string[], what: string): string {
  return `The purge of ${abbreviate(names, MAX_NAMED)} ${what}.`;
}

export const GC = defineRun({
  run: (place, { dry_run: dryRun = false, ...input }: CollectInput) =>
    collectGarbage(place, { ...input, dryRun }),
  preview: (place, { force = false }) => collectGarbage(place, { force, dryRun: true }),
  question: (found, { dry_run: dryRun = false }) => {
    const { unfinished = [] } = found;
    if (dryRun || found.garbage.length + unfinished.length === 0) return undefined;
    if (found.garbage.length === 0) {
      return `${describePurge(unfinished, UNFINISHED)} Finish it?`;
    }
    const paths = found.garbage.map(({ path }) => path);
    const size = plural(sumBytes(found), 'byte');
    return `Remove ${abbreviate(paths, MAX_NAMED)} (${size}) for good?`;
  },
  notices: ({ unfinished = [], removed }) =>
    unfinished.length === 0 ? [] : [describePurge(unfinished, removed ? FINISHED : UNFINISHED)],
  agree: ({ garbage }, input) => ({ ...input, only: garbage }),
  present: (done, { dry_run: dryRun = false }): GcOutput => ({
    dry_run: dryRun,
    bytes: sumBytes(done),
    garbage: done.garbage,
    left: done.left,
  }),
  hand: ({ garbage, left, removed }) => ({ garbage, left, removed }),
});
