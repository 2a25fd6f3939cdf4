/**
 * The commit: a single file-system operation that only one writer can win.
 *
 * A writer that read generation g durably writes the text of g+1 under a temporary name and gives it
 * the name `<g+1>.registry` by a hard link, which fails if that name is taken. Then it lists the existing
 * generations, and only then publishes a copy as `model_registry.json`.
 *
 * Why nothing is lost, with or without the lock:
 * - Two writers that read g want the same name, and one gets it. The other reads and plans again, on a
 *   state that includes what the first one registered.
 * - A name only becomes free again when its generation is removed, which only happens if there is a
 *   higher one. So a writer that was suspended and got the name of a removed generation finds a higher
 *   one when it lists them, removes its own and starts over. Readers use the highest one, so nobody has
 *   built on it. There is also a higher one if the writer was suspended after its link, which is harmless
 *   too: what others committed in the meantime includes what it registered, and it finds that when it
 *   plans again.
 * - So an acknowledged generation had no higher one when its writer listed them: it is the highest, or
 *   all later ones were built on it.
 * - A kill before the link leaves a temporary file. After the link, the generation is committed, and the
 *   next run publishes it. The linked bytes are durable, and the folder is synced before anything is
 *   acknowledged.
 * - A writer that was suspended between link and rename cannot publish an outdated state. Every writer
 *   writes its copy under a name with its number, lists the generations, and removes all copies with lower
 *   numbers before it renames its own. A copy that is renamed after that was written after it, so its
 *   writer found the higher generation in its list.
 * - So once a generation was published, which a mark says (`marks.ts`), this program puts no older one in
 *   view. An older state that is found there was put there on purpose, as `git checkout` does, and is the
 *   registry (`choose-state.ts`); the number of the next commit is above all.
 *
 * The published file is a copy, so that a program that rewrites `model_registry.json` in place cannot
 * change the generations. What such a program wrote there is quarantined first.
 *
 * Without hard links, a folder that contains the text is renamed to `<g+1>.registry`. That also fails if the
 * name is taken by a file or by a folder that is not empty, and also makes the text visible atomically.
 */
import { lstatSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { FileBytes } from '../../domain/file-bytes.js';
import { quarantinePublished, moveToQuarantine, type Expected } from './quarantine.js';
import {
  hasContent,
  hasSameFile,
  isLinkUnsupported,
  linkFile,
  withErrorPath,
  removeQuietly,
  renameFile,
  syncFolder,
  writeAtomic,
  writeTemporary,
} from '../../files/atomic.js';
import { prepareBackup } from './backup.js';
import {
  INNER_FILE,
  fileIn,
  findGenerations,
  moveOldNames,
  newPathOf,
  oldPathOf,
  pathOfGeneration,
} from './generation-names.js';
import type { Layout } from './layout.js';
import {
  HIGHEST_GENERATION,
  generationOfMark,
  publishedMark,
  readMarks,
  setMark,
  type Marks,
} from './marks.js';
import { findFile } from './open-file.js';
import { lstatIfPresent, listNames, unreadableOr } from '../../files/lstat-if-present.js';
import { isIntactRegistry } from './classify-registry.js';
import { makeOwnFolder } from '../../files/permissions.js';
import { createTemporaryPath, isTemporary } from '../../files/temporary.js';

/** A generation to commit. */
export interface Commit {
  /** One more than the highest generation known to the writer. */
  readonly generation: number;
  /** The text of the registry, which includes this generation number. */
  readonly bytes: FileBytes;
  /** The previous registry, to be saved as `model_registry.json.bak`. */
  readonly backup: FileBytes | undefined;
  /** The published file, as far as the writer knows. */
  readonly expected: Expected;
  /** The name of a mark to set before, which says what was in view. */
  readonly mark?: string | undefined;
}

const MAX_KEPT = 10;

/**
 * Commits a generation and publishes it. Once this resolves to true, it is durable.
 *
 * @returns False if another writer committed first, in which case nothing has changed.
 * @throws RegistryError `output-unwritable`. The registry is the previous one, or completely the new one
 * if the error occurred after the link.
 */
export async function commitGeneration(layout: Layout, commit: Commit): Promise<boolean> {
  await nextTurn();
  if (commit.generation > HIGHEST_GENERATION) throw describeLastNumber(layout);
  const target = newPathOf(layout, commit.generation);
  const temporaries: string[] = [];
  try {
    // All are written before the commit, so that a full disk is detected before it.
    const prepared = withErrorPath(target, () =>
      writeTemporary(target, commit.bytes, { durable: true }),
    );
    temporaries.push(prepared);
    const copy = writeCopy(layout, commit);
    temporaries.push(copy);
    const keepBackup = prepareBackup(layout, commit, temporaries);
    if (commit.mark !== undefined) setMark(layout, commit.mark);
    if (!claimName(prepared, target)) return false;
    const isTaken = lstatIfPresent(oldPathOf(layout, commit.generation)) !== undefined;
    if (isTaken || (listGenerations(layout)[0] ?? 0) > commit.generation) {
      remove(target);
      return false;
    }
    withErrorPath(layout.generations, () => syncFolder(layout.generations));
    publish(layout, { ...commit, copy }, commit.expected, keepBackup);
  } finally {
    for (const left of temporaries) removeQuietly(left);
  }
  prune(layout);
  moveOldNames(layout);
  return true;
}

/**
 * Publishes the highest sound generation if the published file is missing or differs.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function publishHighest(layout: Layout, expected: Expected): Promise<void> {
  await nextTurn();
  const highest = findHighestSound(layout, 0);
  if (highest === undefined) return;
  publish(layout, { ...highest, copy: writeCopy(layout, highest) }, expected);
}

/** A state with its number. */
interface NumberedBytes {
  readonly bytes: FileBytes;
  readonly generation: number;
}

/** A generation with the temporary file that is to become the published one. */
interface Publication extends NumberedBytes {
  readonly copy: string;
}

/** How often to write a copy again that something else removed. */
const MAX_COPIES = 100;

function publish(
  layout: Layout,
  first: Publication,
  expected: Expected,
  onKept: (isExpected: boolean) => void = () => {},
): void {
  let next: Publication | undefined = first;
  for (let count = 0; next !== undefined && count < MAX_COPIES; count += 1) {
    const { generation }: Publication = next;
    const isFirst = generation === first.generation;
    const due = tryToPublish(layout, next, expected, isFirst ? onKept : () => {});
    next = due && { ...due, copy: writeCopy(layout, due) };
  }
}

/** Publishes a generation, unless a higher one is there. @returns the one that is due after that */
function tryToPublish(
  layout: Layout,
  { copy, generation, bytes }: Publication,
  expected: Expected,
  onKept: (isExpected: boolean) => void,
): NumberedBytes | undefined {
  try {
    if (findHighestSound(layout, generation) !== undefined) return findDue(layout, generation);
    const isDone = withErrorPath(layout.registry, () => {
      removeLowerCopies(layout, generation);
      onKept(quarantinePublished(layout, expected, (it) => isAnyGeneration(layout, it)));
      return replacePublished(layout, copy, bytes);
    });
    // Somebody else published a higher one meanwhile, or its copy is to be written again.
    if (!isDone) return findDue(layout, generation - 1);
    setMark(layout, publishedMark(generation));
    withErrorPath(layout.registry, () => syncFolder(dirname(layout.registry)));
    return findDue(layout, generation);
  } finally {
    removeQuietly(copy);
  }
}

/** @returns false if the copy was removed */
function replacePublished(layout: Layout, copy: string, bytes: FileBytes): boolean {
  try {
    renameFile(copy, layout.registry, () => hasSameFile(layout.registry, bytes));
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && lstatIfPresent(copy) === undefined) return false;
    throw error;
  }
}

