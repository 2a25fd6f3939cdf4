/**
 * The disk's half of archiving and deleting. New files are on the disk before the registry names
 * them; old ones go once it names them no more: a kill in between leaves a file too many, never one
 * too few.
 */
import { rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modelFolder } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { packedPath, plainPath } from '../../domain/packed.js';
import { operation, wording } from '../../domain/wording.js';
import { refuseLinks, syncFileAndName, writeArchive } from './archives.js';
import { syncFolder, writeAtomic, writeNew, withErrorPathAsync } from '../../files/atomic.js';
import { packBytes } from './gzip.js';
import type { Layout } from './layout.js';
import { archivePathOfBytes, metadataPath, resolveBelow } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { findArchive, readArchiveAt } from './metadata.js';
import { listFolder } from './inspect-output.js';

/** Archived bytes that are to stand in another file. */
export interface ArchiveMove {
  readonly version: string;
  /** Where they are and where they are to be, below the root. */
  readonly from: string;
  readonly to: string;
  /** SHA-256 of the bytes, unpacked. */
  readonly hash: string;
}

const DURABLE = { durable: true };

/**
 * Packs the bytes of a version, on the disk. A file of that name that holds something else stays.
 *
 * @param bytes - where they are at hand already
 * @returns the path that they have now
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function packArchive(
  layout: Layout,
  move: ArchiveMove,
  bytes?: Uint8Array,
): Promise<string> {
  return writePacked(layout, move.to, bytes ?? (await readChecked(layout, move)));
}

/**
 * Writes bytes packed, on the disk, where no file of that name holds them already.
 *
 * @returns the path that they have: another one where that is taken by others
 * @throws RegistryError `output-unwritable`
 */
export async function writePacked(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
): Promise<string> {
  const hash = sha256(bytes);
  const named = (digits: number): string =>
    packedPath(archivePathOfBytes(plainPath(path), hash, digits));
  for (const one of [path, named(8)]) if (await putPacked(layout, one, bytes, hash)) return one;
  const last = named(hash.length);
  const target = resolveBelow(layout.root, last);
  await withErrorPathAsync(target, () => writeAtomic(target, packBytes(bytes), DURABLE));
  return last;
}

async function putPacked(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
  hash: string,
): Promise<boolean> {
  const target = resolveBelow(layout.root, path);
  return withErrorPathAsync(target, async () => {
    refuseLinks(layout.root, path);
    if (
      lstatIfPresent(target) === undefined &&
      (await writeNew(target, packBytes(bytes), DURABLE))
    ) {
      return true;
    }
    if (lstatIfPresent(target)?.isFile() !== true) return false;
    const present = await readArchiveAt(layout, path);
    if (present === undefined || sha256(present) !== hash) return false;
    syncFileAndName(target);
    return true;
  });
}

/**
 * Unpacks the bytes of a version, on the disk.
 *
 * @returns the path that they have now
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function unpackArchive(layout: Layout, move: ArchiveMove): Promise<string> {
  const bytes = await readChecked(layout, move);
  return writeArchive(layout, { path: move.to, data: bytes }, DURABLE);
}

/**
 * Checks the bytes of a version against their hash.
 *
 * @throws RegistryError `archive-missing`, `archive-damaged`
 */
export async function checkArchive(layout: Layout, move: ArchiveMove): Promise<void> {
  await readChecked(layout, move);
}

async function readChecked(layout: Layout, { from, version, hash }: ArchiveMove): Promise<Buffer> {
  const found = await findArchive(layout, from);
  if (found === undefined) {
    throw new RegistryError(
      'archive-missing',
      `The archived bytes ${from} of version ${version} are missing.`,
      wording`Restore that file, below the output of the step, from a copy; ${operation('verify')} tells more.`,
    );
  }
  if (sha256(found.bytes) === hash) return found.bytes;
  throw new RegistryError(
    'archive-damaged',
    `The archived bytes ${found.path} of version ${version} do not match their hash.`,
    wording`Restore that file, below the output of the step, from a copy; ${operation('verify')} tells more.`,
  );
}

/**
 * Removes files below the root; folders and links stay.
 *
 * @returns what could not be removed, and why
 */
export function removeFiles(layout: Layout, paths: readonly string[]): string[] {
  const folders = new Set<string>();
  const failed = paths.flatMap((path) => {
    try {
      const target = resolveBelow(layout.root, path);
      refuseLinks(layout.root, path);
      if (lstatIfPresent(target)?.isFile() !== true) return [];
      unlinkSync(target);
      folders.add(dirname(target));
      return [];
    } catch (error) {
      return `${path} (${errorCode(error) ?? String(error)})`;
    }
  });
  for (const folder of folders) syncQuietly(folder);
  return failed;
}

/** A name that comes back after a power loss is a file too many, no more. */
function syncQuietly(folder: string): void {
  try {
    syncFolder(folder);
  } catch {
    // See above.
  }
}

/** Archives have the number of their version in front, whatever it ends in. */
const ARCHIVE = /^v?\d+(?:[._+-].*)?$/isu;
const KEPT_ASIDE = /\.(?:corrupt|edited)-\d{4}-\d\d-\d\dT/u;

/** Whether a name is one that this program gives to archives. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name) && !isKeptAside(name);
}

/** Whether a name is that of something damaged or replaced, which is kept. */
export function isKeptAside(name: string): boolean {
  return KEPT_ASIDE.test(name);
}

/** What the folder of a model holds. */
export interface ModelFolder {
  /** Paths of files of ours, below the root. */
  readonly ours: readonly string[];
  /** Names that this program gives to nothing, or that a run uses now. */
  readonly others: readonly string[];
}

/** Looks through the folder of a model. @throws RegistryError `registry-unreadable` */
export async function surveyModelFolder(layout: Layout, id: string): Promise<ModelFolder> {
  const folder = modelFolder(id);
  const [ours, others]: [string[], string[]] = [[], []];
  const sort = async (below: string, isOurs: (path: string, name: string) => boolean) => {
    for (const { name, kind, temporary } of await listFolder(resolveBelow(layout.root, below))) {
      const path = `${below}/${name}`;
      if (path === `${folder}/versions` && kind === 'folder') continue;
      const isKnown = temporary === 'none' ? isOurs(path, name) : temporary === 'left';
      (kind === 'file' && isKnown ? ours : others).push(path);
    }
  };
  await sort(`${folder}/versions`, (_, name) => isArchiveName(name) || isKeptAside(name));
  await sort(folder, (path, name) => path === metadataPath(id) || isKeptAside(name));
  return { ours, others };
}

/**
 * Removes the folder of a model that is gone for good. What is not of this program stays, and the
 * folder with it.
 *
 * @param needed - paths that other models refer to
 * @returns what is left, and why
 */
export async function removeModelFolder(
  layout: Layout,
  id: string,
  needed: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const folder = resolveBelow(layout.root, modelFolder(id));
  const found = lstatIfPresent(folder);
  if (found === undefined) return [];
  // A link there leads out of the output.
  if (!found.isDirectory()) return [`${modelFolder(id)} (no folder)`];
  const { ours, others } = await surveyModelFolder(layout, id);
  const failed = removeFiles(
    layout,
    ours.filter((path) => !needed.has(path)),
  );
  for (const one of [join(folder, 'versions'), folder]) removeIfEmpty(one);
  syncQuietly(layout.root);
  return [...failed, ...others];
}

function removeIfEmpty(folder: string): void {
  try {
    if (lstatIfPresent(folder)?.isDirectory() === true) rmdirSync(folder);
  } catch {
    // It holds something: that is told.
  }
}
