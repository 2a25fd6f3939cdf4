/** Models and versions that are archived and restored: their bytes are packed and unpacked. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Models } from '../../domain/models.js';
import { canBePacked, markPacked, markUnpacked } from '../../domain/packed.js';
import { operation, option, wording } from '../../domain/wording.js';
import { namesVersion, resolveAnyModel, resolveReference } from '../../version/reference.js';
import { findUsesOfVersion } from '../../version/dependents.js';
import type { ArchiveInput, RestoreInput } from '../generated/shapes.js';
import type { MutationOutcome, Clock } from './change.js';
import { replaceVersion, withEntry, withVersionEntry } from './change.js';
import type { StatusChange, StatusChanged } from './status.js';
import { afterwards, assertUnused, same, transitionOf, withStatus } from './status.js';

/**
 * Archives a model and packs the bytes of its versions but the current one and, without force, those
 * that are tagged, bound or the target of an alias; or packs those of the one version that the
 * reference names.
 *
 * @throws RegistryError as {@link retire}; `in-use` for a version that is current, tagged, bound or
 *   the target of an alias; `archive-missing` for one without bytes, or without a hash of them
 */
export const archive: StatusChange<ArchiveInput> = (state, input, clock) => {
  const { reference, reason = null, force = false } = input;
  if (namesOneVersion(state.models, reference)) return archiveVersion(state, input, clock);
  const entry = resolveAnyModel(state.models, reference);
  const status = transitionOf(entry, 'archive');
  const old = Object.values(entry.versions).filter(
    (it) =>
      it.version !== entry.version &&
      canBePacked(it) &&
      // What is in use can still be had.
      (force || findUsesOfVersion(entry, it).length === 0),
  );
  return changeAll(state, entry, { transition: 'archive', status, reason }, old, clock);
};

const archiveVersion: StatusChange<ArchiveInput> = (
  state,
  { reference, reason = null, force = false },
  clock,
) => {
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  const event = { action: 'archive', version: version.version, reason };
  const result = { ...same(entry), version: version.version };
  if (version.archived_at !== undefined) return { state, event, result };
  if (!canBePacked(version)) throw describeNoBytes(entry, version);
  const breaks = findUsesOfVersion(entry, version);
  if (!force && version.version === entry.version) {
    throw new RegistryError(
      'in-use',
      `${entry.model_id}@${version.version} is the current version`,
      wording`Archive an older version or the model, or give ${option('force')}.`,
    );
  }
  if (!force) assertUnused(`${entry.model_id}@${version.version}`, breaks, 'archives');
  const next = replaceVersion(state, found, markPacked(version, clock.at), clock);
  return {
    state: next,
    event,
    result: {
      ...result,
      entry: afterwards(next.models, entry),
      versions: [version.version],
      breaks,
    },
  };
};

/**
 * Brings an archived or deleted model back: it is active again. What is packed of a model that is
 * not deleted is unpacked; of a reference to a version, that version alone.
 *
 * @throws RegistryError as {@link retire}; `archive-missing` for a version whose bytes were deleted;
 *   when it is written `archive-missing` and `archive-damaged`, naming the file
 */
export const restore: StatusChange<RestoreInput> = (state, input, clock) => {
  const { reference, reason = null } = input;
  if (namesOneVersion(state.models, reference)) return restoreVersion(state, input, clock);
  const entry = resolveAnyModel(state.models, reference);
  const status = transitionOf(entry, 'restore');
  const all = Object.values(entry.versions);
  // A deleted model may have been none that was archived: its old versions stay as they are.
  const old = entry.status === 'deleted' ? [] : all.filter((it) => it.archived_at !== undefined);
  return changeAll(state, entry, { transition: 'restore', status, reason }, old, clock);
};

const restoreVersion: StatusChange<RestoreInput> = (state, { reference, reason = null }, clock) => {
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  const event = { action: 'restore', version: version.version, reason };
  const result = { ...same(entry), version: version.version };
  if (version.source === null) throw describeNoBytes(entry, version);
  if (version.archived_at === undefined) return { state, event, result };
  const next = replaceVersion(state, found, markUnpacked(version), clock);
  return {
    state: next,
    event,
    result: { ...result, entry: afterwards(next.models, entry), versions: [version.version] },
  };
};

interface Asked {
  readonly transition: 'archive' | 'restore';
  readonly status: Entry['status'];
  readonly reason: string | null;
}

/** Changes the status of a model and packs or unpacks some of its versions. */
function changeAll(
  state: RegistryState,
  entry: Entry,
  { transition, status, reason }: Asked,
  old: readonly VersionEntry[],
  clock: Clock,
): MutationOutcome<StatusChanged> {
  const event = { action: transition, reason };
  if (entry.status === status && old.length === 0) return { state, event, result: same(entry) };
  const said = { reason, replacement: null };
  const started = entry.status === status ? entry : withStatus(entry, status, said, clock);
  const moved = old.reduce(
    (one, it) =>
      withVersionEntry(one, transition === 'archive' ? markPacked(it, clock.at) : markUnpacked(it)),
    started,
  );
  const next = withEntry(state, moved, clock);
  const versions = old.map(({ version }) => version);
  return {
    state: next,
    event,
    result: { ...same(entry), entry: afterwards(next.models, entry), versions },
  };
}

function namesOneVersion(models: Models, reference: string): boolean {
  const isDeleted = models.get(reference.normalize('NFC'))?.status === 'deleted';
  return !isDeleted && namesVersion(models, reference);
}

function describeNoBytes({ model_id: id }: Entry, version: VersionEntry): RegistryError {
  const why =
    version.deleted_at === undefined
      ? 'another program registered it, and its bytes were not kept'
      : `its bytes were deleted on ${version.deleted_at.slice(0, 10)}`;
  return new RegistryError(
    'archive-missing',
    `${id}@${version.version} has no archived bytes: ${why}`,
    wording`${operation('versions', id)} lists its versions.`,
  );
}
