/**
 * The commit: one file-system operation that only one writer can win.
 *
 * A writer that read generation g makes the text of g+1 whole and durable under a temporary name
 * and gives it the name `<g+1>.json` by a hard link, which fails where that name is taken. Then it
 * looks which generations stand, and only then publishes a copy as `model_registry.json`.
 *
 * Why nothing is lost, with or without the lock:
 * - Two writers that read g want the same name, and one gets it. The other reads and plans again,
 *   on a state that holds what the first one registered.
 * - A name is free again only when it was removed, and only what has a higher one above it is ever
 *   removed. So a writer that slept and got the name of a removed generation sees a higher one when
 *   it looks, takes its own back and starts over. Readers take the highest, and so nobody has built
 *   on it. The other case of a higher one, that the writer slept after its link, does no harm
 *   either: what others built meanwhile holds what it registered, and it finds that when it plans
 *   again.
 * - So what was acknowledged had no higher one when its writer looked: it is the highest
 *   generation, or one that all later ones were built on.
 * - A kill before the link leaves a temporary file. After it, the generation is committed, and the
 *   next run publishes it. The link is made of bytes that are on the disk, and the folder is synced
 *   before anything is acknowledged.
 * - A writer that sleeps between link and rename puts an older state in view. It looks again after
 *   the rename, as every writer does, and publishes the highest until none is higher than its own.
 *   Were it killed before that look, the next run would do so.
 *
 * What is published is a copy: a program that rewrites `model_registry.json` in place must not
 * reach into the generations. What such a program left there is kept under another name first.
 *
 * Without hard links, a folder that holds the text is renamed to `<g+1>.json`: that fails too where
 * the name is taken, by a file or by a folder with something in it, and it shows the text at once.
 */
import {
  constants,
  closeSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorCode } from '../../domain/errors.js';
import { keepAside, moveAside } from './quarantine.js';
import type { Expected } from './quarantine.js';
import {
  hasContent,
  isLinkUnsupported,
  withErrorPath,
  removeQuietly,
  syncFolder,
  writeTemporary,
} from '../../files/atomic.js';
import { prepareBackup } from './backup.js';
import type { Layout } from './layout.js';
import { lstatIfPresent, listNames } from '../../files/lstat-if-present.js';
import { isWhole } from './classify-registry.js';
import { createTemporaryPath } from '../../files/temporary.js';

/** What is to become the registry. */
export interface Commit {
  /** One more than the highest generation that the writer knows. */
  readonly generation: number;
  /** The text of the registry, with this very generation in it. */
  readonly bytes: Buffer;
  /** The registry before, to be kept as `model_registry.json.bak`. */
  readonly backup: Buffer | undefined;
  /** What stands in the registry's place, as far as the writer knows. */
  readonly expected: Expected;
}

const KEPT = 10;
const NAME = /^([1-9]\d{0,15})\.json$/;
/** Beyond it, one more may not be told from one less. */
export const HIGHEST_GENERATION = 2 ** 52;
const INNER = 'registry.json';

// A link in the folder is no generation, and a FIFO must not be waited for. Windows has no such flags.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Commits a generation and publishes it; when this resolves to true, it is on the disk.
 *
 * @returns False when another writer committed first: nothing has changed then.
 * @throws RegistryError `output-unwritable`. The registry is the one before then, or the new one
 * where the error came after the link, in whole.
 */
export async function commitGeneration(layout: Layout, commit: Commit): Promise<boolean> {
  await nextTurn();
  const target = pathOf(layout, commit.generation);
  const temporaries: string[] = [];
  const prepare = (path: string, bytes: Buffer, durable: boolean): string => {
    const temporary = withErrorPath(path, () => writeTemporary(path, bytes, { durable }));
    temporaries.push(temporary);
    return temporary;
  };
  try {
    // All of them before the commit, so that a disk that is full is met before it.
    const prepared = prepare(target, commit.bytes, true);
    const copy = prepare(layout.registry, commit.bytes, true);
    const keepBackup = prepareBackup(layout, commit, temporaries);
    if (!place(prepared, target)) return false;
    if (highestOf(layout) > commit.generation) {
      remove(target);
      return false;
    }
    withErrorPath(layout.generations, () => syncFolder(layout.generations));
    publish(layout, { copy, generation: commit.generation }, commit.expected, keepBackup);
  } finally {
    for (const left of temporaries) removeQuietly(left);
  }
  prune(layout);
  return true;
}

