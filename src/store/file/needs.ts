/** Says which files the newest state of the registry needs. */
import { unhashedArchivePath } from '../../domain/archive-names.js';
import { bytesOfHash } from '../../domain/line-ends.js';
import type { Models } from '../../domain/models.js';
import { isKept, otherPath } from '../../domain/packed.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { findPurged, withoutPurged } from '../../audit/purges.js';
import { readAuditLog } from './audit-log.js';
import { classifyRegistry } from './classify-registry.js';
import { listGenerations, listWithMarks, readGeneration } from './generations.js';
import { getMetadataPath, isOfModel, type Layout } from './layout.js';
import { loadRegistry, type LoadedRegistry } from './load.js';
import { getSize } from './find.js';
import { listJoined, readArchiveAt } from './metadata.js';
import { noneIfRefused, problemOr } from './open-file.js';
import type { Output } from './output.js';
import type { IsNeeded } from './removal.js';

/** The registry whose newest state is asked. */
export type Place = { readonly layout: Layout; readonly env: Pick<Output['env'], 'now'> };

/**
 * Returns whether the newest state needs a file. If there is a newer state than the known one, that is
 * loaded, each time there is another.
 *
 * @param known - the generation of a state
 * @param isNeededThen - whether that state needs a file
 */
export function createNeeds(
  { layout, env }: Place,
  known: number,
  isNeededThen: IsNeeded,
): IsNeeded {
  let [generation, isNeeded] = [known, isNeededThen];
  return async (path) => {
    const [newest = known] = listGenerations(layout);
    if (newest !== generation) {
      const { state } = await loadRegistry(layout, env.now());
      [generation, isNeeded] = [newest, needsOf(layout, state.models)];
    }
    return isNeeded(path);
  };
}

/**
 * Reads the models of the generations in whose place another state was put: they may be put back, so what
 * they need stays, but for what was deleted for good since, here or on a branch that was merged.
 */
export async function readReplaced(
  { layout, env }: Place,
  { replaces, state }: Pick<LoadedRegistry, 'replaces' | 'state'>,
): Promise<Models[]> {
  const { replaced } = listWithMarks(layout).marks;
  const numbers = new Set(replaced.map(({ generation }) => generation));
  if (replaces !== undefined) numbers.add(replaces);
  let log: Promise<Uint8Array> | undefined;
  const readLog = (): Promise<Uint8Array> => (log ??= readLogIfReadable(layout, state));
  const found: Models[] = [];
  for (const generation of numbers) {
    const bytes = readGeneration(layout, generation);
    const judged = bytes && (await classifyRegistry(bytes, env.now()));
    if (judged?.kind !== 'sound') continue;
    const { models } = judged.state;
    found.push(withoutPurged(models, await findPurged(models, state, readLog)));
  }
  return found;
}

/** A log that may not be read tells of no purge: what a state needs stays then. */
async function readLogIfReadable(
  layout: Layout,
  { audit }: Pick<RegistryState, 'audit'>,
): Promise<Uint8Array> {
  const log = await problemOr(readAuditLog(layout, audit));
  return 'refused' in log ? new Uint8Array() : log;
}

/** Returns whether any of some states needs a file. */
export function anyNeeds(layout: Layout, states: readonly Models[]): IsNeeded {
  const all = states.map((it) => needsOf(layout, it));
  return async (path) => {
    for (const isNeeded of all) if (await isNeeded(path)) return true;
    return false;
  };
}

/**
 * Returns whether models need a file: it is their metadata, a version refers to it, or it has the bytes
 * of a version, packed or unpacked, named by their hash or beside those of another branch, and the file that
 * the version refers to does not, or not alone. A deleted version needs none.
 */
export function needsOf(layout: Layout, models: Models): IsNeeded {
  const needed = new Set([...models.values()].map((it) => getMetadataPath(it.model_id)));
  const hashes = listArchives(layout, models);
  const readAt = (path: string, hash?: string) =>
    readArchiveAt(layout, path, hash).catch(noneIfRefused);
  const joined = new Map<string, string[]>();
  for (const source of hashes.keys()) {
    for (const path of listJoined(layout, source)) {
      joined.set(path, [...(joined.get(path) ?? []), source]);
    }
  }
  return async (path) => {
    if (needed.has(path) || hashes.has(path)) return true;
    if (joined.get(path)?.some((it) => getSize(layout, it) === undefined) === true) return true;
    const other = otherPath(path);
    const hash = hashes.get(other);
    if (hash === null) return true;
    // What has its name may be a link: the bytes are then only here.
    if (hash !== undefined && !has(await readAt(other, hash), hash)) return true;
    const named = unhashedArchivePath(path);
    for (const source of named === undefined ? [] : [named.path, otherPath(named.path)]) {
      const whole = hashes.get(source) ?? null;
      if (whole === null || !whole.startsWith(named?.start ?? '')) continue;
      // A file of several branches is there only until it is taken apart.
      if (!has(await readAt(source), whole)) return true;
    }
    return false;
  };
}

function has(bytes: Uint8Array | undefined, hash: string): boolean {
  return bytes !== undefined && bytesOfHash(bytes, hash) !== undefined;
}

/** The archives that models refer to, relative to the root, with the hashes of their bytes. */
export function listArchives(layout: Layout, models: Models): Map<string, string | null> {
  const hashes = new Map<string, string | null>();
  for (const { versions } of models.values()) {
    for (const version of Object.values(versions)) {
      if (!isKept(version) || !isOfModel(layout.root, version.source)) continue;
      hashes.set(version.source, version.hash);
    }
  }
  return hashes;
}
