/** What stands in the output and nothing refers to, and its removal. */
import { basename, dirname } from 'node:path';
import { HOUR } from '../domain/clock.js';
import { RegistryError } from '../domain/errors.js';
import { sha256 } from '../domain/canonical.js';
import { otherPath } from '../domain/packed.js';
import { operation, option, wording } from '../domain/wording.js';
import { listGenerations } from '../store/file/generations.js';
import {
  isBelow,
  isFolderName,
  metadataPath,
  modelFolder,
  resolveBelow,
} from '../store/file/layout.js';
import type { LoadedRegistry } from '../store/file/load.js';
import { isRegistryThere, loadRegistry } from '../store/file/load.js';
import { withLock } from '../store/file/lock.js';
import { hasName, readArchiveAt } from '../store/file/metadata.js';
import { otherRegistries } from '../store/file/shared-output.js';
import {
  isArchiveName,
  isKeptAside,
  removeFiles,
  removeModelFolder,
  sizeOf,
  surveyModelFolder,
} from '../store/file/packed-archives.js';
import type { FoundName } from '../store/file/inspect-output.js';
import { listFolder } from '../store/file/inspect-output.js';
import { idKey } from '../version/model-id.js';
import type { Workplace } from './operation.js';
import { describeMissingRegistry } from './operation.js';

/** Something that can be removed. */
export type Garbage = {
  readonly kind: 'archive' | 'folder' | 'temporary' | 'kept_aside';
  /** Below the step's output. */
  readonly path: string;
  readonly bytes: number;
  readonly why: string;
};

