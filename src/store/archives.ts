/** The files below the output: the archived bytes of versions, and what can be made again. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import { sha256 } from '../domain/canonical.js';
import type { Entry } from '../domain/model.js';
import {
  describeUnwritable,
  readBytesIfThere,
  syncFolder,
  writeAtomic,
  writeIfChanged,
  writeNew,
} from './atomic.js';
import type { WriteOptions } from './atomic.js';
import { archivePathOfBytes, resolveBelow } from './layout.js';
import type { Layout } from './layout.js';
import { lookAt } from './look.js';
import { findArchive } from './metadata.js';

/** Writing that ends between two files when its signal is aborted; the reason is thrown then. */
interface Endable {
  readonly signal?: AbortSignal | undefined;
}

/** The bytes of a version, and where they are to be. */
export interface ArchiveFile {
  /** Below the root. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes the archived bytes of versions, below the output. A file that holds other bytes stays: it
 * may be the version of another registry that shares the output. The bytes get another name then.
 *
 * @param jobs - How many files are written at once.
 * @returns The other names, by the paths that were taken.
 * @throws RegistryError `output-unwritable`, after every write that had begun has ended.
 */
export async function writeArchives(
  layout: Layout,
  files: readonly ArchiveFile[],
  jobs: number,
  options: WriteOptions & Endable = { durable: false },
): Promise<Map<string, string>> {
  const moved = new Map<string, string>();
  await writeAll(files, jobs, options.signal, async (file) => {
    const path = await writeArchive(layout, file, options);
    if (path !== file.path) moved.set(file.path, path);
  });
  return moved;
}

async function writeArchive(
  layout: Layout,
  { path, bytes }: ArchiveFile,
  options: WriteOptions,
): Promise<string> {
  if (await putBelow(layout, path, bytes, options)) return path;
  const hash = sha256(bytes);
  const short = archivePathOfBytes(path, hash, 8);
  if (await putBelow(layout, short, bytes, options)) return short;
  // By this name it can hold nothing else, unless it is damaged.
  const full = archivePathOfBytes(path, hash, hash.length);
  await writeBelow(layout, full, bytes, options);
  return full;
}

/** False where the path holds other bytes. */
async function putBelow(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  const target = resolveBelow(layout.root, path);
  return naming(target, async () => {
    refuseLinks(layout.root, path);
    if (await writeNewWhereFree(target, bytes, options)) return true;
    // A link or a folder in its place is nothing of ours.
    if (lookAt(target)?.isFile() !== true) return false;
    const present = (await readBytesIfThere(target)) ?? Buffer.alloc(0);
    if (present.equals(bytes)) {
      if (options.durable) syncFile(target);
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
  if (lookAt(target) !== undefined) return false;
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
  await naming(target, async () => syncFile(target));
  return undefined;
}

/** Puts a file that is there, and its name, on the disk. @throws The system's error. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/**
 * Writes the files that can be made again from the registry and the archives, below the output.
 *
 * @param jobs - How many files are written at once.
 * @throws RegistryError `output-unwritable`, after every write that had begun has ended.
 */
export async function writeArtifacts(
  layout: Layout,
  files: readonly { path: string; text: string }[],
  jobs: number,
  { signal, onWritten }: Endable & { onWritten?: (done: number) => void } = {},
): Promise<void> {
  let done = 0;
  await writeAll(files, jobs, signal, async ({ path, text }) => {
    await writeBelow(layout, path, text, { durable: false });
    done += 1;
    onWritten?.(done);
  });
}

async function writeBelow(
  layout: Layout,
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const target = resolveBelow(layout.root, path);
  await naming(target, () => {
    refuseLinks(layout.root, path);
    return writeIfChanged(target, data, options);
  });
}

/** A folder below the root that is a link could lead a write out of the output. */
export function refuseLinks(root: string, path: string): void {
  let folder = root;
  for (const segment of path.split('/').slice(0, -1)) {
    folder = join(folder, segment);
    const found = lookAt(folder);
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${folder} is a symbolic link`), { code: 'ELOOP' });
    }
  }
}

/** Like a plain map, but it waits for what is under way: nothing is written after the lock is gone. */
async function writeAll<T>(
  files: readonly T[],
  jobs: number,
  signal: AbortSignal | undefined,
  write: (file: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  await pMap(
    files,
    async (file) => {
      if (failures.length > 0 || signal?.aborted === true) return;
      await write(file).catch((error: unknown) => failures.push(error));
    },
    { concurrency: jobs },
  );
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
}

/** Writes; an error names the place. @throws RegistryError `output-unwritable` */
export async function naming<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}
