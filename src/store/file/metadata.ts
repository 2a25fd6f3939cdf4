/** Reads the metadata files and archives of models. */
import { withNoParts } from '../../domain/weights.js';
import { hashedSource, unhashedArchivePath } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { isJoined, listParts } from '../../domain/joined-archives.js';
import { isObject, parseJson } from '../../domain/json.js';
import { bytesOfHash, foldLineEnds } from '../../domain/line-ends.js';
import type { Entry, ModelMetadata, VersionEntry } from '../../domain/model.js';
import { otherPath } from '../../domain/packed.js';
import { completed } from '../../domain/persisted.js';
import { operation, option, wording, type Wording } from '../../domain/wording.js';
import { describeTooLarge, type Found, type Refusal } from '../../files/door.js';
import { isYoung, type FileClock } from '../../files/temporary.js';
import type {
  FoundArchive,
  Refused,
  SalvagedBytes,
  StoredArchive,
  UnpackedBytes,
} from '../port.js';
import { pathExists } from './find.js';
import { unpackBytes } from '../../files/gzip.js';
import {
  getMetadataPath,
  isBelow,
  isOfModel,
  resolveBelow,
  resolveOfModel,
  type Layout,
} from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { findFile, findStart, noneIfRefused, problemOr, readFile, refuse } from './open-file.js';

/** Reads the metadata of a model's current version, as `metadata` of the port. */
export async function readMetadata(layout: Layout, id: string): Promise<ModelMetadata | undefined> {
  const path = resolveBelow(layout.root, getMetadataPath(id));
  // A file that is refused is as good as none, since it can be recreated.
  const text = (await readFile(layout, path, 'metadata').catch(noneIfRefused))?.toString();
  const json = text === undefined ? undefined : parseJson(text);
  const whole = isObject(json) ? withNoParts(json) : json;
  return isMetadata(whole) ? completed('model_metadata', whole) : undefined;
}

/**
 * Finds the archived bytes of a version on disk; undefined if there are none. They may be in another file
 * than the version names: see {@link listPlaces}. If none has them, what the first one has is returned.
 *
 * @param source - their path relative to the step's output, as the version names it
 * @param hash - theirs, which finds them in a file of several branches that has this path
 * @throws RegistryError `file-refused` or `file-unreadable` if only a file is there that is not opened
 */
export async function findArchive(
  layout: Layout,
  source: string | null,
  hash: string | null,
): Promise<FoundArchive | undefined> {
  if (source === null) return undefined;
  let damaged: FoundArchive | undefined;
  let refused: RegistryError | undefined;
  for (const place of listPlaces(source, hash)) {
    const read = await tryToRead(layout, place, hash);
    if ('refused' in read) {
      if (place === source) ({ refused } = read);
      continue;
    }
    const found = { ...read, source: place };
    if (hash === null || bytesOfHash(found.bytes, hash) !== undefined) return found;
    damaged ??= found;
  }
  if (damaged === undefined && refused !== undefined) throw refused;
  return damaged;
}

/** Returns the bytes of a version if they are on disk, wherever {@link findArchive} looks, and sound. */
export async function bytesOfArchive(
  layout: Layout,
  source: string,
  hash: string,
): Promise<Uint8Array | undefined> {
  const found = await problemOr(findArchive(layout, source, hash));
  return found === undefined || 'refused' in found ? undefined : bytesOfHash(found.bytes, hash);
}

/**
 * Lists the paths that may lead to the bytes of a version, that which it names first: the other one if they
 * were packed or unpacked since, or that was interrupted, and those with their hash if a file was taken apart
 * that has theirs beside those of other branches.
 */
export function listPlaces(source: string, hash: string | null): Set<string> {
  const places = [source, otherPath(source)];
  const hashed = hash === null ? [] : places.map((it) => hashedSource(it, hash));
  return new Set([...places, ...hashed]);
}

/** Reads the archive of this name, or returns the error for one that is refused, if any. */
async function tryToRead(
  layout: Layout,
  path: string,
  hash: string | null,
): Promise<StoredArchive | { readonly refused: RegistryError | undefined }> {
  try {
    return (await readArchiveFile(layout, path, hash)) ?? { refused: undefined };
  } catch (error) {
    if (error instanceof RegistryError) return { refused: error };
    throw error;
  }
}

