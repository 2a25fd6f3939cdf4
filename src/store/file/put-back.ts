/**
 * Puts back what a killed removal left under the name of a temporary file (`removal.ts`), if the newest
 * state needs it: it was killed before it looked again.
 *
 * While it removes files, a removal leaves a list of them in the output, so that the next run knows where
 * to look, whichever models it writes.
 */
import { dirname, join } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { MEGABYTE } from '../../domain/limits.js';
import { parseJson } from '../../domain/json.js';
import { isKept, isPackedPath, otherPath } from '../../domain/packed.js';
import { readThroughDoor } from '../../files/door.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import {
  classifyTemporary,
  createFileClock,
  isTemporary,
  isTemporaryOf,
} from '../../files/temporary.js';
import { unpackBytes } from './gzip.js';
import { isOfModel, resolveBelow, type Layout } from './layout.js';
import { loadRegistry } from './load.js';
import { getSize } from './metadata.js';
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
 * Returns what finds the missing file of the newest state, relative to the root, whose bytes a left
 * temporary file has; undefined if there is none. The state is only loaded if it is needed.
 */
export function createSearch(layout: Layout): Search {
  let sources: Promise<Map<string, string | null>> | undefined;
  return async (temporary) => {
    const name = temporary.slice(temporary.lastIndexOf('/') + 1);
    for (const [source, hash] of await (sources ??= readSources(layout))) {
      for (const path of [source, otherPath(source)]) {
        const isOurs = dirname(path) === dirname(temporary) && isTemporaryOf(path, name);
        if (!isOurs || getSize(layout, source) !== undefined) continue;
        const stored = await readFile(layout, resolveBelow(layout.root, temporary), 'archive');
        const bytes = stored && unpackBytes(path, stored, layout.limits.archive.bytes);
        if (!Buffer.isBuffer(bytes) || isPackedPath(path) !== (bytes !== stored)) continue;
        if (hash === null || sha256(bytes) === hash) return path;
      }
    }
    return undefined;
  };
}

/** The archives of the newest state, with the hashes of their bytes. */
async function readSources(layout: Layout): Promise<Map<string, string | null>> {
  // The time is for registries of other programs, which have no archives.
  const { state } = await loadRegistry(layout, new Date(0));
  const sources = new Map<string, string | null>();
  for (const { versions } of state.models.values()) {
    for (const version of Object.values(versions)) {
      if (!isKept(version) || !isOfModel(layout.root, version.source)) continue;
      sources.set(version.source, version.hash);
    }
  }
  return sources;
}
