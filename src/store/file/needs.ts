/** Says which files the newest state of the registry needs. */
import { sha256 } from '../../domain/canonical.js';
import type { Models } from '../../domain/models.js';
import { otherPath } from '../../domain/packed.js';
import { listGenerations } from './generations.js';
import { getMetadataPath, isBelow, type Layout } from './layout.js';
import { loadRegistry } from './load.js';
import { getSize, listJoined, readArchiveAt } from './metadata.js';
import type { Output } from './output.js';
import type { IsNeeded } from './removal.js';

type Place = { readonly layout: Layout; readonly env: Pick<Output['env'], 'now'> };

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
 * Returns whether models need a file: it is their metadata, a version refers to it, or it has the bytes
 * of a version, packed or unpacked or beside those of another branch, and the file that the version refers
 * to does not.
 */
export function needsOf(layout: Layout, models: Models): IsNeeded {
  const needed = new Set<string>();
  const hashes = new Map<string, string | null>();
  const joined = new Map<string, string[]>();
  for (const { model_id: id, versions } of models.values()) {
    needed.add(getMetadataPath(id));
    for (const { source, hash } of Object.values(versions)) {
      if (source === null || !isBelow(layout.root, source)) continue;
      hashes.set(source, hash);
      for (const path of listJoined(layout, source)) {
        joined.set(path, [...(joined.get(path) ?? []), source]);
      }
    }
  }
  return async (path) => {
    if (needed.has(path) || hashes.has(path)) return true;
    if (joined.get(path)?.some((it) => getSize(layout, it) === undefined) === true) return true;
    const other = otherPath(path);
    const hash = hashes.get(other);
    if (hash === undefined) return false;
    const bytes = await readArchiveAt(layout, other);
    return bytes === undefined || sha256(bytes) !== hash;
  };
}
