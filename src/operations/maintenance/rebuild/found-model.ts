/** Recovers the versions of a model from its folder. */
import type { ModelMetadata } from '../../../domain/model.js';
import type { Profile } from '../../../domain/settings.js';
import { sha256 } from '../../../domain/canonical.js';
import { describeCheck, getFields } from '../../../pipeline/check-fingerprint.js';
import { remnantKey, type Remnant, type Remnants } from '../../../domain/maintenance.js';
import { readSoundMetadata } from '../../../pipeline/history.js';
import type { Salvage } from '../../../store/port.js';
import { toSemanticVersion } from '../../../version/next-version.js';
import type { RecoveredVersion } from '../../../version/replay-versions.js';
import type { RebuildOutput } from '../../generated/shapes.js';
import { archivedSource, assessInFile, findModelByHash } from '../../queries/content.js';
import type { AssessBytes, Checking, SpecFiles } from '../../queries/content.js';
import type { Workplace } from '../../workplace.js';
import { readArchiveName } from './archive-name.js';
import compare from 'semver/functions/compare.js';

/** Something that is missing from the new registry. */
export type SkippedItem = RebuildOutput['not_taken'][number];

/** A model as recovered from its folder. */
export interface RecoveredModel {
  readonly id: string;
  /** Undefined if it is missing, damaged, or belongs to another model. */
  readonly metadata: ModelMetadata | undefined;
  /** In the order of semantic versioning. */
  readonly versions: readonly FolderVersion[];
  readonly skipped: readonly SkippedItem[];
}

/** What recovery needs besides the folder. */
export interface RecoveryContext {
  readonly place: Workplace;
  readonly salvage: Salvage;
  readonly specs: SpecFiles;
  readonly assess: AssessBytes;
  readonly remnants: Remnants;
}

/** One archive, before it is parsed. */
interface Archive {
  readonly path: string;
  readonly version: string;
  readonly isOfBytes: boolean;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly mtime: Date;
  /** Its bytes are packed. */
  readonly isPacked: boolean;
}

/** A recovered version, with the time when its bytes were packed. */
export interface FolderVersion extends RecoveredVersion {
  /** RFC 3339; undefined if they are not packed. */
  readonly archivedAt?: string;
}

/** Recovers the versions of a model from its folder. */
export async function recoverModel(id: string, context: RecoveryContext): Promise<RecoveredModel> {
  const found = await readSoundMetadata(context.place.store, id);
  const metadata = found?.model_id === id ? found : undefined;
  const skipped: SkippedItem[] = [];
  const archives = await readArchives(id, metadata, context, skipped);
  const versions: FolderVersion[] = [];
  for (const archive of chooseArchives(archives, metadata, context.remnants, skipped)) {
    const version = await readVersion(archive, metadata, context);
    if ('reason' in version) skipped.push(version);
    else versions.push(version);
  }
  versions.sort((a, b) => compare(toSemanticVersion(a.version), toSemanticVersion(b.version)));
  return { id, metadata, versions, skipped };
}

async function readArchives(
  id: string,
  metadata: ModelMetadata | undefined,
  { salvage }: RecoveryContext,
  skipped: SkippedItem[],
): Promise<Archive[]> {
  const archives: Archive[] = [];
  for (const { path, name, writtenAt: mtime, kept } of await salvage.archives(id)) {
    if (kept === undefined) {
      skipped.push({ path, reason: 'it is not a readable file' });
      continue;
    }
    if ('refused' in kept) {
      skipped.push({ path, reason: kept.refused });
      continue;
    }
    const { bytes, isPacked } = kept;
    const hash = sha256(bytes);
    const named = readArchiveName(name, hash, metadata?.version);
    if (named === undefined) skipped.push({ path, reason: 'its name contains no version' });
    else archives.push({ path, bytes, hash, mtime, isPacked, ...named });
  }
  return archives;
}

/**
 * Chooses one archive for each version. If several have the same number, the known one wins, or else
 * the one whose name includes its hash: it was written although the plain name was taken.
 */
function chooseArchives(
  archives: readonly Archive[],
  metadata: ModelMetadata | undefined,
  remnants: Remnants,
  skipped: SkippedItem[],
): Archive[] {
  const isKnown = ({ version, hash }: Archive): boolean =>
    remnants.has(remnantKey(version, hash)) ||
    (metadata?.version === version && metadata.hash === hash);
  return [...new Set(archives.map((it) => it.version))].flatMap((version) => {
    const same = archives.filter((it) => it.version === version);
    const isOther = metadata?.version === version && !same.some(isKnown);
    if (isOther) {
      const reason = `it does not match the hash of version ${version} in the metadata: one of the two is damaged`;
      skipped.push(...same.map(({ path }) => ({ path, reason })));
      return [];
    }
    const chosen = same.find(isKnown) ?? same.find((it) => it.isOfBytes) ?? same[0];
    if (chosen === undefined) return [];
    const reason = `version ${version} is recovered from ${chosen.path}`;
    skipped.push(...same.filter((it) => it !== chosen).map(({ path }) => ({ path, reason })));
    return chosen;
  });
}

async function readVersion(
  archive: Archive,
  metadata: ModelMetadata | undefined,
  context: RecoveryContext,
): Promise<FolderVersion | SkippedItem> {
  const { path, version, bytes, hash, mtime } = archive;
  const { place, assess, remnants } = context;
  const isCurrent = metadata?.version === version;
  const known = chooseRemnant(remnants.get(remnantKey(version, hash)) ?? [], metadata?.file_path);
  const filePath = (isCurrent ? metadata.file_path : known?.filePath) ?? metadata?.file_path ?? '';
  const own = archivedSource(bytes, filePath, place);
  let reason = 'a run would refuse it today';
  // First as the next run checks it; content that it would refuse was registered nevertheless.
  for (const { checking, checkedWith } of listCheckings(place)) {
    const inFile = await assessInFile(filePath, hash, checking, context);
    const assessment = await assess(own, checking);
    const accepted = inFile ?? findModelByHash(assessment, hash);
    if (accepted !== undefined) {
      const createdAt = known?.createdAt ?? mtime.toISOString();
      const found = { version, accepted, archive: path, createdAt, checkedWith };
      return archive.isPacked ? { ...found, archivedAt: mtime.toISOString() } : found;
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
