/**
 * Finds out which bytes in the folder of a model are which version. What the registry says of them, or what
 * is left of it, comes before the names of the files: a merge gives versions other numbers than their files
 * have, and joins the bytes of several in one file.
 */
import { hashedSource, sharedPath, unhashedArchivePath } from '../../../domain/archive-names.js';
import { sha256 } from '../../../domain/canonical.js';
import { withOtherLineEnds, type Hashed } from '../../../domain/line-ends.js';
import { abbreviate, groupBy } from '../../../domain/lists.js';
import { remnantKey, type Remnants } from '../../../domain/maintenance.js';
import type { ModelMetadata } from '../../../domain/model.js';
import { plainPath } from '../../../domain/packed.js';
import type { SalvagedArchive, UnpackedBytes } from '../../../store/port.js';
import type { RebuildOutput } from '../../generated/shapes.js';
import { readArchiveName, type NamedVersion } from './archive-name.js';

/** Something that is missing from the new registry. */
export type SkippedItem = RebuildOutput['not_taken'][number];

/** What may be the bytes of a version. They are read again when they are needed, since all take much memory. */
interface Archive {
  /** The `source` that leads to them. */
  readonly path: string;
  readonly file: SalvagedArchive;
  readonly hash: string;
  readonly isPacked: boolean;
  /** Branches joined them with others in the file. */
  readonly isPart: boolean;
  /** What the name of the file says; undefined if that is no version. */
  readonly named: NamedVersion | undefined;
}

/** The bytes of a version. */
export interface NumberedArchive extends Pick<Archive, 'path' | 'file' | 'hash' | 'isPacked'> {
  readonly version: string;
}

/** What says which version some bytes are. */
export interface VersionRecord {
  readonly version: string;
  readonly hash: string;
  readonly source: string | null;
}

/** What is known about the versions of a model. */
export interface Records {
  readonly metadata: ModelMetadata | undefined;
  /** As the registry has them, or else its log. */
  readonly registered: readonly VersionRecord[];
  /** What damaged and former states have of them besides. */
  readonly left: readonly VersionRecord[];
  /** The same for all models. */
  readonly remnants: Remnants;
}

/** Finds the bytes of versions in files. @param skipped - gets what is none, and why */
export async function findVersions(
  files: readonly SalvagedArchive[],
  records: Records,
  skipped: SkippedItem[],
): Promise<NumberedArchive[]> {
  const known = new Set([...records.registered, ...records.left].map(({ hash }) => hash));
  const archives: Archive[] = [];
  for (const file of files) archives.push(...(await readFile(file, known, records, skipped)));
  const recorded = takeRecorded(archives, records);
  const taken = new Set(recorded.values());
  const hashes = new Set([...taken].map(({ hash }) => hash));
  const left = archives.filter((it) => !taken.has(it) && !(it.isPart && hashes.has(it.hash)));
  const named = takeNamed(withoutUnclear(left, skipped), recorded, records, skipped);
  return [...recorded, ...named].map(([version, archive]) => ({ ...archive, version }));
}

/** Reads what a file may have: its bytes, or those that branches joined in it. */
async function readFile(
  file: SalvagedArchive,
  known: ReadonlySet<string>,
  { metadata }: Records,
  skipped: SkippedItem[],
): Promise<Archive[]> {
  const { path } = file;
  const found = await file.read();
  if (found === undefined || 'refused' in found) {
    skipped.push({ path, reason: found?.refused ?? 'it is not a readable file' });
    return [];
  }
  const describe = ({ bytes, isPacked }: UnpackedBytes, isPart: boolean): Archive => {
    const { hash } = withRegisteredLineEnds(bytes, path, known);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const named = readArchiveName(isPacked ? plainPath(name) : name, hash, metadata?.version);
    const source = isPart ? hashedSource(path, hash) : path;
    return { path: source, file, hash, isPacked, isPart, named };
  };
  const parts: Archive[] = [];
  for (const part of found.parts) parts.push(describe(part, true));
  const whole = describe(found.whole, false);
  if (parts.length === 0 || known.has(whole.hash) || whole.named?.isOfBytes === true)
    return [whole];
  if (!found.isComplete) {
    skipped.push({ path, reason: 'some of the bytes that branches joined in it are damaged' });
  }
  return parts;
}