/** Reads the archived bytes of a version and verifies their hash, as `archive` of the port. */
export async function readCheckedArchive(
  layout: Layout,
  { version, source, hash }: Pick<VersionEntry, 'version' | 'source' | 'hash'>,
): Promise<Uint8Array> {
  const hint = wording`${operation('verify', option('repair'))} puts it back if its bytes are anywhere else; otherwise restore that file, below the output of the step, from a backup.`;
  const found = await findArchive(layout, source, hash);
  if (found === undefined) throw describeLost('missing', `${source} of version ${version}`, hint);
  const bytes = hash === null ? found.bytes : bytesOfHash(found.bytes, hash);
  if (bytes !== undefined) return bytes;
  throw describeLost('damaged', `${source} of version ${version}`, hint);
}

const LOSSES = { missing: 'are missing', damaged: 'do not match their hash' };

/** Returns the error for archived bytes that are lost. @param which - their path and version */
export function describeLost(
  problem: keyof typeof LOSSES,
  which: string,
  hint: Wording,
): RegistryError {
  const message = `The archived bytes ${which} ${LOSSES[problem]}.`;
  return new RegistryError(`archive-${problem}`, message, hint);
}

/**
 * Reads the unpacked bytes of the archive at exactly this path; undefined if there is none.
 *
 * @throws RegistryError `file-refused`
 */
export async function readArchiveAt(
  layout: Layout,
  path: string,
  hash: string | null = null,
): Promise<Buffer | undefined> {
  return (await readArchiveFile(layout, path, hash))?.bytes;
}

/**
 * Reads the archive of this name, unpacked, and whether it was packed; undefined if there is none. Its
 * path is another one if it is in the file of several branches.
 *
 * @param hash - of the bytes that are meant, if the file at this path has those of several branches
 * @throws RegistryError `file-refused` for a path outside the output, anything but a plain file below it,
 *   and one that is too large, packed or not; `file-unreadable`
 */
async function readArchiveFile(
  layout: Layout,
  path: string,
  hash: string | null = null,
): Promise<(StoredArchive & { readonly bytes: Buffer; readonly isPacked: boolean }) | undefined> {
  if (!isBelow(layout.root, path)) throw refuse(layout, describeOutside(path));
  const { archive: limit } = layout.limits;
  const own = await readFile(layout, resolveOfModel(layout.root, path), 'archive');
  if (own === undefined) return readJoined(layout, path, hash);
  // Branches may have packed the same bytes in two ways, and then no version has another name.
  const part = hash === null ? undefined : findPart(path, listParts(own), hash, limit.bytes);
  if (part !== undefined) return { path, ...part };
  return { path, ...unpackWhole(layout, path, own) };
}

/** @throws RegistryError `file-refused` */
function unpackWhole(layout: Layout, path: string, own: Buffer): Unpacked {
  const { archive: limit } = layout.limits;
  const bytes = unpackBytes(path, own, limit.bytes);
  if (bytes !== 'too large') return { bytes, isPacked: bytes !== own };
  const amount = `it unpacks to more than ${limit.bytes} bytes`;
  throw refuse(layout, describeTooLarge(path, limit, amount));
}

/**
 * Reads all that may be the bytes of a version in the file at exactly this path; undefined if there is none.
 *
 * @throws RegistryError `file-refused`, `file-unreadable`
 */
export async function readArchiveParts(
  layout: Layout,
  path: string,
): Promise<SalvagedBytes | undefined> {
  const { archive: limit } = layout.limits;
  const own = await readFile(layout, resolveOfModel(layout.root, path), 'archive');
  if (own === undefined) return undefined;
  const parts = unpackParts(path, listParts(own), limit.bytes);
  return { whole: unpackWhole(layout, path, own), parts, isComplete: isJoined(own) };
}

/** Reads the bytes of an archive from a file that has those of several branches, packed or not. */
async function readJoined(
  layout: Layout,
  path: string,
  hash: string | null,
): Promise<(StoredArchive & Unpacked) | undefined> {
  const named = unhashedArchivePath(path);
  if (named === undefined) return undefined;
  const { archive: limit } = layout.limits;
  const joined = await readFile(layout, resolveOfModel(layout.root, named.path), 'archive');
  if (joined === undefined) return undefined;
  // Where only one side has the file, it has the bytes of that side alone.
  const all = [joined, ...listParts(joined)];
  const part = findPart(path, all, hash ?? named.start, limit.bytes);
  return part && { path: named.path, ...part };
}

type Unpacked = UnpackedBytes & { readonly bytes: Buffer };

/** Finds the bytes with a hash, of which the start is known at least. */
export function findPart(
  path: string,
  parts: readonly Buffer[],
  start: string,
  maxBytes: number,
): Unpacked | undefined {
  for (const part of unpackParts(path, parts, maxBytes)) {
    if (sha256(part.bytes).startsWith(start)) return part;
    if (start.length === SHA256_LENGTH && bytesOfHash(part.bytes, start) !== undefined) return part;
  }
  return undefined;
}

const SHA256_LENGTH = 64;

