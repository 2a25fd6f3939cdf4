/** Restores kept states of the registry, such as those that a checkout replaced. */
import { draftDifferences } from '../../audit/draft.js';
import { findPurged, type Purged } from '../../audit/purges.js';
import { RegistryError } from '../../domain/errors.js';
import { own } from '../../domain/json.js';
import { abbreviate } from '../../domain/lists.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { withEntries, type Models } from '../../domain/models.js';
import { isKept, isPackedPath, plainPath } from '../../domain/packed.js';
import { plural } from '../../domain/plural.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, wording } from '../../domain/wording.js';
import type { CopiedVersion } from '../../pipeline/apply.js';
import type { History } from '../../pipeline/history.js';
import { findProblem } from '../../pipeline/retain.js';
import { withoutBytes } from '../../version/retention.js';
import { defineMutation, type Done } from '../operation.js';
import { openSpecFiles } from '../queries/content.js';
import { listDiffering } from '../queries/generations.js';
import type { GenerationRestoreInput, GenerationRestoreOutput } from '../generated/shapes.js';
import {
  requireMaintenance,
  type PlannedMutation,
  type Planner,
  type Workplace,
} from '../workplace.js';
import { withMetadata } from './import-archives.js';
import { without } from './mutation.js';

/** What was restored, and what was not. */
export type RestoredGeneration = Omit<GenerationRestoreOutput, 'changed'>;

/**
 * Makes a kept state the registry again, as the next one: the present state is kept in its turn. What was
 * deleted for good stays so, and versions whose bytes are gone are listed without them. A model whose current
 * version would be one of these stays as it is.
 *
 * @throws RegistryError `value-refused` if there is no such state
 */
function restoreGeneration(
  place: Workplace,
  { generation, reason }: GenerationRestoreInput,
): Planner<PlannedMutation<RestoredGeneration>> {
  return async (state, history) => {
    const kept = await requireMaintenance(place.store).readGeneration(generation);
    if (kept === undefined) throw describeNotKept(generation);
    const at = place.env.now().toISOString();
    const left: string[] = [];
    const entries: Entry[] = [];
    const found: CopiedVersion[] = [];
    const removed: string[] = [];
    const { store } = place;
    const purged = await findPurged(kept.models, state, () => store.events(state.audit));
    const placing = { place, store, history, left, found, at, purged };
    for (const id of listDiffering(state.models, kept.models)) {
      const [now, then] = [state.models.get(id), kept.models.get(id)];
      if (then !== undefined && (now !== undefined || own(state.purged ?? {}, id) === undefined)) {
        entries.push(...(await withBytes(then, now, placing)));
      } else if (then !== undefined) {
        left.push(`the model ${id}, which was deleted for good or renamed`);
      } else if (now !== undefined && isRenamed(now, state, kept)) {
        left.push(`the former name of ${id}, which stays as it is`);
      } else removed.push(id);
    }
    const models = withEntries(state.models, entries, removed);
    const changed = entries.length + removed.length > 0;
    const says = `generation ${generation}${reason === undefined ? '' : `: ${reason}`}`;
    const event = { action: 'restore_generation', reason: says };
    return {
      state: changed ? withBeside(state, kept, models, at) : state,
      changed,
      written: await withMetadata(place, entries, [
        ...(await readCurrent(entries, state, history)),
        ...found,
      ]),
      drafts: draftDifferences(state.models, models, event),
      replaces: changed,
      result: { generation, models: [...entries.map((it) => it.model_id), ...removed], left },
    };
  };
}

/** Whether a model has another name in a kept state, under which it cannot be restored. */
function isRenamed(
  { former_ids = [] }: Entry,
  { purged = {} }: RegistryState,
  kept: RegistryState,
) {
  return former_ids.some((id) => kept.models.has(id) && own(purged, id) !== undefined);
}

/** The state with models of a kept one, and what that said beside them. What was purged stays so. */
function withBeside(
  state: RegistryState,
  kept: RegistryState,
  models: Models,
  updatedAt: string,
): RegistryState {
  const all = Object.entries({ ...kept.purged, ...state.purged });
  const purged = Object.fromEntries(all.filter(([id]) => !models.has(id)));
  return {
    ...without(without(state, 'foreign'), 'purged'),
    ...(kept.foreign !== undefined && { foreign: kept.foreign }),
    ...(Object.keys(purged).length > 0 && { purged }),
    models,
    updatedAt,
  };
}

/** What placing bytes needs, and where to tell what is gone. */
interface Placing {
  readonly place: Workplace;
  readonly store: Workplace['store'];
  readonly history: History;
  readonly at: string;
  readonly left: string[];
  /** What the kept state still has of what was deleted for good. */
  readonly purged: Purged;
  /** Bytes that have no archive any more, but are elsewhere. */
  readonly found: CopiedVersion[];
}

/**
 * Returns a kept entry with the bytes of its versions where they are now; lists those that are gone.
 *
 * @returns nothing if its current version would have none, which nobody could use or repair
 */
