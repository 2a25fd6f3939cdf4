/** Finds and removes files in the output that nothing refers to. */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveFolders, idKey, isArchivePath, isFolderName } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import type { Models } from '../../domain/models.js';
import { isKept } from '../../domain/packed.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, option, wording } from '../../domain/wording.js';
import type { Collected, Garbage, GarbageOptions } from '../../domain/maintenance.js';
import { createFileClock, isYoung } from '../../files/temporary.js';
import { resolveBelow } from './layout.js';
import { isRegistryThere, loadRegistry, type LoadedRegistry } from './load.js';
import { isUnreadable, lstatIfPresent } from '../../files/lstat-if-present.js';
import { exclusively } from './lock.js';
import { isHeld } from './lock-holder.js';
import { anyNeeds, createNeeds, listArchives, readReplaced } from './needs.js';
import { createSearch } from './put-back.js';
import { finishPurges, listUnfinished } from './scrub.js';
import { YOUNG, aloneInFolder, findFirst, inspectFolder, listBack } from './ownerless-folders.js';
import { findOtherRegistries } from './shared-output.js';
import { findUnwanted, splitJoined, type Unwanted } from './split-joined.js';
import { createLostSearch, createPurgedSearch } from './unclaimed.js';
import {
  isArchiveAt,
  putBack,
  removeFiles,
  removeModelFolder,
  type IsNeeded,
  type ListedFile,
  type ModelFolder,
} from './removal.js';
import { listFolder, type FoundName } from './inspect-output.js';
import type { Output } from './output.js';
import { isQuarantined, listOutdatedEdits } from './quarantine.js';

/** What may not be read of the kept states is for `verify` to tell: garbage can be collected without it. */
async function unlessUnreadable<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isUnreadable(error)) return otherwise;
    throw error;
  }
}

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
    const found = await findSettled(place, force);
    if (found === undefined) return undefined;
    const { garbage, left, sources, state } = found;
    const unfinished = await unlessUnreadable(listUnfinished(place, state), []);
    return { garbage: garbage.map(({ it }) => it), left, sources, unfinished, removed: false };
  }
  return exclusively(place, async () => {
    const { isThere, due, state } = await loadSettled(place);
    if (isThere && due === 'nothing') await unlessUnreadable(finishPurges(place, state), []);
    const found = await findGarbage(place, force);
    if (found === undefined) return undefined;
    for (const [temporary, path] of found.lost) {
      putBack(resolveBelow(layout.root, temporary), resolveBelow(layout.root, path));
    }
    const paths = only && new Set(only.map((it) => it.path));
    const garbage = found.garbage.filter(({ it }) => paths?.has(it.path) !== false);
    const kept: string[] = [];
    for (const { it, isJoined = false } of garbage) {
      const isOver = !isJoined || (await splitJoined(layout, it.path, found.isNeeded)) === 'split';
      if (!isOver) kept.push(it.path);
    }
    const listed = garbage.filter(({ it }) => !kept.includes(it.path)).map((it) => it.listed);
    const files = listed.filter((it) => 'path' in it);
    const failed = await removeFiles(layout, files, found.isNeeded, env.signal);
    for (const folder of listed.filter((it) => 'ours' in it)) {
      env.signal?.throwIfAborted();
      failed.push(...(await removeModelFolder(layout, folder, found.isNeeded)));
    }
    const left = [...kept, ...failed].map((path) => ({ path, why: 'it could not be removed' }));
    const { sources } = found;
    const all = [...found.left, ...left];
    return { garbage: garbage.map(({ it }) => it), left: all, sources, removed: true };
  });
}

/** Garbage, with its files as they were listed. */
interface ListedGarbage {
  readonly it: Garbage;
  readonly listed: ListedFile | ModelFolder;
  /** Branches joined bytes in it that are needed. */
  readonly isJoined?: boolean;
}

interface FoundGarbage {
  readonly state: RegistryState;
  readonly garbage: readonly ListedGarbage[];
  readonly left: Collected['left'];
  readonly sources: Collected['sources'];
  /** Temporary files that must become files again which the newest state needs. */
  readonly lost: readonly (readonly [temporary: string, path: string])[];
  /** Whether the newest state needs a file, at any time later. */
  readonly isNeeded: IsNeeded;
}

