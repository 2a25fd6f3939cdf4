/**
 * Removes files that the registry does not need, after it was looked at. Meanwhile this process may stand
 * still for any time, and others may commit a state that needs them, with the lock or without it.
 *
 * So a file is not removed by its path alone. It must still be the one that was listed, and it is first
 * moved aside; then the newest state is looked at again, and if that needs the file, it is put back.
 * Writers in turn look at the files that they refer to after they have committed (`apply.ts`), and write
 * again what is gone. Whichever comes later sees the other: either the state that is looked at here has
 * the reference, or its writer finds the file moved aside.
 *
 * The files to remove are listed in the output until the removal is done. If this process is killed before
 * it has looked again, the next run uses that list to put back what is still needed (`put-back.ts`).
 */
import { lstatSync, rmdirSync, lutimesSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import {
  archiveFolders,
  isFirstArchiveName,
  isOwnName,
  modelFolder,
  versionsFolder,
} from '../../domain/archive-names.js';
import { errorCode } from '../../domain/errors.js';
import { syncFolder, writeTemporary } from '../../files/atomic.js';
import { isLinkUnsupported, linkFile, removeQuietly, renameFile } from '../../files/names.js';
import { ifPresent, isUnreadable, lstatIfPresent } from '../../files/lstat-if-present.js';
import {
  createTemporaryPath,
  isTemporary,
  isYoung,
  type FileClock,
} from '../../files/temporary.js';
import { refuseLinks } from './archives.js';
import { listFolder } from './inspect-output.js';
import { getMetadataPath, getPicturePath, resolveBelow, type Layout } from './layout.js';
import { isRefusal } from './open-file.js';
import { isQuarantined } from './quarantine.js';

/** A file as it was when it was listed. */
export interface ListedFile {
  /** Relative to the root. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** Whether the newest state of the registry needs the file at a path, relative to the root. */
export type IsNeeded = (path: string) => Promise<boolean>;

/** Returns the regular files at these paths, relative to the root. */
export function listFiles(layout: Layout, paths: readonly string[]): ListedFile[] {
  return paths.flatMap((path) => {
    const found = lstatIfPresent(resolveBelow(layout.root, path));
    return found?.isFile() === true ? { path, size: found.size, mtimeMs: found.mtimeMs } : [];
  });
}

/**
 * Removes listed files unless they changed or are needed; folders and links stay. One call for many files
 * writes their list once, and syncs each of their folders once.
 *
 * @param signal - aborts between two files and throws its reason
 * @returns what could not be removed, and why
 */
export async function removeFiles(
  layout: Layout,
  files: readonly ListedFile[],
  isNeeded: IsNeeded,
  signal?: AbortSignal,
): Promise<string[]> {
  const folders = new Set<string>();
  /** Inodes that were touched to be removed: a file may have two names. */
  const touched = new Set<number>();
  const failed: string[] = [];
  const removeList = writeList(layout, files);
  try {
    for (const file of files) {
      signal?.throwIfAborted();
      try {
        const target = resolveBelow(layout.root, file.path);
        refuseLinks(layout, file.path);
        const inode = findListed(target, file, touched);
        if (inode === undefined || (await isNeeded(file.path))) continue;
        touched.add(inode);
        await removeUnlessNeeded(target, { ...file, inode }, isNeeded);
        folders.add(dirname(target));
      } catch (error) {
        failed.push(`${file.path} (${describeFailure(error)})`);
      }
    }
  } finally {
    for (const folder of folders) syncQuietly(folder);
    removeList();
  }
  return failed;
}

function describeFailure(error: unknown): string {
  if (isRefusal(error)) return 'a symbolic link leads to it';
  return errorCode(isUnreadable(error) ? error.cause : error) ?? String(error);
}

/** The name from which that of the list is made. */
export const REMOVAL_LIST = 'removing';

/** Without space for the list, files are removed all the same. @returns removes the list */
function writeList({ root }: Layout, files: readonly ListedFile[]): () => void {
  if (files.length === 0) return () => {};
  try {
    const text = JSON.stringify(files.map(({ path }) => path));
    const list = writeTemporary(join(root, REMOVAL_LIST), text, { durable: false });
    return () => removeQuietly(list);
  } catch {
    return () => {};
  }
}

/** Returns the inode of a file that nobody else changed since it was listed. */
function findListed(
  target: string,
  { size, mtimeMs }: ListedFile,
  touched: ReadonlySet<number>,
): number | undefined {
  const found = lstatIfPresent(target);
  if (found?.isFile() !== true || found.size !== size) return undefined;
  return found.mtimeMs === mtimeMs || touched.has(found.ino) ? found.ino : undefined;
}

async function removeUnlessNeeded(
  target: string,
  { path, size, inode }: ListedFile & { readonly inode: number },
  isNeeded: IsNeeded,
): Promise<void> {
  const aside = createTemporaryPath(target);
  const isOurs = (): boolean => {
    const found = lstatIfPresent(aside);
    return found?.isFile() === true && found.size === size && found.ino === inode;
  };
  touchQuietly(target);
  renameFile(target, aside, isOurs);
  let isFree = false;
  try {
    isFree = isOurs() && !(await isNeeded(path));
  } finally {
    if (!isFree) putBack(aside, target);
  }
  if (isFree) unlink(aside);
}

/** An old file under a temporary name would look like one that a killed process left. */
function touchQuietly(path: string): void {
  const now = new Date();
  try {
    lutimesSync(path, now, now);
  } catch {
    // Only its owner may do that.
  }
}

/** Restores the name of a file, unless a writer has created a new file under it. */
export function putBack(aside: string, target: string): void {
  try {
    linkFile(aside, target);
  } catch (error) {
    const isMissing = lstatIfPresent(target) === undefined;
    if (isMissing && !isLinkUnsupported(error)) throw error;
    if (isMissing) return renameFile(aside, target, () => lstatIfPresent(target) !== undefined);
  }
  unlink(aside);
}

/** Removes the name of a file that nobody else uses: if it is gone, that was us. */
function unlink(path: string): void {
  ifPresent(path, () => unlinkSync(path));
}

/** Syncs a folder, ignoring failures: a name that reappears after a power loss is only superfluous. */
function syncQuietly(folder: string): void {
  try {
    syncFolder(folder);
  } catch {
    // See above.
  }
}

/**
 * A semantic version, or the number of another program, which may be shorter; with the hash of the bytes
 * if the plain name was taken; the extension of a spec; and that of a packed file.
 */
const ARCHIVE =
  /^(?:\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?(?:\+[0-9a-z.-]+)?\.(?:md|markdown|gnn)|v?\d+(?:\.\d+)*(?:-(?:[0-9a-f]{8}|[0-9a-f]{64}))?(?:\.(?:md|markdown|gnn))?)(?:\.gz)?$/i;

/**
 * Whether a path, relative to the root, is that of an archive: only such files are removed, since people keep
 * files there too.
 */
export function isArchiveAt(path: string): boolean {
  const { dir, base } = posix.parse(path);
  const [, below, ...deeper] = dir.split('/');
  if (dir === '' || deeper.length > 0 || isQuarantined(base)) return false;
  return below === undefined
    ? isFirstArchiveName(base)
    : below === posix.basename(versionsFolder('')) && ARCHIVE.test(base);
}

/** Whether a path in the folder of a model is that of a file that is made of it. */
function isMade(id: string, path: string): boolean {
  return path === getMetadataPath(id) || path === getPicturePath(id);
}

/** The content of a model's folder. */
export interface ModelFolder {
  readonly id: string;
  readonly ours: readonly ListedFile[];
  /** Names that this program does not use, or that a run is using now. */
  readonly others: readonly string[];
  /** Whether a run is using some of them now. */
  readonly isInUse: boolean;
}

/** Lists the files in the folder of a model. @throws RegistryError `registry-unreadable` */
export async function listModelFolder(layout: Layout, id: string): Promise<ModelFolder> {
  const [ours, others]: [ListedFile[], string[]] = [[], []];
  let isInUse = false;
  for (const below of archiveFolders(id)) {
    for (const one of await listFolder(resolveBelow(layout.root, below))) {
      const { name, kind, temporary, size, mtimeMs } = one;
      const path = `${below}/${name}`;
      if (path === versionsFolder(id) && kind === 'folder') continue;
      const isOurs = isArchiveAt(path) || isMade(id, path) || isQuarantined(name);
      const isKnown = temporary === 'none' ? isOurs : temporary === 'left';
      isInUse ||= kind === 'file' && temporary === 'at work';
      if (kind !== 'file' || !isKnown) others.push(path);
      else ours.push({ path, size, mtimeMs });
    }
  }
  // The metadata comes last: while it is there, what a killed removal left is known to be a model's.
  const isLast = ({ path }: ListedFile): number => Number(path === getMetadataPath(id));
  return { id, ours: ours.toSorted((a, b) => isLast(a) - isLast(b)), others, isInUse };
}

/**
 * Whether a run at work may be about to register what is in a model's folder. What a killed run left there
 * tells nothing: it was touched before it was to be removed.
 *
 * @param mtimeMs - when the folder was changed: an empty one may just have been created
 */
export function isYoungFolder({ ours }: ModelFolder, mtimeMs: number, now: FileClock): boolean {
  const kept = ours.filter(({ path }) => !isTemporary(basename(path)));
  const times = kept.length === 0 ? [mtimeMs] : kept.map((it) => it.mtimeMs);
  return times.some((it) => isYoung(it, now));
}

/**
 * Removes the listed files of a model's folder, and the folder if nothing else is in it.
 *
 * @returns what is left, and why
 */
export async function removeModelFolder(
  layout: Layout,
  { id, ours, others }: ModelFolder,
  isNeeded: IsNeeded,
): Promise<string[]> {
  // Nothing there is a model's.
  if (isOwnName(modelFolder(id))) return [];
  const folder = resolveBelow(layout.root, modelFolder(id));
  const found = lstatIfPresent(folder);
  if (found === undefined) return [];
  // A link would lead out of the output.
  if (!found.isDirectory()) return [`${modelFolder(id)} (not a folder)`];
  const failed = await removeFiles(layout, ours, isNeeded);
  for (const one of [join(folder, 'versions'), folder]) removeIfEmpty(one);
  syncQuietly(layout.root);
  // The archive of a version is known by the registry, whatever its name.
  const left = others.filter((it) => lstatIfPresent(resolveBelow(layout.root, it)) !== undefined);
  return [...failed, ...left];
}

function removeIfEmpty(folder: string): void {
  try {
    if (lstatSync(folder).isDirectory()) rmdirSync(folder);
  } catch {
    // It is not empty, which is reported, or not there.
  }
}
