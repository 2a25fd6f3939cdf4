/** Finds and removes files in the output that nothing refers to. */
import { basename, dirname } from 'node:path';
import { idKey, isFolderName, modelFolder } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { operation, option, wording } from '../../domain/wording.js';
import type { Collected, Garbage, GarbageOptions } from '../../domain/maintenance.js';
import { sha256 } from '../../domain/canonical.js';
import { HOUR } from '../../domain/clock.js';
import { otherPath } from '../../domain/packed.js';
import { listGenerations } from './generations.js';
import { isBelow, getMetadataPath, resolveBelow } from './layout.js';
import { isRegistryThere, loadRegistry, type LoadedRegistry } from './load.js';
import { exclusively } from './lock.js';
import { pathExists, readArchiveAt, getSize } from './metadata.js';
import { findOtherRegistries } from './shared-output.js';
import {
  isArchiveName,
  removeFiles,
  removeModelFolder,
  inspectModelFolder,
} from './packed-archives.js';
import { listFolder, type FoundName } from './inspect-output.js';
import type { Output } from './output.js';
import { isQuarantined } from './quarantine.js';

/**
 * Removes archives of versions that no model has, folders of models that are not in the registry and
 * contain only files of this program, and temporary files of killed runs; see `collectGarbage` of the
 * port. Only names in this program's own formats are considered.
 */
export async function collectGarbage(
  place: Output,
  { force = false, dryRun = false, only }: GarbageOptions,
): Promise<Collected | undefined> {
  const { layout, env } = place;
  // Before the lock, which would create the folder.
  if (!isRegistryThere(layout)) return undefined;
  if (dryRun) {
    const found = await findGarbage(place, force);
    return found && { ...found, removed: false };
  }
  return exclusively(place, async () => {
    const newest = listGenerations(layout)[0];
    const found = await findGarbage(place, force);
    if (found === undefined) return undefined;
    // If this run was suspended here, another one may have taken over its lock.
    if (listGenerations(layout)[0] !== newest) throw describeBusy(place);
    const paths = only && new Set(only.map((it) => it.path));
    const garbage = found.garbage.filter((it) => paths?.has(it.path) !== false);
    const files = garbage.filter((it) => !isFolder(it)).map((it) => it.path);
    const failed = removeFiles(layout, files);
    for (const { path } of garbage.filter(isFolder)) {
      env.signal?.throwIfAborted();
      failed.push(...(await removeModelFolder(layout, path)));
    }
    const left = failed.map((path) => ({ path, why: 'it could not be removed' }));
    return { garbage, left: [...found.left, ...left], removed: true };
  });
}

function isFolder({ kind }: Garbage): boolean {
  return kind === 'folder';
}

type FoundGarbage = Pick<Collected, 'garbage' | 'left'>;

async function findGarbage(place: Output, force: boolean): Promise<FoundGarbage | undefined> {
  const { layout, env } = place;
  const loaded = await loadRegistry(layout, env.now());
  if (!loaded.isThere) return undefined;
  const names = await listFolder(layout.root);
  assertUpToDate(loaded, names, place);
  const { models } = loaded.state;
  const found: Garbage[] = [];
  const left: FoundGarbage['left'][number][] = [];
  const needed = await findNeededPaths(loaded, place);
  const ids = new Map([...models.keys()].map((id) => [idKey(id), id]));
  const inspectName = (folder: string, one: FoundName): void => {
    const path = folder === '' ? one.name : `${folder}/${one.name}`;
    const why =
      one.kind === 'file' && !needed.has(path) ? classifyName(folder, one, force) : undefined;
    if (why === undefined) return;
    if (why.kind === 'archive' && isRecent(one, place)) {
      left.push({ path, why: 'a running process may be about to register it' });
    } else found.push({ path, ...why, bytes: getSize(layout, path) ?? 0 });
  };
  for (const one of names) inspectName('', one);
  const generations = basename(layout.generations);
  const isInside = dirname(layout.generations) === layout.root;
  for (const one of isInside ? await listFolder(layout.generations) : [])
    inspectName(generations, one);
  for (const { name, kind } of names) {
    env.signal?.throwIfAborted();
    if (kind !== 'folder' || name.startsWith('.') || !isFolderName(name)) continue;
    if (models.has(name)) {
      for (const folder of [modelFolder(name), `${modelFolder(name)}/versions`]) {
        for (const one of await listFolder(resolveBelow(layout.root, folder)))
          inspectName(folder, one);
      }
    } else if (!ids.has(idKey(name))) {
      const judged = await inspectFolder(name, place, force);
      if (judged === undefined) continue;
      if ('other' in judged) {
        left.push({ path: name, why: `no model has that name, but it contains ${judged.other}` });
      } else found.push({ kind: 'folder', path: name, ...judged, why: 'no model has that name' });
    }
  }
  return { garbage: found, left };
}

