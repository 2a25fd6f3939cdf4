/** Finds the bytes of versions whose archives are lost: anywhere in the output, or in git. */
import { posix } from 'node:path';
import { archiveFolders, isArchivePath } from '../../domain/archive-names.js';
import { listParts } from '../../domain/joined-archives.js';
import type { ArchiveSearch, StoredArchive } from '../port.js';
import { hashesIn } from './contents.js';
import { openHistory } from './git-history.js';
import { listFolder } from './inspect-output.js';
import { resolveBelow, type Layout } from './layout.js';
import { findPart } from './metadata.js';
import { problemOr, readFile } from './open-file.js';
import type { Output } from './output.js';

/** Opens a search; see `openSearch` of the port. */
export function openSearch(output: Output, fromGit: boolean): ArchiveSearch {
  const { layout, env } = output;
  const history = fromGit ? openHistory(output) : undefined;
  let paths: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    find: async (version, ids) => {
      paths ??= indexArchives(layout, env.signal);
      const path = (await paths).get(version.hash ?? '');
      const here = path === undefined ? undefined : await readPart(layout, path, version.hash);
      return here ?? history?.find(version, ids);
    },
    problems: async () => (await history?.problems()) ?? [],
    close: () => history?.close(),
  };
}

/** Finds the archive that has the bytes with a hash, by all hashes that there are, whatever it is called. */
async function indexArchives(
  layout: Layout,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for (const { name, kind } of await listFolder(layout.root)) {
    if (kind !== 'folder' || name.startsWith('.')) continue;
    for (const folder of archiveFolders(name)) {
      for (const one of await listFolder(resolveBelow(layout.root, folder))) {
        signal?.throwIfAborted();
        const path = posix.join(folder, one.name);
        const isWanted = one.kind === 'file' && one.temporary === 'none' && isArchivePath(path);
        for (const hash of isWanted ? await readHashes(layout, path) : []) {
          if (!paths.has(hash)) paths.set(hash, path);
        }
      }
    }
  }
  return paths;
}

async function readHashes(layout: Layout, path: string): Promise<ReadonlySet<string>> {
  const file = await readIfSound(layout, path);
  return file === undefined ? new Set() : hashesIn(path, file, layout.limits.archive.bytes);
}

/** Reads a file; undefined if there is none that may be read. */
async function readIfSound(layout: Layout, path: string): Promise<Buffer | undefined> {
  const file = await problemOr(readFile(layout, resolveBelow(layout.root, path), 'archive'));
  return Buffer.isBuffer(file) ? file : undefined;
}

async function readPart(
  layout: Layout,
  path: string,
  hash: string | null,
): Promise<StoredArchive | undefined> {
  const file = await readIfSound(layout, path);
  if (file === undefined || hash === null) return undefined;
  const part = findPart(path, [file, ...listParts(file)], hash, layout.limits.archive.bytes);
  return part && { path, bytes: part.bytes };
}