/**
 * Publishes the highest sound generation, where another state or none is in view.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function publishHighest(layout: Layout, expected: Expected): Promise<void> {
  await nextTurn();
  const highest = highestWhole(layout, 0);
  if (highest === undefined) return;
  publish(layout, { copy: copyOf(layout, highest), generation: highest.generation }, expected);
}

function publish(
  layout: Layout,
  first: { readonly copy: string; readonly generation: number },
  expected: Expected,
  onKept: (isExpected: boolean) => void = () => {},
): void {
  let { copy, generation } = first;
  for (;;) {
    try {
      withErrorPath(layout.registry, () => {
        const isExpected = keepAside(layout, expected);
        if (generation === first.generation) onKept(isExpected);
        renameSync(copy, layout.registry);
        syncFolder(dirname(layout.registry));
      });
    } finally {
      removeQuietly(copy);
    }
    const higher = highestWhole(layout, generation);
    if (higher === undefined) return;
    copy = copyOf(layout, higher);
    generation = higher.generation;
  }
}

/** The generations that stand, sound or not, from the highest down. */
export function listGenerations(layout: Layout): number[] {
  const names = listNames(layout.generations);
  return names
    .map((name) => Number(NAME.exec(name)?.[1] ?? 0))
    .filter((generation) => generation > 0 && generation <= HIGHEST_GENERATION)
    .toSorted((a, b) => b - a);
}

/** The bytes of a generation; undefined where it was removed meanwhile, empty where it is no file. */
export function readGeneration(layout: Layout, generation: number): Buffer | undefined {
  const path = pathOf(layout, generation);
  try {
    const found = lstatSync(path);
    return readPlainFile(found.isDirectory() ? join(path, INNER) : path);
  } catch (error) {
    return errorCode(error) === 'ENOENT' && lstatIfPresent(path) === undefined
      ? undefined
      : Buffer.alloc(0);
  }
}

/** Whether a generation stands there as a file of these very bytes. */
export function isGeneration(layout: Layout, generation: number, bytes: Buffer): boolean {
  try {
    return hasContent(pathOf(layout, generation), bytes, SAFE_READ);
  } catch {
    return false;
  }
}

function readPlainFile(path: string): Buffer {
  const file = openSync(path, SAFE_READ);
  try {
    return fstatSync(file).isFile() ? readFileSync(file) : Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}

/**
 * Moves generations that cannot be read out of the way, where a sound one stands above them: only
 * such a name may become free again (see above).
 *
 * @returns those that were moved, with their new paths
 * @throws RegistryError `output-unwritable`
 */
export async function moveDamagedAside(
  layout: Layout,
  now: Date,
): Promise<{ readonly generation: number; readonly path: string }[]> {
  await nextTurn();
  const highest = highestWhole(layout, 0)?.generation ?? 0;
  const lower = listGenerations(layout).filter((generation) => generation < highest);
  return lower.flatMap((generation) => {
    const bytes = readGeneration(layout, generation);
    if (bytes === undefined || isOfGeneration(bytes, generation)) return [];
    return { generation, path: moveAside(pathOf(layout, generation), layout.registry, now) };
  });
}

/** Whether bytes are a generation as it was committed: a file copied to another number is none. */
export function isOfGeneration(bytes: Buffer, generation: number): boolean {
  return bytes.includes(`\n  "generation": ${generation},\n`) && isWhole(bytes);
}

function highestOf(layout: Layout): number {
  return listGenerations(layout)[0] ?? 0;
}

function highestWhole(
  layout: Layout,
  above: number,
): { readonly bytes: Buffer; readonly generation: number } | undefined {
  for (const generation of listGenerations(layout)) {
    if (generation <= above) return undefined;
    const bytes = readGeneration(layout, generation);
    if (bytes !== undefined && isOfGeneration(bytes, generation)) return { bytes, generation };
  }
  return undefined;
}

function place(prepared: string, target: string): boolean {
  return withErrorPath(target, () => {
    try {
      linkSync(prepared, target);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      if (!isLinkUnsupported(error)) throw error;
      return placeAsFolder(prepared, target);
    }
  });
}

function placeAsFolder(prepared: string, target: string): boolean {
  const folder = createTemporaryPath(target);
  mkdirSync(folder);
  try {
    renameSync(prepared, join(folder, INNER));
    syncFolder(folder);
    renameSync(folder, target);
    return true;
  } catch (error) {
    remove(folder);
    // Windows says EPERM of a folder that is there.
    if (lstatIfPresent(target) !== undefined) return false;
    throw error;
  }
}

function prune(layout: Layout): void {
  for (const generation of listGenerations(layout).slice(KEPT)) remove(pathOf(layout, generation));
}

// Another writer may remove it too, and one that stays harms nobody.
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // See above.
  }
}

function copyOf(layout: Layout, { bytes }: { readonly bytes: Buffer }): string {
  return withErrorPath(layout.registry, () =>
    writeTemporary(layout.registry, bytes, { durable: true }),
  );
}

function pathOf(layout: Layout, generation: number): string {
  return join(layout.generations, `${generation}.json`);
}