type GarbageReason = Pick<Garbage, 'kind' | 'why'>;

function classifyName(
  folder: string,
  { name, temporary }: FoundName,
  force: boolean,
): GarbageReason | undefined {
  if (temporary === 'left') return { kind: 'temporary', why: 'left by a run that was killed' };
  if (temporary !== 'none') return undefined;
  if (isQuarantined(name)) {
    return force ? { kind: 'kept_aside', why: 'it was damaged or replaced' } : undefined;
  }
  if (!folder.endsWith('/versions') || !isArchiveName(name)) return undefined;
  return { kind: 'archive', why: 'no version has these bytes' };
}

/** Without the lock, another run may have written archives that are not registered yet. */
function isRecent({ mtime }: FoundName, { options, env }: Output): boolean {
  return !options.settings.registry_lock && mtime.getTime() > env.now().getTime() - HOUR;
}

/** Returns the size of a folder without a model, or a foreign file in it; undefined if it is not ours. */
async function inspectFolder(
  id: string,
  { layout }: Output,
  force: boolean,
): Promise<{ readonly bytes: number } | { readonly other: string } | undefined> {
  const isOurs = [`${modelFolder(id)}/versions`, getMetadataPath(id)].some((it) =>
    pathExists(layout, it),
  );
  if (!isOurs) return undefined;
  const { ours, others } = await inspectModelFolder(layout, id);
  const quarantined = force ? undefined : ours.find((path) => isQuarantined(basename(path)));
  const [other = quarantined] = others;
  if (other !== undefined) return { other };
  let bytes = 0;
  for (const path of ours) bytes += getSize(layout, path) ?? 0;
  return { bytes };
}

/** Finds the archives that versions refer to, or that have their bytes if the named one does not. */
async function findNeededPaths(
  { state }: LoadedRegistry,
  { layout }: Output,
): Promise<Set<string>> {
  const needed = new Set<string>();
  for (const { versions } of state.models.values()) {
    for (const { source, hash } of Object.values(versions)) {
      if (source === null || !isBelow(layout.root, source)) continue;
      needed.add(source);
      const other = otherPath(source);
      if (!pathExists(layout, other)) continue;
      const bytes = await readArchiveAt(layout, source).catch(() => undefined);
      if (bytes === undefined || sha256(bytes) !== hash) needed.add(other);
    }
  }
  return needed;
}

/** Refuses an outdated registry: files it does not refer to may belong to the newest state. */
function assertUpToDate(
  { due }: LoadedRegistry,
  names: readonly FoundName[],
  { layout }: Output,
): void {
  const others = findOtherRegistries(names, layout);
  if (others.length > 0) {
    throw new RegistryError(
      'in-use',
      `other registries share this output: ${others.join(', ')}`,
      'Files that this one does not refer to may be theirs, so nothing is removed.',
    );
  }
  if (due === 'nothing') return;
  throw new RegistryError(
    'registry-corrupt',
    `${layout.registryShown} needs repair: files it does not refer to may belong to what it lost`,
    wording`Check it with ${operation('verify')}, repair it with ${option('repair')}, and try again.`,
  );
}

function describeBusy({ layout }: Output): RegistryError {
  return new RegistryError(
    'lock-busy',
    `Another run changed ${layout.registryShown} in the meantime; nothing was removed.`,
    'Wait until it is done, and try again.',
  );
}
