/** Brings along the archived bytes of imported versions. */
import { dirname, extname } from 'node:path';
import type { AcceptedModel } from '../../domain/assessment.js';
import { archivePath, hasNoArchive } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { isKept, packedPath, plainPath } from '../../domain/packed.js';
import type { Changes, CopiedVersion } from '../../pipeline/apply.js';
import type { Store } from '../../store/port.js';
import { listFindings, reasonsOf } from '../../version/decide.js';
import type { WrittenModel } from '../../version/plan-model.js';
import { createAssessBytes, findChecking } from '../queries/content.js';
import { createWorkplace, type Workplace } from '../workplace.js';
import { assessArchived } from './assess-archived.js';
import { without } from './mutation.js';

/** Imported entries with the bytes of their versions, and what could not be brought along. */
interface WithArchives {
  readonly entries: Entry[];
  readonly written: Changes['written'];
  /** Such as `the bytes of agent@1.0.0: …`. */
  readonly left: string[];
}

/**
 * Returns the reader of another registry's archives, if the file can have any.
 *
 * @param path - the absolute path of the registry's file
 */
export function openArchives(
  { options, env }: Pick<Workplace, 'options' | 'env'>,
  path: string,
): { readonly archive?: Store['archive'] } {
  if (!path.toLowerCase().endsWith('.json')) return {};
  const place = { ...options, outputDir: dirname(path), registryPath: path, database: null };
  return { archive: createWorkplace(place, env).store.archive };
}

/**
 * Reads the archived bytes of imported versions and checks their hashes.
 *
 * @param entries - the imported entries; `added` are their imported versions, as the other registry has
 *   them, by model
 * @throws the system's errors
 */
export async function takeArchives(
  place: Workplace,
  archive: Store['archive'] | undefined,
  entries: readonly Entry[],
  added: (entry: Entry) => readonly VersionEntry[],
): Promise<WithArchives> {
  const written: CopiedVersion[] = [];
  const left: string[] = [];
  const takeVersion = async (
    entry: Entry,
    theirs: VersionEntry,
    isFirst: boolean,
  ): Promise<VersionEntry> => {
    const { version, source, hash, archived_at: packedAt } = theirs;
    const none = { ...without(theirs, 'archived_at'), source: null };
    if (source === null || hash === null || !isKept(theirs)) return none;
    const read = await readBytes(archive, { ...theirs, source });
    if ('problem' in read) {
      left.push(`the bytes of ${entry.model_id}@${version}: ${read.problem}`);
      return none;
    }
    const plain = archivePath(entry.model_id, version, extname(plainPath(source)), isFirst);
    written.push({ entry: { ...entry, version }, archive: plain, hash, bytes: read.bytes });
    return { ...theirs, source: packedAt === undefined ? plain : packedPath(plain) };
  };
  const taken: Entry[] = [];
  for (const entry of entries) {
    const versions = { ...entry.versions };
    for (const theirs of added(entry)) {
      versions[theirs.version] = await takeVersion(entry, theirs, hasNoArchive(versions));
    }
    taken.push({ ...entry, versions });
  }
  return { entries: taken, written: await withMetadata(place, taken, written), left };
}

async function readBytes(
  archive: Store['archive'] | undefined,
  version: VersionEntry & { readonly source: string },
): Promise<{ readonly bytes: Uint8Array } | { readonly problem: string }> {
  if (archive === undefined) return { problem: 'the file is not in the output of a registry' };
  try {
    return { bytes: await archive(version) };
  } catch (error) {
    if (error instanceof RegistryError) return { problem: error.message };
    throw error;
  }
}

/**
 * Reads the models of current versions, checked as when they were registered. A spec that is refused today has
 * no metadata until it is mended.
 */
export async function withMetadata(
  place: Workplace,
  entries: readonly Entry[],
  written: readonly CopiedVersion[],
): Promise<Changes['written']> {
  const current = new Map(entries.map((entry) => [entry.model_id, entry]));
  const assess = createAssessBytes(place);
  const describe = async (copied: CopiedVersion): Promise<WrittenModel | undefined> => {
    const entry = current.get(copied.entry.model_id);
    const version = entry?.versions[entry.version];
    if (entry === undefined || version?.version !== copied.entry.version) return undefined;
    const { checking } = findChecking(entry, place.options);
    const { bytes, archive } = copied;
    const accepted = await ifAccepted(
      assessArchived(bytes, entry, version, place, { checking, assess }),
    );
    if (accepted === undefined) return undefined;
    const diagnostics = listFindings(accepted, entry.model_id, reasonsOf(version));
    return { entry, accepted, diagnostics, archive };
  };
  const complete: Changes['written'][number][] = [];
  for (const copied of written) complete.push((await describe(copied)) ?? copied);
  return complete;
}

async function ifAccepted(assessed: Promise<AcceptedModel>): Promise<AcceptedModel | undefined> {
  try {
    return await assessed;
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}
