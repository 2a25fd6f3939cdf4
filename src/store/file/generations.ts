/**
 * The commit: a single file-system operation that only one writer can win.
 *
 * A writer that read generation g durably writes the text of g+1 under a temporary name and gives it
 * the name `<g+1>.json` by a hard link, which fails if that name is taken. Then it lists the existing
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
 * - A writer that is suspended between link and rename publishes an outdated state. Like every writer, it
 *   lists the generations again after the rename, and publishes the highest until none is higher than its
 *   own. If it is killed before that, the next run does so.
 *
 * The published file is a copy, so that a program that rewrites `model_registry.json` in place cannot
 * change the generations. What such a program wrote there is quarantined first.
 *
 * Without hard links, a folder that contains the text is renamed to `<g+1>.json`. That also fails if the
 * name is taken by a file or by a folder that is not empty, and also makes the text visible atomically.
 */
import { lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RegistryError } from '../../domain/errors.js';
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
  writeTemporary,
} from '../../files/atomic.js';
import { prepareBackup } from './backup.js';
import type { Layout } from './layout.js';
import { findFile } from './open-file.js';
import { lstatIfPresent, listNames, unreadableOr } from '../../files/lstat-if-present.js';
import { isIntactRegistry } from './classify-registry.js';
import { makeOwnFolder } from '../../files/permissions.js';
import { createTemporaryPath } from '../../files/temporary.js';

/** A generation to commit. */
export interface Commit {
  /** One more than the highest generation known to the writer. */
  readonly generation: number;
  /** The text of the registry, which includes this generation number. */
  readonly bytes: Buffer;
  /** The previous registry, to be saved as `model_registry.json.bak`. */
  readonly backup: Buffer | undefined;
  /** The published file, as far as the writer knows. */
  readonly expected: Expected;
}

const MAX_KEPT = 10;
const NAME = /^([1-9]\d{0,15})\.json$/;
/**
 * The highest number that is believed: no registry has that many changes. A higher one is of another
 * program; counted on from it, numbers would end, and later changes would not be found.
 */
export const HIGHEST_GENERATION = 2 ** 32;
const INNER_FILE = 'registry.json';

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
  const target = getPath(layout, commit.generation);
  const temporaries: string[] = [];
  const prepare = (path: string, bytes: Buffer, durable: boolean): string => {
    const temporary = withErrorPath(path, () => writeTemporary(path, bytes, { durable }));
    temporaries.push(temporary);
    return temporary;
  };
  try {
    // All are written before the commit, so that a full disk is detected before it.
    const prepared = prepare(target, commit.bytes, true);
    const copy = prepare(layout.registry, commit.bytes, true);
    const keepBackup = prepareBackup(layout, commit, temporaries);
    if (!claimName(prepared, target)) return false;
    if ((listGenerations(layout)[0] ?? 0) > commit.generation) {
      remove(target);
      return false;
    }
    withErrorPath(layout.generations, () => syncFolder(layout.generations));
    publish(layout, { ...commit, copy }, commit.expected, keepBackup);
  } finally {
    for (const left of temporaries) removeQuietly(left);
  }
  prune(layout);
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
  readonly bytes: Buffer;
  readonly generation: number;
}

function publish(
  layout: Layout,
  first: NumberedBytes & { readonly copy: string },
  expected: Expected,
  onKept: (isExpected: boolean) => void = () => {},
): void {
  let { copy, generation, bytes } = first;
  for (;;) {
    try {
      withErrorPath(layout.registry, () => {
        const isExpected = quarantinePublished(layout, expected);
        if (generation === first.generation) onKept(isExpected);
        renameFile(copy, layout.registry, () => hasSameFile(layout.registry, bytes));
        syncFolder(dirname(layout.registry));
      });
    } finally {
      removeQuietly(copy);
    }
    const higher = findHighestSound(layout, generation);
    if (higher === undefined) return;
    copy = writeCopy(layout, higher);
    ({ generation, bytes } = higher);
  }
}

/** Lists the existing generations, sound or not, highest first. */
export function listGenerations(layout: Layout): number[] {
  const names = listNames(layout.generations);
  return names
    .map((name) => Number(NAME.exec(name)?.[1] ?? 0))
    .filter((generation) => generation > 0 && generation <= HIGHEST_GENERATION)
    .toSorted((a, b) => b - a);
}

/**
 * Reads a generation; undefined if it was removed in the meantime, empty if it is refused.
 *
 * @throws RegistryError `file-unreadable`
 */
export function readGeneration(layout: Layout, generation: number): Buffer | undefined {
  const path = getPath(layout, generation);
  const isFolder = lstatIfPresent(path)?.isDirectory() === true;
  const found = findFile(layout, isFolder ? join(path, INNER_FILE) : path, 'registry');
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

/** Whether a generation exists as a file with exactly these bytes. */
export function isGeneration(layout: Layout, generation: number, bytes: Buffer): boolean {
  try {
    return hasContent(getPath(layout, generation), bytes);
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
      path: moveToQuarantine(getPath(layout, generation), layout.registry, now),
    };
  });
}

/** Whether bytes are an intact generation of this number, and not a copy of another one. */
export function isOfGeneration(bytes: Buffer, generation: number): boolean {
  return bytes.includes(`\n  "generation": ${generation},\n`) && isIntactRegistry(bytes);
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

function prune(layout: Layout): void {
  for (const generation of listGenerations(layout).slice(MAX_KEPT))
    remove(getPath(layout, generation));
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
  const last = getPath(layout, HIGHEST_GENERATION);
  return new RegistryError(
    'registry-unreadable',
    `No generation can follow ${last}, which has the last number that there is.`,
    'No registry has that many changes: somebody else wrote that file. Move it elsewhere, together with the registry if that has the same number.',
  );
}

function writeCopy(layout: Layout, { bytes }: NumberedBytes): string {
  return withErrorPath(layout.registry, () =>
    writeTemporary(layout.registry, bytes, { durable: true }),
  );
}

function getPath(layout: Layout, generation: number): string {
  return join(layout.generations, `${generation}.json`);
}