/**
 * Finds garbage, again while a writer holds the lock or an archive that was found is gone: a writer removes archives
 * after its commit, and those are not garbage for anyone else. Waits no longer than for a publication.
 */
async function findSettled(place: Output, force: boolean): Promise<FoundGarbage | undefined> {
  const { root, lock } = place.layout;
  const begun = performance.now();
  for (;;) {
    const found = await findGarbage(place, force);
    const archives = (found?.garbage ?? []).filter(({ it }) => it.why === NAMELESS);
    const isGone = ({ it }: ListedGarbage): boolean =>
      lstatIfPresent(resolveBelow(root, it.path)) === undefined;
    const isPassing = archives.length > 0 && (isHeld(lock) || archives.some(isGone));
    const waited = performance.now() - begun;
    if (!isPassing || waited > LONGEST_PUBLICATION_MS) return found;
    await sleep(20 + waited / 4);
  }
}

async function findGarbage(place: Output, force: boolean): Promise<FoundGarbage | undefined> {
  const { layout, env } = place;
  const loaded = await loadSettled(place);
  if (!loaded.isThere) return undefined;
  const { models, generation } = loaded.state;
  const replaced = await readReplaced(place, loaded);
  const states = [models, ...replaced];
  const isNeededNow = anyNeeds(layout, states);
  const names = await listFolder(layout.root);
  assertUpToDate(loaded, names, place);
  const now = createFileClock(layout.root);
  const found: ListedGarbage[] = [];
  const left: Collected['left'][number][] = [];
  const sources = new Map<string, readonly string[]>();
  const lost: [temporary: string, path: string][] = [];
  const search = createSearch(layout, async () => models);
  const findLost = createLostSearch(layout, states);
  const findPurged = createPurgedSearch(layout, models.values());
  const deleted = listDeleted(models);
  const ids = new Set(states.flatMap((it) => [...it.keys()]).map(idKey));
  const named = new Set(states.flatMap((it) => [...listArchives(layout, it).keys()]));
  /** A model may name files in the folder of an id that it had. */
  const folders = new Set([...named].map((it) => it.slice(0, it.indexOf('/'))));
  /** What a file that branches joined has besides what is needed of it; undefined if there is nothing else. */
  const inspectJoined = async (path: string): Promise<Unwanted | undefined> =>
    named.has(path) || !isArchivePath(path) ? undefined : findUnwanted(layout, path, isNeededNow);
  const former = new Set([...models.values()].flatMap((it) => it.former_ids ?? []));
  const generations = basename(layout.generations);
  const outdated = listOutdatedEdits(
    names.map(({ name }) => name),
    env.now(),
  );
  const inspectName = async (folder: string, one: FoundName): Promise<void> => {
    const path = folder === '' ? one.name : `${folder}/${one.name}`;
    const isForced = force || (folder === '' && outdated.has(one.name));
    const why = one.kind === 'file' ? classifyName(folder, one, isForced) : undefined;
    if (why?.kind === 'temporary' && folder !== '' && folder !== generations) {
      const missing = await search(path);
      if (missing !== undefined) {
        left.push({ path, why: describeOnly(missing) });
        lost.push([path, missing]);
        return;
      }
    }
    if (why === undefined) return;
    const { size, mtimeMs } = one;
    const isJoined = await isNeededNow(path);
    const unwanted = await inspectJoined(path);
    const bytes = isJoined ? unwanted?.bytes : size;
    if (bytes === undefined) return;
    const isDeleted = deleted.has(path);
    const isArchive = why.kind === 'archive';
    const purged = isArchive ? await findPurged(path) : undefined;
    const isPassing = isArchive && !isDeleted && purged === undefined && isYoung(mtimeMs, now);
    const missing = isArchive && !isPassing ? await findLost(path) : undefined;
    if (isPassing) left.push({ path, why: YOUNG });
    else if (missing !== undefined) left.push({ path, why: describeOnly(missing) });
    else {
      const file = { path, size, mtimeMs };
      const listed = purged === undefined || isJoined ? file : aloneInFolder(file);
      const about = purged === undefined ? 'its version is deleted' : describePurged(purged);
      const told = isDeleted || purged !== undefined ? { ...why, why: about } : why;
      const reason = isJoined ? { ...why, why: SHARED } : told;
      found.push({ it: { path, ...reason, bytes }, listed, isJoined });
      if (unwanted !== undefined) sources.set(path, unwanted.sources);
    }
  };
  for (const one of names) await inspectName('', one);
  for (const one of layout.isInOutput ? await listFolder(layout.generations) : [])
    await inspectName(generations, one);
  for (const one of names) {
    const { name, kind } = one;
    env.signal?.throwIfAborted();
    if (kind !== 'folder' || name.startsWith('.') || !isFolderName(name)) continue;
    if (states.some((it) => it.has(name)) || folders.has(name)) {
      for (const folder of archiveFolders(name)) {
        for (const one of await listFolder(resolveBelow(layout.root, folder)))
          await inspectName(folder, one);
      }
    } else if (!ids.has(idKey(name))) {
      const back = former.has(name) ? await listBack(layout, name, { findPurged, findLost }) : [];
      for (const { path, size: bytes, purged, folder: listed } of back) {
        found.push({ it: { kind: 'archive', path, bytes, why: describePurged(purged) }, listed });
      }
      // The rest is looked at once they are gone.
      if (back.length > 0) continue;
      const judged = await inspectFolder(one, { place, state: loaded.state, force, now });
      if (judged === undefined) continue;
      if ('why' in judged) {
        left.push({ path: name, why: judged.why });
        for (const one of judged.killed) found.push(toKilled(one));
      } else {
        const only = await findFirst(
          judged.ours.map((it) => it.path),
          findLost,
        );
        if (only !== undefined) {
          left.push({ path: name, why: describeOnly(only) });
          continue;
        }
        const bytes = judged.ours.reduce((sum, { size }) => sum + size, 0);
        const why = 'no model has that name';
        found.push({ it: { kind: 'folder', path: name, bytes, why }, listed: judged });
      }
    }
  }
  const isNeeded = createNeeds(place, generation, isNeededNow);
  const isNeededByReplaced = anyNeeds(layout, replaced);
  return {
    state: loaded.state,
    garbage: found,
    left,
    sources,
    lost,
    isNeeded: async (path) =>
      (await isNeeded(path)) ||
      (await isNeededByReplaced(path)) ||
      (isArchivePath(path) && (await findLost(path)) !== undefined),
  };
}

