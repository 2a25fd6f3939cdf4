/** What a registry of files can be made of when it is lost, and what then takes its place. */
import { join } from 'node:path';
import { versionsFolder } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { plainPath } from '../../domain/packed.js';
import type { Loaded, Salvage, SalvagedArchive } from '../port.js';
import { moveDamagedAside } from './generations.js';
import { listFolder, surveyRegistry } from './inspect-output.js';
import type { Layout } from './layout.js';
import { resolveBelow } from './layout.js';
import { loadRegistry } from './load.js';
import { readArchiveFile } from './metadata.js';
import { loadCorrupt } from './open-corrupt.js';
import type { Output } from './output.js';
import { moveAside } from './quarantine.js';
import { readRemnants } from './salvage.js';

const KEPT_ASIDE = /\.corrupt-\d{4}-\d\d-\d\dT/;

/** The registry, or what a new one can be committed on where no state of it can be trusted. */
export async function loadDamaged({
  layout,
  env,
}: Output): Promise<{ readonly loaded: Loaded; readonly isCorrupt: boolean }> {
  try {
    return { loaded: await loadRegistry(layout, env.now()), isCorrupt: false };
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') {
      return { loaded: await loadCorrupt(layout, env.now()), isCorrupt: true };
    }
    throw error;
  }
}

/** The folders that may be those of models, and what is in them. */
export async function salvageModels(layout: Layout): Promise<Salvage> {
  return {
    place: layout.root,
    ids: await modelFolders(layout),
    remnants: () => readRemnants(layout),
    archives: (id) => readArchives(layout, id),
  };
}

async function modelFolders(layout: Layout): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await listFolder(layout.root)) {
    if (kind !== 'folder' || name.startsWith('.')) continue;
    const inside = await listFolder(join(layout.root, name));
    if (inside.some((it) => it.name === 'versions' && it.kind === 'folder')) found.push(name);
  }
  return found;
}

async function readArchives(layout: Layout, id: string): Promise<SalvagedArchive[]> {
  const folder = versionsFolder(id);
  const archives: SalvagedArchive[] = [];
  for (const { name, kind, temporary, mtime } of await listFolder(
    resolveBelow(layout.root, folder),
  )) {
    const path = `${folder}/${name}`;
    if (temporary !== 'none' || KEPT_ASIDE.test(name)) continue;
    const kept = kind === 'file' ? await readArchiveFile(layout, path) : undefined;
    archives.push({
      path,
      name: kept?.isPacked === true ? plainPath(name) : name,
      writtenAt: mtime,
      kept,
    });
  }
  return archives;
}

/** Moves damaged files out of the way that the new registry has taken the place of. */
export async function clearAway({ layout, env }: Output): Promise<void> {
  const now = env.now();
  await moveDamagedAside(layout, now);
  const { backup } = await surveyRegistry(layout, now);
  if (backup?.kind === 'damaged') moveAside(layout.backup, layout.backup, now);
}
