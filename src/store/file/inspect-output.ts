/** What stands in the output, to be held against what the registry says. Nothing is written. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { byCodeUnit } from '../../domain/order.js';
import { readBytesIfPresent } from '../../files/atomic.js';
import { isOfGeneration, listGenerations, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import type { Judged } from './classify-registry.js';
import { judgeRegistry } from './classify-registry.js';
import { classifyTemporary } from '../../files/temporary.js';

/** One name in a folder. */
export interface FoundName {
  readonly name: string;
  /** Links are not followed: they are neither. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly mtime: Date;
  /** A file that a writer uses now, or that one left when it was killed. */
  readonly temporary: 'none' | 'at work' | 'left';
}

/**
 * The names in a folder, in code-unit order; none where there is no folder, or a link to one.
 *
 * @throws RegistryError `registry-unreadable`
 */
export async function listFolder(folder: string): Promise<FoundName[]> {
  await nextTurn();
  try {
    if (lstatIfPresent(folder)?.isDirectory() !== true) return [];
    return readdirSync(folder)
      .toSorted(byCodeUnit)
      .flatMap((name) => describeName(folder, name));
  } catch (error) {
    throw new RegistryError(
      'registry-unreadable',
      `The folder ${folder} cannot be read (${errorCode(error) ?? String(error)}).`,
      'Give yourself the right to read it, and try again.',
      { cause: error },
    );
  }
}

/** How many models have a folder of archived versions. */
export async function countArchived(layout: Layout): Promise<number> {
  const folders = (await listFolder(layout.root)).filter((it) => it.kind === 'folder');
  return folders.filter(
    ({ name }) => lstatIfPresent(join(layout.root, name, 'versions')) !== undefined,
  ).length;
}

function describeName(folder: string, name: string): FoundName[] {
  try {
    const found = lstatSync(join(folder, name));
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    return [{ name, kind, mtime: found.mtime, temporary: classifyTemporary(name, found.mtimeMs) }];
  } catch (error) {
    // Another run may have removed it meanwhile.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The files of a registry, each as it was found. */
export interface StoredRegistry {
  /** Undefined where nothing is in its place. */
  readonly file: Judged | undefined;
  readonly backup: Judged | undefined;
  /** From the highest down. */
  readonly generations: readonly { readonly generation: number; readonly isWhole: boolean }[];
  /** What stands among the generations and is none. */
  readonly others: readonly FoundName[];
  /** The highest generation that is whole. */
  readonly newest: { readonly generation: number; readonly bytes: Buffer } | undefined;
}

/**
 * Looks at every file of a registry.
 *
 * @throws RegistryError `registry-unreadable`
 */
export async function surveyRegistry(layout: Layout, now: Date): Promise<StoredRegistry> {
  const judge = async (path: string): Promise<Judged | undefined> => {
    const bytes = await readBytesIfPresent(path).catch(() => undefined);
    return bytes && judgeRegistry(bytes, now);
  };
  let newest: StoredRegistry['newest'];
  const generations: StoredRegistry['generations'][number][] = [];
  for (const generation of listGenerations(layout)) {
    const bytes = readGeneration(layout, generation);
    if (bytes === undefined) continue;
    const isWhole = isOfGeneration(bytes, generation);
    generations.push({ generation, isWhole });
    if (isWhole) newest ??= { generation, bytes };
  }
  const names = new Set(generations.map(({ generation }) => `${generation}.json`));
  const there = await listFolder(layout.generations);
  return {
    file: await judge(layout.registry),
    backup: await judge(layout.backup),
    generations,
    others: there.filter(({ name }) => !names.has(name)),
    newest,
  };
}