function describePurged(version: string): string {
  return `version ${version} is deleted for good`;
}

function describeOnly(missing: string): string {
  return `it has the bytes of ${missing}, which is missing or damaged`;
}

/** The archives of versions that were deleted. */
function listDeleted(models: Models): Set<string> {
  const versions = [...models.values()].flatMap((it) => Object.values(it.versions));
  return new Set(versions.flatMap((it) => (isKept(it) ? [] : (it.source ?? []))));
}

const NAMELESS = 'no version has these bytes';
const KILLED = 'left by a run that was killed';
const SHARED = 'a merge joined bytes in it that no version needs any more';

/** How long a writer may take from its commit to the publication before the registry needs repair. */
const LONGEST_PUBLICATION_MS = 2_000;

/** Loads the registry, again if a writer has committed and is about to publish. */
async function loadSettled({ layout, env }: Output): Promise<LoadedRegistry> {
  const begun = performance.now();
  for (;;) {
    const loaded = await loadRegistry(layout, env.now());
    const waited = performance.now() - begun;
    if (loaded.due !== 'publish' || waited > LONGEST_PUBLICATION_MS) return loaded;
    await sleep(20 + waited / 4);
  }
}

function toKilled(listed: ListedFile): ListedGarbage {
  const { path, size: bytes } = listed;
  return { it: { kind: 'temporary', path, bytes, why: KILLED }, listed };
}

type GarbageReason = Pick<Garbage, 'kind' | 'why'>;

function classifyName(
  folder: string,
  { name, temporary }: FoundName,
  force: boolean,
): GarbageReason | undefined {
  if (temporary === 'left') return { kind: 'temporary', why: KILLED };
  if (temporary !== 'none') return undefined;
  if (isQuarantined(name)) {
    return force ? { kind: 'kept_aside', why: 'it was damaged or replaced' } : undefined;
  }
  if (!isArchiveAt(`${folder}/${name}`)) return undefined;
  return { kind: 'archive', why: NAMELESS };
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
