/** Recovers the versions of a model from its folder. */
import { bytesOfHash } from '../../../domain/line-ends.js';
import { own } from '../../../domain/json.js';
import type { ModelMetadata, PurgedModel } from '../../../domain/model.js';
import type { Models } from '../../../domain/models.js';
import type { Profile } from '../../../domain/settings.js';
import { describeCheck, getFields } from '../../../pipeline/check-fingerprint.js';
import { remnantKey, type Remnant, type Remnants } from '../../../domain/maintenance.js';
import { readSoundMetadata } from '../../../pipeline/history.js';
import type { Salvage } from '../../../store/port.js';
import { toSemanticVersion } from '../../../version/next-version.js';
import type { RecoveredVersion } from '../../../version/replay-versions.js';
import { archivedSource, assessInFile, findModelByHash } from '../../queries/content.js';
import type { AssessBytes, Checking, SpecFiles } from '../../queries/content.js';
import type { Workplace } from '../../workplace.js';
import { findVersions, type NumberedArchive, type Records, type SkippedItem } from './archives.js';
import compare from 'semver/functions/compare.js';

/** A model as recovered from its folder. */
export interface RecoveredModel {
  readonly id: string;
  /** Undefined if it is missing, damaged, or belongs to another model. */
  readonly metadata: ModelMetadata | undefined;
  /** In the order of semantic versioning, read one by one: all would take much memory. */
  readonly versions: AsyncIterable<FolderVersion>;
}

/** What recovery needs besides the folder. */
export interface RecoveryContext {
  readonly place: Workplace;
  readonly salvage: Salvage;
  readonly specs: SpecFiles;
  readonly assess: AssessBytes;
  readonly remnants: Remnants;
  /** The remnants by the folders of the models that they name. */
  readonly remnantsByFolder: ReadonlyMap<string | undefined, readonly Remnant[]>;
  /** The models as the registry had them, or else as its log has them. */
  readonly known: Models;
  /** The models that were deleted for good, as far as that is sure. */
  readonly purged: Readonly<Record<string, PurgedModel>>;
}

/** A recovered version, with the time when its bytes were packed. */
export interface FolderVersion extends RecoveredVersion {
  /** RFC 3339; undefined if they are not packed. */
  readonly archivedAt?: string;
}

/** Recovers the versions of a model from its folder. @param skipped - gets what cannot be taken, and why */
export async function recoverModel(
  id: string,
  context: RecoveryContext,
  skipped: SkippedItem[],
): Promise<RecoveredModel> {
  const found = await readSoundMetadata(context.place.store, id);
  const metadata = found?.model_id === id ? found : undefined;
  const files = await context.salvage.archives(id);
  const archives = await findVersions(files, listRecords(id, metadata, context), skipped);
  const sorted = withoutPurged(archives, id, context, skipped).toSorted((a, b) =>
    compare(toSemanticVersion(a.version), toSemanticVersion(b.version)),
  );
  return { id, metadata, versions: readVersions(sorted, metadata, context, skipped) };
}

/** Leaves out what a model that was deleted for good left in the folder of the one that has its id now. */
function withoutPurged(
  archives: readonly NumberedArchive[],
  id: string,
  { known, purged }: RecoveryContext,
  skipped: SkippedItem[],
): readonly NumberedArchive[] {
  const gone = own(purged, id);
  const versions = known.get(id)?.versions ?? {};
  if (gone === undefined) return archives;
  const last = toSemanticVersion(gone.version);
  return archives.filter(({ version, path }) => {
    if (Object.hasOwn(versions, version)) return true;
    if (compare(toSemanticVersion(version), last) > 0) return true;
    skipped.push({ path, reason: 'it is of a model that was deleted permanently' });
    return false;
  });
}

function listRecords(
  id: string,
  metadata: ModelMetadata | undefined,
  { known, remnants, remnantsByFolder }: RecoveryContext,
): Records {
  const registered = Object.values(known.get(id)?.versions ?? {}).flatMap(
    ({ version, hash, source }) =>
      hash === null || source === null ? [] : { version, hash, source },
  );
  const current = metadata === undefined ? [] : [{ ...metadata, source: null }];
  const left = [...current, ...(remnantsByFolder.get(id) ?? [])].map(
    ({ version, hash, source = null }) => ({ version, hash, source }),
  );
  return { metadata, registered, left, remnants };
}

async function* readVersions(
  archives: readonly NumberedArchive[],
  metadata: ModelMetadata | undefined,
  context: RecoveryContext,
  skipped: SkippedItem[],
): AsyncGenerator<FolderVersion> {
  for (const archive of archives) {
    const version = await readVersion(archive, metadata, context);
    if ('reason' in version) skipped.push(version);
    else yield version;
  }
}

async function readVersion(
  archive: NumberedArchive,
  metadata: ModelMetadata | undefined,
  context: RecoveryContext,
): Promise<FolderVersion | SkippedItem> {
  const { path, file, version, hash } = archive;
  const { place, assess, remnants } = context;
  const stored = await file.find(hash);
  const bytes = stored && bytesOfHash(stored, hash);
  if (bytes === undefined) return { path, reason: 'it changed meanwhile' };
  const isCurrent = metadata?.version === version;
  const known = chooseRemnant(remnants.get(remnantKey(version, hash)) ?? [], metadata?.file_path);
  const filePath = (isCurrent ? metadata.file_path : known?.filePath) ?? metadata?.file_path ?? '';
  const own = archivedSource(bytes, filePath, place);
  const mtime = file.writtenAt.toISOString();
  let reason = 'a run would refuse it today';
  // First as the next run checks it; content that it would refuse was registered nevertheless.
  for (const { checking, checkedWith } of listCheckings(place)) {
    const inFile = await assessInFile(filePath, hash, checking, context);
    const assessment = await assess(own, checking);
    const accepted = inFile ?? findModelByHash(assessment, hash);
    if (accepted !== undefined) {
      const createdAt = known?.createdAt ?? mtime;
      const found = { version, accepted, archive: path, createdAt, checkedWith };
      return archive.isPacked ? { ...found, archivedAt: mtime } : found;
    }
    if (assessment.state === 'skipped') reason = 'it contains no section of a GNN spec';
    if (assessment.state === 'refused') {
      reason = assessment.refusal.reasons[0]?.message ?? reason;
    }
  }
  return { path, reason };
}

/** Chooses among records of equal content: the one of the model's own file, or else the earliest. */
function chooseRemnant(
  remnants: readonly Remnant[],
  filePath: string | undefined,
): Remnant | undefined {
  const sorted = remnants.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return sorted.find((it) => it.filePath === filePath) ?? sorted[0];
}

function listCheckings({ options }: Workplace): { checking: Checking; checkedWith: string }[] {
  const basic: Profile = 'basic';
  const lenient = { ...options.settings, required_fields: [], validation_rules: {} };
  return [
    {
      checking: { profile: options.profile, fields: getFields(options) },
      checkedWith: describeCheck(options),
    },
    {
      checking: { profile: basic, fields: null },
      checkedWith: describeCheck({ profile: basic, settings: lenient }),
    },
  ];
}
