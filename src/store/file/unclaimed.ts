/** Judges archives that no version names, by their bytes. */
import { posix } from 'node:path';
import { archiveFolders, archiveStem, sharedPath } from '../../domain/archive-names.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { SPEC_ENDING } from '../../domain/spec.js';
import { hashesIn } from './contents.js';
import { resolveBelow, type Layout } from './layout.js';
import { bytesOfArchive } from './metadata.js';
import { listArchives } from './needs.js';
import { problemOr, readFile } from './open-file.js';

/** Returns the hashes of all that the archive at a path has; none if it may not be read. */
type ReadHashes = (path: string) => Promise<ReadonlySet<string>>;

function createReader(layout: Layout): ReadHashes {
  // What was read counts also while a removal has moved the file aside.
  const known = new Map<string, ReadonlySet<string>>();
  return async (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const file = await problemOr(readFile(layout, resolveBelow(layout.root, path), 'archive'));
    const { bytes: limit } = layout.limits.archive;
    const hashes = Buffer.isBuffer(file) ? hashesIn(path, file, limit) : new Set<string>();
    known.set(path, hashes);
    return hashes;
  };
}

/**
 * Returns what tells which archive, as a version names it, is missing or damaged while the file at a path has
 * its bytes: by themselves or beside others, under any name.
 */
export function createLostSearch(
  layout: Layout,
  states: readonly Models[],
): (path: string) => Promise<string | undefined> {
  const read = createReader(layout);
  let byHash: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return async (path) => {
    byHash ??= groupByHash(layout, states);
    for (const hash of await read(path)) {
      for (const source of byHash.get(hash) ?? []) {
        if ((await bytesOfArchive(layout, source, hash)) === undefined) return source;
      }
    }
    return undefined;
  };
}

function groupByHash(layout: Layout, states: readonly Models[]): Map<string, Set<string>> {
  const sources = new Map<string, Set<string>>();
  for (const models of states) {
    for (const [source, hash] of listArchives(layout, models)) {
      if (hash !== null) sources.set(hash, (sources.get(hash) ?? new Set()).add(source));
    }
  }
  return sources;
}

/**
 * Returns what tells which version, deleted for good, the archive at a path is of: it has the name and the
 * bytes of that version, as a merge may bring it back. No run is about to register it, however young it
 * is: a number is never given twice, and a version without bytes gets none.
 */
export function createPurgedSearch(
  layout: Layout,
  entries: Iterable<Entry>,
): (path: string) => Promise<string | undefined> {
  const read = createReader(layout);
  let byName:
    | ReadonlyMap<string, readonly (readonly [version: string, hash: string])[]>
    | undefined;
  return async (path) => {
    byName ??= groupByName(entries);
    const purged = byName.get(withoutExtension(sharedPath(path)));
    if (purged === undefined) return undefined;
    const hashes = await read(path);
    return purged.find(([, hash]) => hashes.has(hash))?.[0];
  };
}

function withoutExtension(path: string): string {
  return path.replace(SPEC_ENDING, '');
}

function groupByName(entries: Iterable<Entry>): Map<string, (readonly [string, string])[]> {
  const byName = new Map<string, (readonly [string, string])[]>();
  for (const { model_id: id, former_ids = [], versions } of entries) {
    for (const { version, source, hash, deleted_at } of Object.values(versions)) {
      if (source !== null || deleted_at === undefined || hash === null) continue;
      for (const folder of [id, ...former_ids].flatMap(archiveFolders)) {
        const name = posix.join(folder, archiveStem(version));
        byName.set(name, [...(byName.get(name) ?? []), [version, hash]]);
      }
    }
  }
  return byName;
}
