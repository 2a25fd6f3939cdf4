/** Writes the files below the output: archived bytes, and files that can be recreated. */
import { dirname } from 'node:path';
import pMap from 'p-map';
import { HASH_DIGITS, hashedArchivePath, modelFolder } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { errorCode } from '../../domain/errors.js';
import { isJoined } from '../../domain/joined-archives.js';
import { bytesOfHash } from '../../domain/line-ends.js';
import type { Entry } from '../../domain/model.js';
import {
  createFolder,
  withErrorPathAsync,
  hasSameFile,
  syncFile,
  syncFolder,
  writeAtomic,
  writeIfChanged,
  writeNew,
} from '../../files/atomic.js';
import type { WriteOptions } from '../../files/atomic.js';
import { givenBy, makeFolder, type Given } from '../../files/permissions.js';
import { resolveBelow, resolveOfModel, type Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { findLinkedFolder, readThroughDoor } from '../../files/door.js';
import { findArchive } from './metadata.js';
import { isRefusal, refuse, type Bounds } from './open-file.js';

/** A file below the output. */
export interface OutputFile {
  /** Relative to the root. */
  readonly path: string;
  readonly data: string | Uint8Array;
}

/** How to write a file below the output. */
export interface OutputOptions extends WriteOptions {
  /** The folder of its model was just created (`createModelFolder`), so it is empty. */
  readonly isNew?: boolean;
}

/**
 * Creates the folder of a new model.
 *
 * @param known - what the root gives to them and their files
 * @returns False if something has that name already; it is untouched.
 * @throws RegistryError `output-unwritable`
 */
export async function createModelFolder(
  { root }: Bounds,
  id: string,
  known?: Given,
): Promise<boolean> {
  const folder = resolveOfModel(root, modelFolder(id));
  return withErrorPathAsync(folder, async () => {
    if (known === undefined && lstatIfPresent(root) === undefined) createFolder(root);
    const given = known ?? givenBy(root);
    return makeIfFree(folder, given);
  });
}

/** @returns false if something has that name already */
function makeIfFree(folder: string, given: Given): boolean {
  try {
    makeFolder(folder, given);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Writes the archived bytes of a version below the output. A file with other bytes is kept, since it may
 * be a version of another registry that shares the output; the new bytes get another name.
 *
 * @returns The path that was used.
 * @throws RegistryError `output-unwritable`
 */
export async function writeArchive(
  layout: Bounds,
  { path, data }: OutputFile & { readonly data: Uint8Array },
  options: OutputOptions = { durable: false },
): Promise<string> {
  // A merge would take bytes that look like those of several branches apart, unless they have their own name.
  const isPlain = !isJoined(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  if (isPlain && (await writeIfFree(layout, path, data, options))) return path;
  const hash = sha256(data);
  const short = hashedArchivePath(path, hash, HASH_DIGITS);
  if (await writeIfFree(layout, short, data, options)) return short;
  // A file with this name can only have other bytes if it is damaged.
  const full = hashedArchivePath(path, hash, hash.length);
  await writeBelow(layout, full, data, options);
  return full;
}

/** Writes bytes; false if the file has other bytes. */
async function writeIfFree(
  layout: Bounds,
  path: string,
  bytes: Uint8Array,
  options: OutputOptions,
): Promise<boolean> {
  const target = resolveOfModel(layout.root, path);
  return withErrorPathAsync(target, async () => {
    if (options.isNew === true && (await writeNew(target, bytes, options))) return true;
    refuseLinks(layout, path);
    // Checked first, because most existing archives then need no temporary file.
    const isFree = lstatIfPresent(target) === undefined;
    if (isFree && (await writeNew(target, bytes, options))) return true;
    // A link or a folder at that path is not ours.
    if (lstatIfPresent(target)?.isFile() !== true) return false;
    if (hasSameFile(target, bytes)) {
      if (options.durable) syncFileAndName(target);
      return true;
    }
    if (!isWorthless(layout, target, bytes)) return false;
    await writeAtomic(target, bytes, options);
    return true;
  });
}

/**
 * Whether a file can be overwritten without loss: it has only zeros, as a power loss can leave it, so that
 * it is not larger than what was written, or the same bytes but for line ends.
 */
function isWorthless({ base }: Bounds, path: string, bytes: Uint8Array): boolean {
  const limit = { name: 'of these bytes', bytes: 2 * bytes.length };
  const found = readThroughDoor({ base, path, limit });
  if (found !== undefined && 'refusal' in found) return false;
  const isBlank = found?.bytes.every((byte) => byte === 0) ?? true;
  if (found === undefined || isBlank) return (found?.bytes.length ?? 0) <= bytes.length;
  return bytesOfHash(found.bytes, sha256(bytes)) !== undefined;
}

/** An archive that no longer has the bytes of its version. */
export interface LostArchive {
  readonly modelId: string;
  readonly version: string;
  readonly path: string;
  readonly problem: 'missing' | 'changed' | 'refused';
}

/**
 * Makes the archives of current versions durable before the specs with the same bytes change or
 * disappear: verifies their hashes and flushes them to disk.
 *
 * @returns The archives that do not have the bytes of their version, except versions of other programs,
 * which have no archive.
 */
export async function secureArchives(
  layout: Layout,
  entries: readonly Entry[],
  jobs: number,
): Promise<LostArchive[]> {
  const found = await pMap(entries, (entry) => secureArchive(layout, entry), { concurrency: jobs });
  return found.flatMap((it) => it ?? []);
}

async function secureArchive(layout: Layout, entry: Entry): Promise<LostArchive | undefined> {
  const current = entry.versions[entry.version];
  if (current === undefined || current.source === null || current.hash === null) return undefined;
  const lost = { modelId: entry.model_id, version: entry.version, path: current.source };
  // One that cannot be read is an error: whether the bytes are safe is not known.
  const found = await findArchive(layout, current.source, current.hash).catch((error: unknown) => {
    if (isRefusal(error)) return 'refused' as const;
    throw error;
  });
  if (found === 'refused') return { ...lost, problem: found };
  if (found === undefined) return { ...lost, problem: 'missing' };
  if (bytesOfHash(found.bytes, current.hash) === undefined) return { ...lost, problem: 'changed' };
  // Failing to flush is an error, because the only other copy is about to be replaced.
  const target = resolveBelow(layout.root, found.path);
  await withErrorPathAsync(target, async () => syncFileAndName(target));
  return undefined;
}

/** Flushes an existing file and its name to disk. @throws The system's error. */
export function syncFileAndName(path: string): void {
  syncFile(path);
  syncFolder(dirname(path));
}

/**
 * Writes a file below the output that can be recreated from the registry and the archives.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeArtifact(
  layout: Bounds,
  { path, data }: OutputFile,
  { isNew = false, given }: Pick<OutputOptions, 'isNew' | 'given'> = {},
): Promise<void> {
  const target = resolveOfModel(layout.root, path);
  const options = { durable: false, ...(isNew && given && { given }) };
  if (isNew) await withErrorPathAsync(target, () => writeAtomic(target, data, options));
  else await writeBelow(layout, path, data, options);
}

async function writeBelow(
  layout: Bounds,
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const target = resolveBelow(layout.root, path);
  await withErrorPathAsync(target, () => {
    refuseLinks(layout, path);
    return writeIfChanged(target, data, options);
  });
}

/**
 * Refuses folders that are links, since they could redirect a write to outside the output.
 *
 * @throws RegistryError `file-refused`
 */
export function refuseLinks(bounds: Bounds, path: string): void {
  const { base, root } = bounds;
  const refusal = findLinkedFolder(base, resolveBelow(root, path));
  if (refusal !== undefined) throw refuse(bounds, refusal);
}
