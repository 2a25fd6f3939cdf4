/**
 * Puts back what a killed removal left under the name of a temporary file (`removal.ts`), if the newest
 * state needs it: it was killed before it looked again.
 *
 * While it removes files, a removal leaves a list of them in the output, so that the next run knows where
 * to look, whichever models it writes.
 */
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import type { Models } from '../../domain/models.js';
import { MEGABYTE } from '../../domain/limits.js';
import { parseJson } from '../../domain/json.js';
import { isPackedPath, otherPath } from '../../domain/packed.js';
import { readThroughDoor } from '../../files/door.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import {
  classifyTemporary,
  createFileClock,
  isTemporary,
  isTemporaryOf,
} from '../../files/temporary.js';
import { unpackBytes } from '../../files/gzip.js';
import { resolveBelow, type Layout } from './layout.js';
import { loadRegistry } from './load.js';
import { getSize } from './find.js';
import { listArchives, type Place } from './needs.js';
import { readFile } from './open-file.js';
import { REMOVAL_LIST, putBack } from './removal.js';

const LIST_LIMIT = { name: 'for a list of files', bytes: 64 * MEGABYTE };

/** Reads the folders of the files that killed removals listed, relative to the root. */
export function readListedFolders({ root, base }: Layout, names: readonly string[]): string[] {
  const lists = names.filter((name) => isTemporaryOf(REMOVAL_LIST, name));
  return listLeft(root, lists).flatMap((name) => {
    const path = join(root, name);
    const list = readThroughDoor({ base, path, limit: LIST_LIMIT });
    const paths = list !== undefined && 'bytes' in list ? parseJson(list.bytes.toString()) : [];
    return Array.isArray(paths) ? paths.map((it) => dirname(String(it))) : [];
  });
}

/** Lists the temporary files in a folder that a sweep would remove. */
function listLeft(folder: string, names: readonly string[] = listNames(folder)): string[] {
  const now = createFileClock(folder);
  return names.filter((name) => {
    if (!isTemporary(name)) return false;
    const found = lstatIfPresent(join(folder, name));
    return found?.isFile() === true && classifyTemporary(name, found.mtimeMs, now) === 'left';
  });
}

/** Finds the file that a temporary one has to become again; both are relative to the root. */
type Search = (temporary: string) => Promise<string | undefined>;

/**
 * Puts back what is left in a folder of archives and missing in the newest state.
 *
 * @param folder - relative to the root
 * @returns false if no state can be trusted, so that what is left there may be needed
 */
export async function putBackIn(layout: Layout, folder: string, search: Search): Promise<boolean> {
  try {
    for (const name of listLeft(resolveBelow(layout.root, folder))) {
      const temporary = `${folder}/${name}`;
      const path = await search(temporary);
      if (path === undefined) continue;
      putBack(resolveBelow(layout.root, temporary), resolveBelow(layout.root, path));
    }
    return true;
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') return false;
    throw error;
  }
}

/**
 * Returns what finds the missing file of a state, relative to the root, whose bytes a left temporary file
 * has; undefined if there is none.
 *
 * @param getModels - the models of that state, asked for once they are needed
 */
export function createSearch(layout: Layout, getModels: () => Promise<Models>): Search {
  let byFolder: Promise<ArchivesByFolder> | undefined;
  return async (temporary) => {
    byFolder ??= getModels().then((models) => groupByFolder(listArchives(layout, models)));
    const archives = (await byFolder).get(dirname(temporary)) ?? [];
    const name = basename(temporary);
    for (const [source, hash] of archives) {
      for (const path of [source, otherPath(source)]) {
        if (!isTemporaryOf(path, name) || getSize(layout, source) !== undefined) continue;
        const stored = await readFile(layout, resolveBelow(layout.root, temporary), 'archive');
        const bytes = stored && unpackBytes(path, stored, layout.limits.archive.bytes);
        if (!Buffer.isBuffer(bytes) || isPackedPath(path) !== (bytes !== stored)) continue;
        if (hash === null || sha256(bytes) === hash) return path;
      }
    }
    return undefined;
  };
}

/** As {@link createSearch}, in the newest state, which is only loaded if it is needed. */
export function createSearchInNewest({ layout, env }: Place): Search {
  return createSearch(layout, async () => (await loadRegistry(layout, env.now())).state.models);
}

type ArchivesByFolder = ReadonlyMap<string, readonly (readonly [string, string | null])[]>;

/** A packed archive is in the same folder as the plain one. */
function groupByFolder(archives: ReadonlyMap<string, string | null>): ArchivesByFolder {
  const byFolder = new Map<string, (readonly [string, string | null])[]>();
  for (const archive of archives) {
    const folder = dirname(archive[0]);
    const others = byFolder.get(folder);
    if (others === undefined) byFolder.set(folder, [archive]);
    else others.push(archive);
  }
  return byFolder;
}