/** Finds the highest sound generation above a number, if it was not in view yet. */
function findDue(layout: Layout, above: number): NumberedBytes | undefined {
  const highest = findHighestSound(layout, above);
  const { published } = readMarks(listNames(layout.generations));
  // Whoever published it has seen to it that it stays in view; since then, it was replaced on purpose.
  return highest !== undefined && highest.generation > published ? highest : undefined;
}

/** Removes the copies of lower generations, whose writers can then no longer publish them. */
function removeLowerCopies({ registry }: Layout, generation: number): void {
  const folder = dirname(registry);
  const start = `.${basename(registry)}.`;
  for (const name of listNames(folder)) {
    if (!name.startsWith(start) || !isTemporary(name)) continue;
    const [number = ''] = name.slice(start.length).split('.');
    if (/^\d+$/.test(number) && Number(number) < generation) removeQuietly(join(folder, name));
  }
}

/** The names beside the generations, as they were listed at one time. */
export interface ListedGenerations {
  /** Sound or not, highest first. */
  readonly generations: readonly number[];
  readonly marks: Marks;
}

/** Lists the existing generations and their marks. */
export function listWithMarks(layout: Layout): ListedGenerations {
  const names = listNames(layout.generations);
  return { generations: findGenerations(names), marks: readMarks(names) };
}

/** Lists the existing generations, sound or not, highest first. */
export function listGenerations(layout: Layout): number[] {
  return findGenerations(listNames(layout.generations));
}

/**
 * Reads a generation; undefined if it was removed in the meantime, empty if it is refused.
 *
 * @throws RegistryError `file-unreadable`
 */
export function readGeneration(layout: Layout, generation: number): Buffer | undefined {
  const path = pathOfGeneration(layout, generation);
  const found = findFile(layout, fileIn(path), 'registry');
  if (found !== undefined) return 'bytes' in found ? found.bytes : Buffer.alloc(0);
  return lstatIfPresent(path) === undefined ? undefined : Buffer.alloc(0);
}

/** Reads a generation, or returns the error for one that the system does not let us read. */
export function tryToReadGeneration(
  layout: Layout,
  generation: number,
): Buffer | RegistryError | undefined {
  return unreadableOr(() => readGeneration(layout, generation));
}