async function withBytes(
  entry: Entry,
  now: Entry | undefined,
  placing: Placing,
): Promise<readonly [] | readonly [Entry]> {
  const { left, found, at } = placing;
  const versions: [string, VersionEntry][] = [];
  const gone: string[] = [];
  for (const [number, version] of Object.entries(entry.versions)) {
    const isPurged = isPurgedIn(placing.purged, entry, version);
    const placed = isPurged ? describePurged(number) : await placeBytes(version, now, placing);
    if (!('problem' in placed)) {
      versions.push([number, placed]);
      continue;
    }
    if (number !== entry.version) {
      gone.push(`the bytes of ${entry.model_id}@${number}: ${placed.problem}`);
      versions.push([number, withoutBytes(version, at)]);
      continue;
    }
    const copied = await findElsewhere(entry, now, placing, isPurged);
    if (copied === undefined) {
      left.push(`the model ${entry.model_id}, which stays as it is: ${placed.problem}`);
      return [];
    }
    found.push(copied);
    versions.push([number, version]);
  }
  left.push(...gone);
  return [{ ...entry, versions: Object.fromEntries(versions) }];
}

function describePurged(version: string): { readonly problem: string } {
  return { problem: `version ${version} was deleted for good` };
}

function isPurgedIn(purged: Purged, { model_id: id }: Entry, { hash }: VersionEntry): boolean {
  const hashes = purged.get(id);
  return hashes !== undefined && hashes !== 'all' && hashes.has(hash ?? '');
}

/**
 * Finds the bytes of the current version of a kept entry in its spec, or under another number; those of a purged
 * one not in an archive that only the kept entry names.
 */
async function findElsewhere(
  entry: Entry,
  now: Entry | undefined,
  { place, history }: Placing,
  isPurged: boolean,
): Promise<CopiedVersion | undefined> {
  const version = own(entry.versions, entry.version);
  if (version === undefined || version.source === null || version.hash === null) return undefined;
  const { source, hash } = version;
  const copy = { entry, archive: plainPath(source), hash };
  const specs = openSpecFiles(place, now === undefined ? [entry] : [entry, now]);
  for (const path of new Set([entry.file_path, now?.file_path ?? ''])) {
    const bytes = path === '' ? undefined : await specs.bytesIn(path, hash);
    if (bytes !== undefined) return { ...copy, bytes };
  }
  for (const one of (isPurged ? [now] : [entry, now]).flatMap((it) =>
    Object.values(it?.versions ?? {}),
  )) {
    if (one.hash !== hash || (await findProblem(one, history)) !== undefined) continue;
    return { ...copy, bytes: await history.sourceOf(one) };
  }
  return undefined;
}

/**
 * Finds out where the bytes of a kept version are.
 *
 * @param now - its model as it is now: a version with the same bytes may have another number by a merge
 */
async function placeBytes(
  version: VersionEntry,
  now: Entry | undefined,
  { store, history, at }: Placing,
): Promise<VersionEntry | { readonly problem: string }> {
  if (!isKept(version)) return version;
  const bare = without(version, 'archived_at');
  const versions = now?.versions ?? {};
  const known = [own(versions, version.version), ...Object.values(versions)].find(
    (it) => it !== undefined && isKept(it) && it.hash !== null && it.hash === version.hash,
  );
  if (known !== undefined) {
    const { source, archived_at } = known;
    return { ...bare, source, ...(archived_at !== undefined && { archived_at }) };
  }
  const problem = await findProblem(version, history);
  if (problem !== undefined) return { problem };
  const found = await requireMaintenance(store).findArchive(version.source, version.hash);
  const source = found?.source ?? version.source;
  if (isPackedPath(source) === isPackedPath(version.source)) return { ...version, source };
  // They are packed by now, or unpacked.
  return { ...bare, source, ...(version.archived_at === undefined && { archived_at: at }) };
}

/** Reads the bytes of versions that become current, of which metadata is to be written. */
async function readCurrent(
  entries: readonly Entry[],
  { models }: RegistryState,
  history: History,
): Promise<CopiedVersion[]> {
  const read: CopiedVersion[] = [];
  for (const entry of entries) {
    const version = own(entry.versions, entry.version);
    const now = models.get(entry.model_id);
    const isCurrent = now?.hash === entry.hash && now.version === entry.version;
    if (version === undefined || !isKept(version) || version.hash === null || isCurrent) continue;
    if ((await findProblem(version, history)) !== undefined) continue;
    const bytes = await history.sourceOf(version);
    read.push({ entry, archive: version.source, hash: version.hash, bytes });
  }
  return read;
}

function describeNotKept(generation: number): RegistryError {
  return new RegistryError(
    'value-refused',
    `there is no generation ${generation} that is kept and whole`,
    wording`${operation('generation list')} lists those that are.`,
  );
}

/** How many models the question names. */
const MOST_NAMED = 10;

export const GENERATION_RESTORE = defineMutation({
  plan: restoreGeneration,
  present: presentRestored,
  hand: presentRestored,
  question: ({ generation, models }) =>
    models.length === 0
      ? undefined
      : `Restore generation ${generation}, which changes ${plural(models.length, 'model')} (${abbreviate(models, MOST_NAMED)})?`,
  notices: ({ result: { left } }) => left.map((it) => `Not restored: ${it}`),
  isWarning: ({ result: { left } }) => left.length > 0,
});

function presentRestored({ result, changed }: Done<RestoredGeneration>): GenerationRestoreOutput {
  return { ...result, changed };
}
