/** The files below the output: the archived bytes of versions, and what can be made again. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import { modelFolder, versionsFolder } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { errorCode } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import {
  createFolder,
  withErrorPathAsync,
  readBytesIfPresent,
  syncFile,
  syncFolder,
  writeAtomic,
  writeIfChanged,
  writeNew,
} from '../../files/atomic.js';
import type { WriteOptions } from '../../files/atomic.js';
import { archivePathOfBytes, resolveBelow } from './layout.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { findArchive } from './metadata.js';

/** A file below the output. */
export interface OutputFile {
  /** Below the root. */
  readonly path: string;
  readonly data: string | Uint8Array;
}

/** How a file below the output is written. */
export interface OutputOptions extends WriteOptions {
  /** The folders of its model were made just now (`makeModelFolder`): nothing can stand in them. */
  readonly isNew?: boolean;
}

/** Where files are written: below the step's output. */
type Root = Pick<Layout, 'root'>;

/**
 * Makes the folders of a model that has none.
 *
 * @returns False where something has that name already; it is untouched.
 * @throws RegistryError `output-unwritable`
 */
export async function makeModelFolder({ root }: Root, id: string): Promise<boolean> {
  const folder = resolveBelow(root, modelFolder(id));
  return withErrorPathAsync(folder, async () => {
    try {
      makeIn(root, folder);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
    mkdirSync(resolveBelow(root, versionsFolder(id)));
    return true;
  });
}

function makeIn(root: string, folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    createFolder(root);
    mkdirSync(folder);
  }
}

/**
 * Writes the archived bytes of a version, below the output. A file that holds other bytes stays: it
 * may be the version of another registry that shares the output. The bytes get another name then.
 *
 * @returns The path that was taken.
 * @throws RegistryError `output-unwritable`
 */
export async function writeArchive(
  layout: Root,
  { path, data }: OutputFile & { readonly data: Uint8Array },
  options: OutputOptions = { durable: false },
): Promise<string> {
  if (await putBelow(layout, path, data, options)) return path;
  const hash = sha256(data);
  const short = archivePathOfBytes(path, hash, 8);
  if (await putBelow(layout, short, data, options)) return short;
  // By this name it can hold nothing else, unless it is damaged.
  const full = archivePathOfBytes(path, hash, hash.length);
  await writeBelow(layout, full, data, options);
  return full;
}

/** False where the path holds other bytes. */
async function putBelow(
  layout: Root,
  path: string,
  bytes: Uint8Array,
  options: OutputOptions,
): Promise<boolean> {
  const target = resolveBelow(layout.root, path);
  return withErrorPathAsync(target, async () => {
    if (options.isNew === true && (await writeNew(target, bytes, options))) return true;
    refuseLinks(layout.root, path);
    if (await writeNewWhereFree(target, bytes, options)) return true;
    // A link or a folder in its place is nothing of ours.
    if (lstatIfPresent(target)?.isFile() !== true) return false;
    const present = (await readBytesIfPresent(target)) ?? Buffer.alloc(0);
    if (present.equals(bytes)) {
      if (options.durable) syncFileAndName(target);
      return true;
    }
    // What a power loss leaves of a file: there is nothing in it that could be lost.
    if (present.some((byte) => byte !== 0)) return false;
    await writeAtomic(target, bytes, options);
    return true;
  });
}

// Looked at first: most archives that are not new are there, and need no temporary file.
async function writeNewWhereFree(
  target: string,
  bytes: Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  if (lstatIfPresent(target) !== undefined) return false;
  return writeNew(target, bytes, options);
}

/** An archive that does not hold its version any more. */
export interface LostArchive {
  readonly modelId: string;
  readonly version: string;
  readonly path: string;
  readonly problem: 'missing' | 'changed';
}

/**
 * Makes the archives of current versions the place where their bytes are safe, before the specs
 * that hold them too are others or gone: checks them against their hashes and puts them on the disk.
 *
 * @returns Those that do not hold their bytes; versions of other programs, which have no archive,
 * are not among them.
 */
export async function secureArchives(
  layout: Layout,
  entries: readonly Entry[],
  jobs: number,
): Promise<LostArchive[]> {
  const found = await pMap(entries, (entry) => secure(layout, entry), { concurrency: jobs });
  return found.flatMap((it) => it ?? []);
}

async function secure(layout: Layout, entry: Entry): Promise<LostArchive | undefined> {
  const current = entry.versions[entry.version];
  if (current === undefined || current.source === null || current.hash === null) return undefined;
  const lost = { modelId: entry.model_id, version: entry.version, path: current.source };
  const found = await findArchive(layout, current.source);
  if (found === undefined) return { ...lost, problem: 'missing' };
  if (sha256(found.bytes) !== current.hash) return { ...lost, problem: 'changed' };
  // A disk that does not take it is an error: what would stand only there is about to be replaced.
  const target = resolveBelow(layout.root, found.path);
  await withErrorPathAsync(target, async () => syncFileAndName(target));
  return undefined;
}

/** Puts a file that is there, and its name, on the disk. @throws The system's error. */
export function syncFileAndName(path: string): void {
  syncFile(path);
  syncFolder(dirname(path));
}

/**
 * Writes a file that can be made again from the registry and the archives, below the output.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeArtifact(
  layout: Root,
  { path, data }: OutputFile,
  { isNew = false }: Pick<OutputOptions, 'isNew'> = {},
): Promise<void> {
  const target = resolveBelow(layout.root, path);
  if (isNew) await withErrorPathAsync(target, () => writeAtomic(target, data, { durable: false }));
  else await writeBelow(layout, path, data, { durable: false });
}

async function writeBelow(
  layout: Root,
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const target = resolveBelow(layout.root, path);
  await withErrorPathAsync(target, () => {
    refuseLinks(layout.root, path);
    return writeIfChanged(target, data, options);
  });
}

/** A folder below the root that is a link could lead a write out of the output. */
export function refuseLinks(root: string, path: string): void {
  let folder = root;
  for (const segment of path.split('/').slice(0, -1)) {
    folder = join(folder, segment);
    const found = lstatIfPresent(folder);
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${folder} is a symbolic link`), { code: 'ELOOP' });
    }
  }
}
