/** The folder of a model → its versions as they can be taken from it. */
import type { AcceptedModel } from '../../../domain/assessment.js';
import type { ModelMetadata } from '../../../domain/model.js';
import type { Profile } from '../../../domain/settings.js';
import { sha256 } from '../../../domain/canonical.js';
import { describeCheck, fieldsOf } from '../../../pipeline/check-fingerprint.js';
import type { Remnant, Remnants } from '../../../domain/maintenance.js';
import { remnantKey } from '../../../domain/maintenance.js';
import { readSoundMetadata } from '../../../pipeline/history.js';
import type { Salvage } from '../../../store/port.js';
import { toSemanticVersion } from '../../../version/next-version.js';
import type { RecoveredVersion } from '../../../version/replay-versions.js';
import type { AssessBytes, Checking, SpecFiles } from '../../queries/content.js';
import { archivedSource, modelWith } from '../../queries/content.js';
import type { Workplace } from '../../workplace.js';
import { readArchiveName } from './archive-name.js';
import compare from 'semver/functions/compare.js';

/** Something that is not in the new registry. */
export interface NotTaken {
  /** A path below the step's output, or a model. */
  readonly path: string;
  readonly reason: string;
}

/** What the folder of a model holds. */
export interface FoundModel {
  readonly id: string;
  /** Undefined where it is missing, damaged, or of another model. */
  readonly metadata: ModelMetadata | undefined;
  /** In the order of Semantic Versioning. */
  readonly versions: readonly TakenVersion[];
  readonly notTaken: readonly NotTaken[];
}

/** What finding needs besides the folder. */
export interface Search {
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
  /** Its bytes stand packed. */
  readonly isPacked: boolean;
}

/** A version that was found, with when its bytes were packed. */
export interface TakenVersion extends RecoveredVersion {
  /** RFC 3339; undefined where they are not packed. */
  readonly archivedAt?: string;
}

/** Finds the versions of a model in its folder. */
export async function findModel(id: string, search: Search): Promise<FoundModel> {
  const found = await readSoundMetadata(search.place.store, id);
  const metadata = found?.model_id === id ? found : undefined;
  const notTaken: NotTaken[] = [];
  const archives = await readArchives(id, metadata, search, notTaken);
  const versions: TakenVersion[] = [];
  for (const archive of chooseOne(archives, metadata, search.remnants, notTaken)) {
    const version = await readVersion(archive, metadata, search);
    if ('reason' in version) notTaken.push(version);
    else versions.push(version);
  }
  versions.sort((a, b) => compare(toSemanticVersion(a.version), toSemanticVersion(b.version)));
  return { id, metadata, versions, notTaken };
}

async function readArchives(
  id: string,
  metadata: ModelMetadata | undefined,
  { salvage }: Search,
  notTaken: NotTaken[],
): Promise<Archive[]> {
  const archives: Archive[] = [];
  for (const { path, name, writtenAt: mtime, kept } of await salvage.archives(id)) {
    if (kept === undefined) {
      notTaken.push({ path, reason: 'it is no file that can be read' });
      continue;
    }
    const { bytes, isPacked } = kept;
    const hash = sha256(bytes);
    const named = readArchiveName(name, hash, metadata?.version);
    if (named === undefined) notTaken.push({ path, reason: 'its name names no version' });
    else archives.push({ path, bytes, hash, mtime, isPacked, ...named });
  }
  return archives;
}

/**
 * One archive for each version. Where two have its number, the one that is known to be it; else the
 * one whose name says its bytes: it was written although the other name was taken.
 */
function chooseOne(
  archives: readonly Archive[],
  metadata: ModelMetadata | undefined,
  remnants: Remnants,
  notTaken: NotTaken[],
): Archive[] {
  const isKnown = ({ version, hash }: Archive): boolean =>
    remnants.has(remnantKey(version, hash)) ||
    (metadata?.version === version && metadata.hash === hash);
  return [...new Set(archives.map((it) => it.version))].flatMap((version) => {
    const same = archives.filter((it) => it.version === version);
    const isOther = metadata?.version === version && !same.some(isKnown);
    if (isOther) {
      const reason = `it does not match the hash of version ${version} in the metadata: one of the two is damaged`;
      notTaken.push(...same.map(({ path }) => ({ path, reason })));
      return [];
    }
    const chosen = same.find(isKnown) ?? same.find((it) => it.isOfBytes) ?? same[0];
    if (chosen === undefined) return [];
    const reason = `version ${version} is taken from ${chosen.path}`;
    notTaken.push(...same.filter((it) => it !== chosen).map(({ path }) => ({ path, reason })));
    return chosen;
  });
}

async function readVersion(
  archive: Archive,
  metadata: ModelMetadata | undefined,
  search: Search,
): Promise<TakenVersion | NotTaken> {
  const { path, version, bytes, hash, mtime } = archive;
  const { place, specs, assess, remnants } = search;
  const isCurrent = metadata?.version === version;
  const known = choose(remnants.get(remnantKey(version, hash)) ?? [], metadata?.file_path);
  const filePath = (isCurrent ? metadata.file_path : known?.filePath) ?? metadata?.file_path ?? '';
  const file = filePath === '' ? undefined : await specs.at(filePath);
  const isInFile = file?.state === 'there' && (await specs.holds(filePath, hash));
  const own = archivedSource(bytes, filePath, place);
  let reason = 'a run would refuse it today';
  // As the next run checks it; what that would refuse was registered all the same.
  for (const { checking, checkedWith } of checkingsOf(place)) {
    const inFile =
      isInFile && file.state === 'there'
        ? modelWith(await assess(file.source, checking), hash)
        : undefined;
    const assessment = await assess(own, checking);
    const accepted: AcceptedModel | undefined = inFile ?? modelWith(assessment, hash);
    if (accepted !== undefined) {
      const createdAt = known?.createdAt ?? mtime.toISOString();
      const found = { version, accepted, archive: path, createdAt, checkedWith };
      return archive.isPacked ? { ...found, archivedAt: mtime.toISOString() } : found;
    }
    if (assessment.state === 'skipped') reason = 'it holds no section of a GNN spec';
    if (assessment.state === 'refused') {
      reason = assessment.refusal.reasons[0]?.message ?? reason;
    }
  }
  return { path, reason };
}

/** Of the records of equal content, the one of the model's own file; else the earliest. */
function choose(remnants: readonly Remnant[], filePath: string | undefined): Remnant | undefined {
  const sorted = remnants.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return sorted.find((it) => it.filePath === filePath) ?? sorted[0];
}

function checkingsOf({ options }: Workplace): { checking: Checking; checkedWith: string }[] {
  const basic: Profile = 'basic';
  const lenient = { ...options.settings, required_fields: [], validation_rules: {} };
  return [
    {
      checking: { profile: options.profile, fields: fieldsOf(options) },
      checkedWith: describeCheck(options),
    },
    {
      checking: { profile: basic, fields: null },
      checkedWith: describeCheck({ profile: basic, settings: lenient }),
    },
  ];
}