/** A checkout may have changed the line ends; a record or the name tells with which the bytes were registered. */
function withRegisteredLineEnds(
  bytes: Uint8Array,
  path: string,
  known: ReadonlySet<string>,
): Pick<Hashed, 'hash'> {
  const { start } = unhashedArchivePath(plainPath(path)) ?? {};
  const isRight = ({ hash }: Pick<Hashed, 'hash'>): boolean =>
    known.has(hash) || (start !== undefined && hash.startsWith(start));
  const asIs = { hash: sha256(bytes) };
  if (isRight(asIs)) return asIs;
  const other = withOtherLineEnds(bytes);
  return isRight(other) ? other : asIs;
}

/**
 * Takes the bytes that records name, from where they name them. Several versions may have the same; each has
 * its own file, if there is one.
 */
function takeRecorded(archives: readonly Archive[], records: Records): Map<string, Archive> {
  const taken = new Map<string, Archive>();
  const byHash = groupBy(archives, ({ hash }) => hash);
  const find = (record: VersionRecord): Archive | undefined => {
    const same = (byHash.get(record.hash) ?? []).filter((it) => isPlaceOf(record, it));
    // Where nothing names a file, one of its own says more than a joined one, which is of another number.
    const rest = same.find((it) => it.path === record.source) ?? same.find((it) => !it.isPart);
    return rest ?? same[0];
  };
  for (const record of records.registered) {
    const found = find(record);
    if (found !== undefined) taken.set(record.version, found);
  }
  const registered = new Set([...taken.values()].map(({ hash }) => hash));
  for (const record of records.left) {
    const found = find(record);
    if (found === undefined || registered.has(found.hash) || taken.has(record.version)) continue;
    taken.set(record.version, found);
  }
  return taken;
}

/** Whether archived bytes are where a record says: packed or not, and named by their hash or not. */
function isPlaceOf({ version, source }: VersionRecord, { path, isPart, named }: Archive): boolean {
  if (source === null) return isPart || named?.version === version;
  return sharedPath(source) === sharedPath(path);
}

/** Leaves out joined bytes of which no record tells the number: the name is that of one of them at most. */
function withoutUnclear(archives: readonly Archive[], skipped: SkippedItem[]): Archive[] {
  const unclear = archives.filter(({ isPart }) => isPart);
  for (const [{ path }, same] of groupBy(unclear, ({ file }) => file)) {
    const hashes = same.map(({ hash }) => `sha256:${hash}`);
    const reason = `a merge joined bytes in it, and nothing says which versions these are: ${abbreviate(hashes, 3)}`;
    skipped.push({ path, reason });
  }
  return archives.filter(({ isPart }) => !isPart);
}

/**
 * Takes one archive for each version that the names of files say. If several say the same, the known one
 * wins, or else the one whose name includes its hash: it was written although the plain name was taken.
 */
function takeNamed(
  archives: readonly Archive[],
  recorded: ReadonlyMap<string, Archive>,
  { metadata, remnants }: Records,
  skipped: SkippedItem[],
): Map<string, Archive> {
  const taken = new Map<string, Archive>();
  const skip = (some: readonly Archive[], reason: string): void => {
    skipped.push(...some.map(({ file: { path } }) => ({ path, reason })));
  };
  skip(
    archives.filter(({ named }) => named === undefined),
    'its name contains no version',
  );
  for (const [version, same] of groupBy(archives, ({ named }) => named?.version)) {
    if (version === undefined) continue;
    const isKnown = ({ hash }: Archive): boolean => remnants.has(remnantKey(version, hash));
    const before = recorded.get(version);
    if (before === undefined && metadata?.version === version && !same.some(isKnown)) {
      skip(
        same,
        `it does not match the hash of version ${version} in the metadata: one of the two is damaged`,
      );
      continue;
    }
    const chosen =
      before ?? same.find(isKnown) ?? same.find((it) => it.named?.isOfBytes === true) ?? same[0];
    if (before === undefined) taken.set(version, chosen);
    skip(
      same.filter((it) => it !== chosen),
      `version ${version} is recovered from ${chosen.path}`,
    );
  }
  return taken;
}