/** How much the parts of a file may unpack to, as a multiple of the limit for each. */
const MAX_UNPACKED = 8;

/** Unpacks parts one after the other, and leaves out those that are too large. */
export function* unpackParts(
  path: string,
  parts: readonly Buffer[],
  maxBytes: number,
): Generator<Unpacked> {
  let left = MAX_UNPACKED * maxBytes;
  for (const part of parts) {
    const most = Math.min(left, maxBytes);
    const bytes = part.length > most ? 'too large' : unpackBytes(path, part, most);
    left -= bytes === 'too large' ? most : bytes.length;
    if (bytes !== 'too large') yield { bytes, isPacked: bytes !== part };
    if (left <= 0) return;
  }
}

/** The files that may have the bytes of a version beside those of other branches, if it has none of its own. */
export function listJoined(layout: Layout, source: string): string[] {
  const named = unhashedArchivePath(source);
  if (named === undefined || pathExists(layout, source)) return [];
  return [named.path, otherPath(named.path)];
}

function describeOutside(path: string): Refusal {
  return {
    reason: 'it is outside the output',
    at: path === '' ? '""' : path,
    remedy: wording`The registry was changed by somebody else; ${operation('rebuild', option('force'))} makes it again from the folders of the models.`,
  };
}

/** Reads the text of a model's metadata file, sound or not; undefined if there is none. */
export async function readRawMetadata(
  layout: Layout,
  id: string,
): Promise<string | Refused | undefined> {
  const path = resolveBelow(layout.root, getMetadataPath(id));
  const found = await problemOr(readFile(layout, path, 'metadata'));
  return found === undefined || 'refused' in found ? found : found.toString();
}

/** Whether JSON can be used as metadata: just enough for a file that only this program writes. */
export function isMetadata(json: unknown): json is ModelMetadata {
  return (
    isObject(json) &&
    json['schema'] === 'urn:gnn-model-registry:schema:model-metadata:1' &&
    isListOfObjects(json['diagnostics']) &&
    isListOfObjects(json['ontology'])
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
}

/**
 * Metadata is written right after the archive. Where it is this much younger, it was written again, maybe
 * for a version that a killed run did not commit. To read it in every run would take too long.
 */
const LATER_MS = 100;

/**
 * Whether the files of a model's current version exist, with the archive in full size, and the metadata
 * is not that of a version that was never committed; a young one may be of a run at work.
 *
 * @param now - the clock of the output
 * @throws RegistryError `file-unreadable`
 */
export function hasFiles(
  layout: Layout,
  entry: Entry,
  withMetadata: boolean,
  now: FileClock,
): boolean {
  const current = entry.versions[entry.version];
  const source = current?.source ?? null;
  if (source === null || !isOfModel(layout.root, source)) return false;
  const archive = lstatIfPresent(resolveBelow(layout.root, source));
  const isPacked = current?.archived_at !== undefined;
  if (archive === undefined) return false;
  const isWhole = isPacked || archive.size === entry.file_size_bytes;
  if (!isWhole && !hasOtherLineEnds(layout, source, entry)) return false;
  if (!withMetadata) return true;
  const path = resolveBelow(layout.root, getMetadataPath(entry.model_id));
  const metadata = lstatIfPresent(path);
  if (metadata?.isFile() !== true) return false;
  const isOfEntry = (): boolean =>
    isOfVersion(findStart(layout, path, 'metadata', HEAD_SIZE), entry);
  // Of a renamed model, a merge may have brought that of a branch which knew it by another id.
  if (entry.former_ids !== undefined) return isOfEntry();
  return (
    metadata.mtimeMs <= archive.mtimeMs + LATER_MS || isOfEntry() || isYoung(metadata.mtimeMs, now)
  );
}

/** Whether an archive has the bytes of its version but for line ends. */
function hasOtherLineEnds(layout: Layout, source: string, { hash }: Entry): boolean {
  const found = findFile(layout, resolveBelow(layout.root, source), 'archive');
  if (found === undefined || !('bytes' in found) || hash === null) return false;
  return bytesOfHash(found.bytes, hash) !== undefined;
}

/** How much of metadata is read to find its version. */
const HEAD_SIZE = 4096;

/** The first lines of metadata, in the order of its schema, name its version. */
function isOfVersion(found: Found, { model_id, version, hash }: Entry): boolean {
  const bytes = found !== undefined && 'bytes' in found ? found.bytes : Buffer.alloc(0);
  const text = foldLineEnds(bytes).toString();
  const [id, number, sum] = [model_id, version, hash].map((it) => JSON.stringify(it));
  return text.includes(`  "model_id": ${id},\n  "version": ${number},\n  "hash": ${sum},`);
}
