/**
 * The file operations of archiving and deleting. New files are durable before the registry refers to
 * them; old ones are removed once it no longer does. A kill in between leaves a superfluous file, but
 * never a missing one.
 */
import { rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOwnName, modelFolder } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { errorCode } from '../../domain/errors.js';
import { packedPath, plainPath } from '../../domain/packed.js';
import { operation, wording } from '../../domain/wording.js';
import { refuseLinks, syncFileAndName, writeArchive } from './archives.js';
import { syncFolder, writeAtomic, writeNew, withErrorPathAsync } from '../../files/atomic.js';
import { packBytes } from './gzip.js';
import {
  getHashedArchivePath,
  getMetadataPath,
  resolveBelow,
  resolveOfModel,
  type Layout,
} from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { describeLost, findArchive, readArchiveAt } from './metadata.js';
import { listFolder } from './inspect-output.js';
import { isRefusal } from './open-file.js';
import { isQuarantined } from './quarantine.js';

/** Archived bytes to move to another file. */
export interface ArchiveMove {
  readonly version: string;
  /** The current and the new path, relative to the root. */
  readonly from: string;
  readonly to: string;
  /** SHA-256 of the unpacked bytes. */
  readonly hash: string;
}

const DURABLE = { durable: true };

/**
 * Durably packs the bytes of a version. A file of that name with other content is kept.
 *
 * @param bytes - the bytes, if available already
 * @returns their new path
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
 * Durably writes packed bytes, unless a file of that name has them already.
 *
 * @returns their path, which differs from the given one if that was taken
 * @throws RegistryError `output-unwritable`
 */
export async function writePacked(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
): Promise<string> {
  const hash = sha256(bytes);
  const named = (digits: number): string =>
    packedPath(getHashedArchivePath(plainPath(path), hash, digits));
  for (const one of [path, named(8)])
    if (await writePackedIfFree(layout, one, bytes, hash)) return one;
  const last = named(hash.length);
  const target = resolveBelow(layout.root, last);
  await withErrorPathAsync(target, () => writeAtomic(target, packBytes(bytes), DURABLE));
  return last;
}

async function writePackedIfFree(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
  hash: string,
): Promise<boolean> {
  const target = resolveOfModel(layout.root, path);
  return withErrorPathAsync(target, async () => {
    refuseLinks(layout, path);
    if (
      lstatIfPresent(target) === undefined &&
      (await writeNew(target, packBytes(bytes), DURABLE))
    ) {
      return true;
    }
    if (lstatIfPresent(target)?.isFile() !== true) return false;
    const present = await readArchiveAt(layout, path).catch(() => undefined);
    if (present === undefined || sha256(present) !== hash) return false;
    syncFileAndName(target);
    return true;
  });
}

/**
 * Durably unpacks the bytes of a version.
 *
 * @returns their new path
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function unpackArchive(layout: Layout, move: ArchiveMove): Promise<string> {
  const bytes = await readChecked(layout, move);
  return writeArchive(layout, { path: move.to, data: bytes }, DURABLE);
}

/**
 * Reads the bytes of a version and checks them against their hash.
 *
 * @throws RegistryError `archive-missing`, `archive-damaged`
 */
export async function readChecked(
  layout: Layout,
  { from, version, hash }: ArchiveMove,
): Promise<Uint8Array> {
  const hint = wording`Restore that file, below the output of the step, from a backup; ${operation('verify')} shows details.`;
  const found = await findArchive(layout, from);
  if (found === undefined) throw describeLost('missing', `${from} of version ${version}`, hint);
  if (sha256(found.bytes) === hash) return found.bytes;
  throw describeLost('damaged', `${found.path} of version ${version}`, hint);
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
      refuseLinks(layout, path);
      if (lstatIfPresent(target)?.isFile() !== true) return [];
      unlinkSync(target);
      folders.add(dirname(target));
      return [];
    } catch (error) {
      const why = isRefusal(error) ? 'a symbolic link leads to it' : errorCode(error);
      return `${path} (${why ?? String(error)})`;
    }
  });
  for (const folder of folders) syncQuietly(folder);
  return failed;
}

/** Syncs a folder, ignoring failures: a name that reappears after a power loss is only superfluous. */
function syncQuietly(folder: string): void {
  try {
    syncFolder(folder);
  } catch {
    // See above.
  }
}

/** Archive names start with the version number. */
const ARCHIVE = /^v?\d+(?:[._+-].*)?$/isu;

/** Whether a name has the format of an archive. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name) && !isQuarantined(name);
}

/** The content of a model's folder. */
export interface ModelFolder {
  /** The paths of our files, relative to the root. */
  readonly ours: readonly string[];
  /** Names that this program does not use, or that a run is using now. */
  readonly others: readonly string[];
}

/** Inspects the folder of a model. @throws RegistryError `registry-unreadable` */
export async function inspectModelFolder(layout: Layout, id: string): Promise<ModelFolder> {
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
  await sort(`${folder}/versions`, (_, name) => isArchiveName(name) || isQuarantined(name));
  await sort(folder, (path, name) => path === getMetadataPath(id) || isQuarantined(name));
  return { ours, others };
}

/**
 * Removes the folder of a purged model. Foreign files stay, and then the folder does too.
 *
 * @param needed - paths that other models refer to
 * @returns what is left, and why
 */
export async function removeModelFolder(
  layout: Layout,
  id: string,
  needed: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  // Nothing there is a model's.
  if (isOwnName(modelFolder(id))) return [];
  const folder = resolveBelow(layout.root, modelFolder(id));
  const found = lstatIfPresent(folder);
  if (found === undefined) return [];
  // A link would lead out of the output.
  if (!found.isDirectory()) return [`${modelFolder(id)} (not a folder)`];
  const { ours, others } = await inspectModelFolder(layout, id);
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
    // It is not empty, which is reported.
  }
}
