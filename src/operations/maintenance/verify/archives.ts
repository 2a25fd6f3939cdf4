/** The archived source of each version, against its hash. */
import { sha256 } from '../../../domain/canonical.js';
import type { Entry, VersionEntry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import { withEntries } from '../../../domain/models.js';
import { plural } from '../../../domain/plural.js';
import type { VerifyFinding } from './report.js';
import { finding } from './report.js';
import type { Inspection, Step } from './step.js';

export const archives: Step = {
  name: 'archives',
  check: async (inspection) => {
    const all = allVersions(inspection.entries);
    const kept = all.filter(({ version }) => version.source !== null);
    const findings: VerifyFinding[] = [];
    for (const one of kept) {
      inspection.place.env.signal?.throwIfAborted();
      findings.push(...[await checkVersion(one, inspection)].flatMap((it) => it ?? []));
    }
    const deleted = all.filter(({ version }) => version.deleted_at !== undefined).length;
    const without = all.length - kept.length - deleted;
    const unhashed = kept.filter(({ version }) => version.hash === null).length;
    return {
      checked: kept.length,
      findings,
      notes: [
        ...(without === 0
          ? []
          : [`${plural(without, 'version')} of other programs: their bytes were never kept`]),
        ...(deleted === 0
          ? []
          : [
              `${plural(deleted, 'version')}: their bytes were deleted, as the retention asked for`,
            ]),
        ...(unhashed === 0 ? [] : [`${plural(unhashed, 'version')}: no hash to compare with`]),
      ],
    };
  },
  mend: async (inspection, state) => {
    const repaired: string[] = [];
    let mended = state;
    for (const one of allVersions(inspection.entries)) {
      inspection.place.env.signal?.throwIfAborted();
      const found = await checkVersion(one, inspection);
      if (found?.mendable !== true) continue;
      const { moved, said } = await restore(one, inspection);
      repaired.push(...said);
      if (moved !== undefined) mended = withSource(mended, one, moved);
    }
    return { repaired, state: mended };
  },
};

interface OneVersion {
  readonly entry: Entry;
  readonly version: VersionEntry;
}

function allVersions(entries: readonly Entry[]): OneVersion[] {
  return entries.flatMap((entry) =>
    Object.values(entry.versions).map((version) => ({ entry, version })),
  );
}

async function checkVersion(
  one: OneVersion,
  inspection: Inspection,
): Promise<VerifyFinding | undefined> {
  const { entry, version } = one;
  const { source, hash } = version;
  if (source === null) return undefined;
  const about = { path: source, id: entry.model_id };
  const bytes = await inspection.kept.archive(source);
  if (bytes === 'outside') {
    const message = `the source of version ${version.version} is named at a place outside the output`;
    return finding('archive-outside', message, about);
  }
  if (bytes !== undefined && (hash === null || sha256(bytes) === hash)) return undefined;
  const mendable = (await findBytes(one, inspection)) !== undefined;
  return bytes === undefined
    ? finding(
        'archive-missing',
        `the source of version ${version.version} is missing or cannot be read`,
        { ...about, mendable },
      )
    : finding('archive-changed', `it does not match the hash of version ${version.version}`, {
        ...about,
        mendable,
      });
}

/**
 * The bytes of a version: beside its archive, packed or unpacked; in its spec; or in the archive of
 * another version that has the same.
 */
async function findBytes(
  { entry, version: { hash, file_path, source } }: OneVersion,
  { specs, entries, kept }: Inspection,
): Promise<{ readonly bytes: Uint8Array; readonly from: string } | undefined> {
  if (hash === null) return undefined;
  const beside = await kept.findArchive(source);
  if (beside !== undefined && sha256(beside.bytes) === hash) {
    return { bytes: beside.bytes, from: beside.path };
  }
  for (const path of new Set([entry.file_path, file_path])) {
    const bytes = path === '' ? undefined : await specs.bytesIn(path, hash);
    if (bytes !== undefined) return { bytes, from: path };
  }
  const same = allVersions(entries).filter((it) => it.version.hash === hash);
  for (const { version } of same) {
    const bytes = (await kept.findArchive(version.source))?.bytes;
    if (bytes !== undefined && sha256(bytes) === hash) {
      return { bytes, from: version.source ?? '' };
    }
  }
  return undefined;
}

/** @returns the path of the archive where it is another one now */
async function restore(
  one: OneVersion,
  inspection: Inspection,
): Promise<{ readonly moved?: string; readonly said: readonly string[] }> {
  const found = await findBytes(one, inspection);
  const { source } = one.version;
  if (found === undefined || source === null) return { said: [] };
  const placed = await inspection.kept.replaceArchive({ ...one.version, source }, found.bytes);
  const said = [...placed.said, `${placed.source} was taken again from ${found.from}.`];
  return placed.source === source ? { said } : { moved: placed.source, said };
}

function withSource(
  state: RegistryState,
  { entry, version }: OneVersion,
  source: string,
): RegistryState {
  const known = state.models.get(entry.model_id);
  if (known === undefined) return state;
  const versions = { ...known.versions, [version.version]: { ...version, source } };
  return { ...state, models: withEntries(state.models, [{ ...known, versions }]) };
}
