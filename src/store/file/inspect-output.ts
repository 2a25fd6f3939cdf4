/** Inspects the files in the output, to verify them against the registry. Writes nothing. */
import { isFirstArchiveName, versionsFolder } from '../../domain/archive-names.js';
import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { NOTHING } from '../../domain/lines.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { isGenerationName } from './generation-names.js';
import {
  isGeneration,
  isOfGeneration,
  listGenerations,
  tryToReadGeneration,
} from './generations.js';
import type { Layout } from './layout.js';
import { findFile } from './open-file.js';
import { hasContent } from '../../files/atomic.js';
import { isUnreadable, listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import { classifyRegistry, type ClassifiedRegistry } from './classify-registry.js';
import { classifyTemporary, createFileClock, type FileClock } from '../../files/temporary.js';

/** A name in a folder. */
export interface FoundName {
  readonly name: string;
  /** Links are not followed and are `other`. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly mtimeMs: number;
  /** In bytes. */
  readonly size: number;
  /** Whether it is a temporary file, in use or left by a killed writer. */
  readonly temporary: 'none' | 'at work' | 'left';
}

/**
 * Lists the names in a folder, in code-unit order; none if there is no folder or only a link to one.
 *
 * @throws RegistryError `registry-unreadable`
 */
export async function listFolder(folder: string): Promise<FoundName[]> {
  await nextTurn();
  try {
    if (lstatIfPresent(folder)?.isDirectory() !== true) return [];
    const now = createFileClock(folder);
    return readdirSync(folder)
      .toSorted(byCodeUnit)
      .flatMap((name) => describeName(folder, name, now));
  } catch (error) {
    const { cause = error } = isUnreadable(error) ? error : {};
    throw new RegistryError(
      'registry-unreadable',
      `The folder ${folder} cannot be read (${errorCode(cause) ?? String(cause)}).`,
      'Get permission to read it, and try again.',
      { cause: error },
    );
  }
}

/** Whether a folder has archives of a model, or a folder of them. */
export function hasArchives(folder: string): boolean {
  const versions = basename(versionsFolder(''));
  return listNames(folder).some((it) => it === versions || isFirstArchiveName(it));
}

/** Counts the models that have archived versions. */
export async function countArchived(layout: Layout): Promise<number> {
  const folders = (await listFolder(layout.root)).filter((it) => it.kind === 'folder');
  return folders.filter(({ name }) => hasArchives(join(layout.root, name))).length;
}

function describeName(folder: string, name: string, now: FileClock): FoundName[] {
  try {
    const found = lstatSync(join(folder, name));
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    const { mtimeMs, size } = found;
    return [{ name, kind, mtimeMs, size, temporary: classifyTemporary(name, mtimeMs, now) }];
  } catch (error) {
    // Another run may have removed it in the meantime.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The files of a registry, each classified. */
export interface StoredRegistry {
  /** The published file; undefined if there is none. */
  readonly file: ClassifiedRegistry | undefined;
  /** The error if the system does not let us read it. */
  readonly backup: ClassifiedRegistry | RegistryError | undefined;
  /** Highest first. */
  readonly generations: readonly StoredGeneration[];
  /** Other files in the folder of the generations. */
  readonly others: readonly FoundName[];
  /** The highest intact generation. */
  readonly newest: { readonly generation: number; readonly bytes: Buffer } | undefined;
}

/** A generation: whole, damaged, or one that the system does not let us read. */
export interface StoredGeneration {
  readonly generation: number;
  readonly isWhole: boolean;
  readonly unreadable?: RegistryError;
}

/**
 * Inspects every file of a registry.
 *
 * @param judged - files of it as they were judged before, which saves doing that again
 * @param before - the models as they were read before: see {@link classifyRegistry}
 * @throws RegistryError `registry-unreadable`
 */
export async function inspectRegistry(
  layout: Layout,
  now: Date,
  judged: readonly ClassifiedRegistry[] = [],
  before?: Models,
): Promise<StoredRegistry> {
  const classify = async (path: string): Promise<ClassifiedRegistry | undefined> => {
    const known = judged.find(({ bytes }) => isStill(path, bytes));
    if (known !== undefined) return known;
    const found = findFile(layout, path, 'registry');
    if (found === undefined) return undefined;
    if ('bytes' in found) return classifyRegistry(found.bytes, now, before);
    return { kind: 'damaged', bytes: NOTHING, reason: found.refusal.reason };
  };
  const file = await classify(layout.registry);
  const all = file === undefined ? judged : [file, ...judged];
  let newest: StoredRegistry['newest'];
  const generations: StoredGeneration[] = [];
  for (const generation of listGenerations(layout)) {
    const known = all.find((it) => isCopy(layout, generation, it));
    if (known !== undefined) {
      generations.push({ generation, isWhole: true });
      newest ??= { generation, bytes: known.bytes };
      continue;
    }
    const bytes = tryToReadGeneration(layout, generation);
    if (bytes === undefined) continue;
    if (bytes instanceof RegistryError) {
      generations.push({ generation, isWhole: false, unreadable: bytes });
      continue;
    }
    const isWhole = isOfGeneration(bytes, generation);
    generations.push({ generation, isWhole });
    if (isWhole) newest ??= { generation, bytes };
  }
  const there = await listFolder(layout.generations);
  return {
    file,
    backup: await classify(layout.backup).catch((error: unknown) => {
      if (isUnreadable(error)) return error;
      throw error;
    }),
    generations,
    others: there.filter(({ name }) => !isGenerationName(name)),
    newest,
  };
}

/** Whether a generation is the sound registry that was read before. */
function isCopy(layout: Layout, generation: number, judged: ClassifiedRegistry): boolean {
  return (
    judged.kind === 'sound' &&
    judged.state.generation === generation &&
    isGeneration(layout, generation, judged.bytes)
  );
}

/** Whether a file has these bytes: comparing takes a fraction of the time and memory of reading it again. */
function isStill(path: string, bytes: Buffer): boolean {
  try {
    return hasContent(path, bytes);
  } catch {
    // Reading it says what is wrong.
    return false;
  }
}