/** What was found, and what became of it. */
export interface Collected {
  readonly garbage: readonly Garbage[];
  /** What looks like it and is left, with the reason. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
  readonly removed: boolean;
}

/** What is to be collected. */
export interface GcCommand {
  /** Also what was damaged or replaced and is kept beside the registry. */
  readonly force?: boolean;
  /** Say it, and remove nothing. */
  readonly dryRun?: boolean;
  /** Of all that is found, only these. */
  readonly only?: readonly Garbage[];
}

/**
 * Removes what nothing refers to: archives of versions that no model has, folders of models that are
 * nowhere in the registry and hold nothing but files of this program, and temporary files of runs
 * that were killed. Only names of this program's own forms are looked at.
 *
 * @throws RegistryError `registry-missing`; `in-use` where other registries share the output;
 *   `registry-corrupt` where the registry stands on an older state than its newest; `lock-busy`
 */
export async function collectGarbage(
  place: Workplace,
  { force = false, dryRun = false, only }: GcCommand = {},
): Promise<Collected> {
  const { layout, options, env } = place;
  // Before the lock, which would make the folder.
  if (!isRegistryThere(layout)) throw describeMissingRegistry(layout);
  if (dryRun) return { ...(await findGarbage(place, force)), removed: false };
  const lock = {
    enabled: options.settings.registry_lock,
    timeoutMs: options.lockTimeout * 1000,
    ...(env.onNotice && { onNotice: env.onNotice }),
    ...(env.signal && { signal: env.signal }),
  };
  return withLock(layout.registry, lock, async () => {
    const newest = listGenerations(layout)[0];
    const found = await findGarbage(place, force);
    // A run that was stopped here may have lost its lock to one that went on.
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

type Found = Pick<Collected, 'garbage' | 'left'>;

async function findGarbage(place: Workplace, force: boolean): Promise<Found> {
  const { layout, env } = place;
  const loaded = await loadRegistry(layout, env.now());
  const names = await listFolder(layout.root);
  assertOrder(loaded, names, place);
  const { models } = loaded.state;
  const found: Garbage[] = [];
  const left: Found['left'][number][] = [];
  const needed = await neededPaths(loaded, place);
  const ids = new Map([...models.keys()].map((id) => [idKey(id), id]));
  const look = (folder: string, one: FoundName): void => {
    const path = folder === '' ? one.name : `${folder}/${one.name}`;
    const why = one.kind === 'file' && !needed.has(path) ? reasonOf(folder, one, force) : undefined;
    if (why === undefined) return;
    if (why.kind === 'archive' && isYoung(one, place)) {
      left.push({ path, why: 'a run at work may be about to register it' });
    } else found.push({ path, ...why, bytes: sizeOf(layout, path) ?? 0 });
  };
  for (const one of names) look('', one);
  const generations = basename(layout.generations);
  const isInside = dirname(layout.generations) === layout.root;
  for (const one of isInside ? await listFolder(layout.generations) : []) look(generations, one);
  for (const { name, kind } of names) {
    env.signal?.throwIfAborted();
    if (kind !== 'folder' || name.startsWith('.') || !isFolderName(name)) continue;
    if (models.has(name)) {
      for (const folder of [modelFolder(name), `${modelFolder(name)}/versions`]) {
        for (const one of await listFolder(resolveBelow(layout.root, folder))) look(folder, one);
      }
    } else if (!ids.has(idKey(name))) {
      const judged = await judgeFolder(name, place, force);
      if (judged === undefined) continue;
      if ('other' in judged) {
        left.push({ path: name, why: `no model has that name, but it holds ${judged.other}` });
      } else found.push({ kind: 'folder', path: name, ...judged, why: 'no model has that name' });
    }
  }
  return { garbage: found, left };
}

type Why = Pick<Garbage, 'kind' | 'why'>;

function reasonOf(folder: string, { name, temporary }: FoundName, force: boolean): Why | undefined {
  if (temporary === 'left') return { kind: 'temporary', why: 'a run that was killed left it' };
  if (temporary !== 'none') return undefined;
  if (isKeptAside(name)) {
    return force ? { kind: 'kept_aside', why: 'it was damaged or replaced' } : undefined;
  }
  if (!folder.endsWith('/versions') || !isArchiveName(name)) return undefined;
  return { kind: 'archive', why: 'no version has these bytes' };
}

/** Without the lock, another run may have written archives that it has not registered yet. */
function isYoung({ mtime }: FoundName, { options, env }: Workplace): boolean {
  return !options.settings.registry_lock && mtime.getTime() > env.now().getTime() - HOUR;
}

/** What a folder that no model has takes, or what it holds besides; undefined where it is not ours. */
async function judgeFolder(
  id: string,
  { layout }: Workplace,
  force: boolean,
): Promise<{ readonly bytes: number } | { readonly other: string } | undefined> {
  const isOurs = [`${modelFolder(id)}/versions`, metadataPath(id)].some((it) =>
    hasName(layout, it),
  );
  if (!isOurs) return undefined;
  const { ours, others } = await surveyModelFolder(layout, id);
  const aside = force ? undefined : ours.find((path) => isKeptAside(basename(path)));
  const [other = aside] = others;
  if (other !== undefined) return { other };
  let bytes = 0;
  for (const path of ours) bytes += sizeOf(layout, path) ?? 0;
  return { bytes };
}

/** Every archive that a version names, or that may have its bytes while the named one has not. */
async function neededPaths({ state }: LoadedRegistry, { layout }: Workplace): Promise<Set<string>> {
  const needed = new Set<string>();
  for (const { versions } of state.models.values()) {
    for (const { source, hash } of Object.values(versions)) {
      if (source === null || !isBelow(layout.root, source)) continue;
      needed.add(source);
      const other = otherPath(source);
      if (!hasName(layout, other)) continue;
      const bytes = await readArchiveAt(layout, source);
      if (bytes === undefined || sha256(bytes) !== hash) needed.add(other);
    }
  }
  return needed;
}

/** What an older state does not name may be what the newest one named. */
function assertOrder(
  { due, isThere: isRegistered }: LoadedRegistry,
  names: readonly FoundName[],
  { layout }: Workplace,
): void {
  if (!isRegistered) throw describeMissingRegistry(layout);
  const others = otherRegistries(names, layout);
  if (others.length > 0) {
    throw new RegistryError(
      'in-use',
      `other registries share this output: ${others.join(', ')}`,
      'What this one does not name may be theirs: nothing is removed.',
    );
  }
  if (due === 'nothing') return;
  throw new RegistryError(
    'registry-corrupt',
    `${layout.registryShown} is not in order: what it does not name may be what it lost`,
    wording`Look at it with ${operation('verify')}, mend it with ${option('repair')}, and try again.`,
  );
}

function describeBusy({ layout }: Workplace): RegistryError {
  return new RegistryError(
    'lock-busy',
    `Another run changed ${layout.registryShown} meanwhile; nothing was removed.`,
    'Wait until it is done, and try again.',
  );
}
