/** Archives and restores models and versions, which packs and unpacks their bytes. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { canBePacked, isKept, markPacked, markUnpacked } from '../../domain/packed.js';
import { option, wording } from '../../domain/wording.js';
import { resolveAnyModel, resolveReference } from '../../version/reference.js';
import { findUsesOfModel, findUsesOfVersion } from '../../version/dependents.js';
import type { ArchiveInput, RestoreInput } from '../generated/shapes.js';
import { describeMissingBytes } from './usable.js';
import { without, withVersionEntry, type Clock, type MutationOutcome } from './mutation.js';
import {
  assertUnused,
  changeStatus,
  createUnchanged,
  findTargetStatus,
  namesOneVersion,
  withFormerStatus,
  withStatus,
  type StatusMutation,
  type StatusOutcome,
} from './status.js';

/**
 * Archives a model and packs the bytes of its versions except the current one and, without force,
 * those that are tagged, bound, the target of an alias or used by another model. If the reference names a version, only the
 * bytes of that version are packed.
 *
 * @throws RegistryError as {@link retire}; `in-use` for a version that is current, tagged, bound, the
 *   target of an alias or used by another model; `archive-missing` for a version without bytes or without a hash
 */
export const archive: StatusMutation<ArchiveInput> = (state, input, clock) => {
  const { reference, reason = null, force = false } = input;
  if (namesOneVersion(state.models, reference)) return archiveVersion(state, input, clock);
  const entry = resolveAnyModel(state.models, reference);
  // Versions in use stay unpacked.
  const inUse = force ? [] : findUsesOfModel(state.models, entry).map(({ version }) => version);
  const old = Object.values(entry.versions).filter(
    (it) => it.version !== entry.version && canBePacked(it) && !inUse.includes(it.version),
  );
  return transitionModel(state, entry, { action: 'archive', reason }, old, clock);
};

const archiveVersion: StatusMutation<ArchiveInput> = (
  state,
  { reference, reason = null, force = false },
  clock,
) => {
  const { entry, version } = resolveReference(state.models, reference);
  const about = { version: version.version };
  const event = { action: 'archive', ...about, reason };
  if (isKept(version) && version.archived_at !== undefined) {
    return { state, event, result: { ...createUnchanged(entry), ...about } };
  }
  if (!canBePacked(version)) throw describeMissingBytes(entry, version);
  const breaks = findUsesOfVersion(state.models, entry, version.version);
  if (!force && version.version === entry.version) {
    throw new RegistryError(
      'in-use',
      `${entry.model_id}@${version.version} is the current version`,
      wording`Archive an older version or the whole model, or give ${option('force')}.`,
    );
  }
  if (!force) assertUnused(`${entry.model_id}@${version.version}`, breaks, 'archives');
  const packed = withVersionEntry(entry, markPacked(version, clock.at));
  const more = { ...about, versions: [version.version], breaks };
  return { event, ...changeStatus(state, entry, packed, clock, more) };
};

/** The input; `damaged` lists the versions of the model that cannot be unpacked. */
export type RestoreWith = RestoreInput & Partial<Pick<StatusOutcome, 'damaged'>>;

/**
 * Gives an archived or deleted model the status that it had before: active, unless it was deprecated or
 * retired, or archived before it was deleted. The packed versions of an archived model are
 * unpacked, except damaged ones; if the reference names a version, only that version is, and it is no
 * longer deleted.
 *
 * @throws RegistryError as {@link retire}; `archive-missing` for a version whose bytes were deleted for
 *   good; when committed, `archive-missing` and `archive-damaged`, which name the file
 */
export const restore: StatusMutation<RestoreWith> = (state, input, clock) => {
  const { reference, reason = null, damaged = [] } = input;
  if (namesOneVersion(state.models, reference)) return restoreVersion(state, input, clock);
  const entry = resolveAnyModel(state.models, reference);
  const known = damaged.map((it) => it.version);
  const old = listPacked(entry).filter(({ version }) => !known.includes(version));
  const done = transitionModel(state, entry, { action: 'restore', reason }, old, clock);
  return { ...done, result: { ...done.result, damaged } };
};

/** Lists the versions that a restore of the model unpacks. */
export function listPacked({ status, versions }: Entry): VersionEntry[] {
  // A deleted model may never have been archived, so its old versions stay as they are.
  if (status === 'deleted') return [];
  return Object.values(versions).filter((it) => isKept(it) && it.archived_at !== undefined);
}

const restoreVersion: StatusMutation<RestoreInput> = (
  state,
  { reference, reason = null },
  clock,
) => {
  const { entry, version } = resolveReference(state.models, reference);
  const about = { version: version.version };
  const event = { action: 'restore', ...about, reason };
  if (version.source === null) throw describeMissingBytes(entry, version);
  if (isKept(version) && version.archived_at === undefined) {
    return { state, event, result: { ...createUnchanged(entry), ...about } };
  }
  const kept = without(version, 'deleted_at');
  const unpacked = kept.archived_at === undefined ? kept : markUnpacked(kept);
  const isDeleted = version.deleted_at !== undefined;
  const more = { ...about, versions: [version.version], ...(isDeleted && { isReturned: true }) };
  const restored = withVersionEntry(entry, unpacked);
  return { event, ...changeStatus(state, entry, restored, clock, more) };
};

/** Changes the status of a model, and packs or unpacks some of its versions. */
function transitionModel(
  state: RegistryState,
  entry: Entry,
  event: { readonly action: 'archive' | 'restore'; readonly reason: string | null },
  old: readonly VersionEntry[],
  clock: Clock,
): MutationOutcome<StatusOutcome> {
  const { action, reason } = event;
  const isOver = entry.status === 'archived' || entry.status === 'deleted';
  // What is in use already is only unpacked.
  const status = action === 'restore' && !isOver ? entry.status : findTargetStatus(entry, action);
  const change = (): Entry =>
    action === 'archive'
      ? withStatus(entry, status, { reason, replacement: null }, clock)
      : withFormerStatus(entry, reason, clock);
  if (entry.status === status && old.length === 0) {
    return { state, event, result: createUnchanged(entry) };
  }
  const started = entry.status === status ? entry : change();
  const moved = old.reduce(
    (one, it) =>
      withVersionEntry(one, action === 'archive' ? markPacked(it, clock.at) : markUnpacked(it)),
    started,
  );
  const versions = old.map(({ version }) => version);
  return { event, ...changeStatus(state, entry, moved, clock, { versions }) };
}