/**
 * Replaces the text of a generation below the highest, which stays as it is: only a name that becomes free
 * matters (see above).
 */
export async function rewriteGeneration(
  layout: Layout,
  generation: number,
  bytes: Buffer,
): Promise<void> {
  await writeAtomic(fileIn(pathOfGeneration(layout, generation)), bytes, { durable: true });
}

/** Whether a generation exists as a file with exactly these bytes. */
export function isGeneration(layout: Layout, generation: number, bytes: FileBytes): boolean {
  try {
    return hasContent(pathOfGeneration(layout, generation), bytes);
  } catch {
    return false;
  }
}

/**
 * Quarantines damaged generations below a sound one: only their names may become free again (see above).
 * One that the system does not let us read may be sound, and stays.
 *
 * @returns the quarantined generations, with their new paths
 * @throws RegistryError `output-unwritable`
 */
export async function quarantineDamaged(
  layout: Layout,
  now: Date,
): Promise<{ readonly generation: number; readonly path: string }[]> {
  await nextTurn();
  const highest = findHighestSound(layout, 0)?.generation ?? 0;
  const lower = listGenerations(layout).filter((generation) => generation < highest);
  return lower.flatMap((generation) => {
    const bytes = tryToReadGeneration(layout, generation);
    if (!Buffer.isBuffer(bytes) || isOfGeneration(bytes, generation)) return [];
    return {
      generation,
      path: moveToQuarantine(pathOfGeneration(layout, generation), layout.registry, now),
    };
  });
}

/** Whether bytes are an intact generation of this number, and not a copy of another one. */
export function isOfGeneration(bytes: Buffer, generation: number): boolean {
  return (
    ['\n', '\r\n'].some((end) => bytes.includes(`\n  "generation": ${generation},${end}`)) &&
    isIntactRegistry(bytes)
  );
}

/** Whether some generation has these bytes. */
function isAnyGeneration(layout: Layout, bytes: Buffer): boolean {
  return listGenerations(layout).some((generation) => isCopyOf(layout, generation, bytes));
}

/** Whether bytes are those of a generation, in whatever form that is stored. */
export function isCopyOf(layout: Layout, generation: number, bytes: Buffer): boolean {
  return readGeneration(layout, generation)?.equals(bytes) === true;
}

function findHighestSound(layout: Layout, above: number): NumberedBytes | undefined {
  for (const generation of listGenerations(layout)) {
    if (generation <= above) return undefined;
    const bytes = readGeneration(layout, generation);
    if (bytes !== undefined && isOfGeneration(bytes, generation)) return { bytes, generation };
  }
  return undefined;
}

function claimName(prepared: string, target: string): boolean {
  return withErrorPath(target, () => {
    try {
      return linkFile(prepared, target);
    } catch (error) {
      if (!isLinkUnsupported(error)) throw error;
      return claimNameAsFolder(prepared, target);
    }
  });
}

function claimNameAsFolder(prepared: string, target: string): boolean {
  const folder = createTemporaryPath(target);
  const inner = join(folder, INNER_FILE);
  const { ino } = lstatSync(prepared);
  const isOurs = (path: string): boolean => lstatIfPresent(path)?.ino === ino;
  makeOwnFolder(folder);
  try {
    renameFile(prepared, inner, () => isOurs(inner));
    syncFolder(folder);
    renameFile(folder, target, () => isOurs(join(target, INNER_FILE)));
    return true;
  } catch (error) {
    remove(folder);
    // Windows reports EPERM for an existing folder.
    if (lstatIfPresent(target) !== undefined) return false;
    throw error;
  }
}

/** Removes older generations with their marks, except the last ones in whose place others were put. */
function prune(layout: Layout): void {
  const names = listNames(layout.generations);
  const old = findGenerations(names).slice(MAX_KEPT);
  const [highest = -1] = old;
  const replaced = new Set(readMarks(names).replaced.map(({ generation }) => generation));
  const kept = new Set(old.filter((it) => replaced.has(it)).slice(0, MAX_KEPT));
  for (const generation of old) {
    if (kept.has(generation)) continue;
    remove(newPathOf(layout, generation));
    remove(oldPathOf(layout, generation));
  }
  for (const name of names) {
    const marked = generationOfMark(name) ?? Infinity;
    if (marked <= highest && !kept.has(marked)) remove(join(layout.generations, name));
  }
}

// Another writer may remove it at the same time, and one that stays is harmless.
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // See above.
  }
}

function describeLastNumber(layout: Layout): RegistryError {
  const last = newPathOf(layout, HIGHEST_GENERATION);
  return new RegistryError(
    'registry-unreadable',
    `No generation can follow ${last}, which has the last number that there is.`,
    'No registry has that many changes: somebody else wrote that file. Move it elsewhere, together with the registry if that has the same number.',
  );
}

function writeCopy({ registry }: Layout, { bytes, generation }: NumberedBytes): string {
  return withErrorPath(registry, () =>
    writeTemporary(registry, bytes, { durable: true, label: String(generation) }),
  );
}
