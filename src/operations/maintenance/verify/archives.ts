/** Verifies the archived source of each version against its hash. */
import { unhashedArchivePath } from '../../../domain/archive-names.js';
import { bytesOfHash } from '../../../domain/line-ends.js';
import type { Entry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import { withEntries } from '../../../domain/models.js';
import { isKept } from '../../../domain/packed.js';
import { plural } from '../../../domain/plural.js';
import type { Referred } from '../../../version/reference.js';
import type { VerifyFinding } from '../../generated/shapes.js';
import { createFinding } from './report.js';
import { searchFor, type Inspection, type Step } from './step.js';

export const archives: Step = {
  name: 'archives',
  check: async (inspection) => {
    const all = listVersions(inspection.entries);
    const kept = all.filter(({ version }) => isKept(version));
    const findings: VerifyFinding[] = [];
    for (const one of kept) {
      inspection.place.env.signal?.throwIfAborted();
      findings.push(...[await checkVersion(one, inspection)].flatMap((it) => it ?? []));
    }
    const deleted = all.filter(({ version }) => version.deleted_at !== undefined).length;
    const without = all.length - kept.length - deleted;
    const isLost = findings.some((it) => !it.mendable);
    const joined = kept.filter((it) => isOnlyJoined(it, inspection));
    const unhashed = kept.filter(({ version }) => version.hash === null).length;
    return {
      checked: kept.length,
      findings,
      notes: [
        ...(without === 0
          ? []
          : [`${plural(without, 'version')} of other programs: their bytes were never stored`]),
        ...(deleted === 0 ? [] : [`${plural(deleted, 'version')}: deleted on purpose`]),
        ...(unhashed === 0 ? [] : [`${plural(unhashed, 'version')}: no hash to verify against`]),
        ...joined.slice(0, MAX_TOLD).map(describeJoined),
        ...(joined.length <= MAX_TOLD ? [] : [`and ${joined.length - MAX_TOLD} more of these`]),
        ...(isLost ? await inspection.search.problems() : []),
      ],
      mendable: joined.length > 0,
    };
  },
  repair: async (inspection, state) => {
    const repaired: string[] = [];
    let repairedState = state;
    for (const one of listVersions(inspection.entries)) {
      inspection.place.env.signal?.throwIfAborted();
      const found = await checkVersion(one, inspection);
      const isJoined = found === undefined && isOnlyJoined(one, inspection);
      if (found?.mendable !== true && !isJoined) continue;
      const { moved, actions } = await restore(one, inspection);
      repaired.push(...actions);
      if (moved !== undefined) repairedState = withSource(repairedState, one, moved);
    }
    return { repaired, state: repairedState };
  },
};

/** How many versions are named that have no file of their own. */
const MAX_TOLD = 5;

/** Whether the bytes of a version are only in a file that a merge made of those of several branches. */
function isOnlyJoined({ version }: Referred, { place: { store } }: Inspection): boolean {
  const { source } = version;
  if (source === null || !isKept(version) || store.archiveFile(source) !== undefined) return false;
  const joined = unhashedArchivePath(source)?.path;
  return joined !== undefined && store.archiveFile(joined) !== undefined;
}

function describeJoined({ entry, version: { version, source } }: Referred): string {
  const joined = unhashedArchivePath(source ?? '')?.path;
  return `${source} is not there yet: a merge joined the bytes of ${entry.model_id}@${version} with those of another branch in ${joined}, and a repair gives each a file of its own`;
}

function listVersions(entries: readonly Entry[]): Referred[] {
  return entries.flatMap((entry) =>
    Object.values(entry.versions).map((version) => ({ entry, version })),
  );
}

async function checkVersion(
  one: Referred,
  inspection: Inspection,
): Promise<VerifyFinding | undefined> {
  const { entry, version } = one;
  const { source, hash } = version;
  if (source === null || !isKept(version)) return undefined;
  const about = { path: source, id: entry.model_id };
  const bytes = await inspection.stored.archive(source, hash);
  if (bytes === 'outside') {
    const message = `the path of the source of version ${version.version} is outside the output`;
    return createFinding('archive-outside', message, about);
  }
  const mendable = async (): Promise<boolean> => (await findBytes(one, inspection)) !== undefined;
  if (bytes !== undefined && 'refused' in bytes) {
    if (bytes.isUnreadable === true) return createFinding('unreadable', bytes.refused, about);
    const more = { ...about, mendable: bytes.isAbove !== true && (await mendable()) };
    return createFinding('archive-refused', bytes.refused, more);
  }
  if (bytes !== undefined && (hash === null || bytesOfHash(bytes, hash))) return undefined;
  const more = { ...about, mendable: await mendable() };
  return bytes === undefined
    ? createFinding('archive-missing', `the source of version ${version.version} is missing`, more)
    : createFinding(
        'archive-changed',
        `it does not match the hash of version ${version.version}`,
        more,
      );
}

/**
 * Finds the bytes of a version: next to its archive, packed or unpacked; in its spec; in the archive of
 * another version with the same content; in any other archive; or in git, if they may be looked for there.
 */
async function findBytes(
  { entry, version: { hash, file_path, source } }: Referred,
  inspection: Inspection,
): Promise<{ readonly bytes: Uint8Array; readonly from: string } | undefined> {
  const { specs, entries, stored } = inspection;
  if (hash === null) return undefined;
  const nearby = await stored.findArchive(source, hash);
  const nearbyBytes = nearby && bytesOfHash(nearby.bytes, hash);
  if (nearby !== undefined && nearbyBytes !== undefined) {
    return { bytes: nearbyBytes, from: nearby.path };
  }
  for (const path of new Set([entry.file_path, file_path])) {
    const bytes = path === '' ? undefined : await specs.bytesIn(path, hash);
    if (bytes !== undefined) return { bytes, from: path };
  }
  const same = listVersions(entries).filter((it) => it.version.hash === hash);
  for (const { version } of same) {
    const found = (await stored.findArchive(version.source, hash))?.bytes;
    const bytes = found && bytesOfHash(found, hash);
    if (bytes !== undefined) return { bytes, from: version.source ?? '' };
  }
  const kept = await searchFor(entry, { source, hash }, inspection);
  return kept && { bytes: kept.bytes, from: kept.path };
}

/** Restores an archive. @returns its path if it moved, and what was done */
async function restore(
  one: Referred,
  inspection: Inspection,
): Promise<{ readonly moved?: string; readonly actions: readonly string[] }> {
  const found = await findBytes(one, inspection);
  const { source } = one.version;
  if (found === undefined || source === null) return { actions: [] };
  const replaced = await inspection.stored.replaceArchive({ ...one.version, source }, found.bytes);
  const actions = [...replaced.actions, `${replaced.source} was restored from ${found.from}.`];
  return replaced.source === source ? { actions } : { moved: replaced.source, actions };
}

function withSource(
  state: RegistryState,
  { entry, version }: Referred,
  source: string,
): RegistryState {
  const known = state.models.get(entry.model_id);
  if (known === undefined) return state;
  const versions = { ...known.versions, [version.version]: { ...version, source } };
  return { ...state, models: withEntries(state.models, [{ ...known, versions }]) };
}
