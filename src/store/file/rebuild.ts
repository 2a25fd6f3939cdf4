/** Salvages what a lost registry can be rebuilt from, and quarantines what the new one replaces. */
import { basename, dirname, join } from 'node:path';
import { versionsFolder } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { parseJson } from '../../domain/json.js';
import { remnantKey, type Remnant, type Remnants } from '../../domain/maintenance.js';
import { plainPath } from '../../domain/packed.js';
import type { Loaded, Salvage, SalvagedArchive } from '../port.js';
import { listGenerations, quarantineDamaged, readGeneration } from './generations.js';
import { listFolder, inspectRegistry } from './inspect-output.js';
import { resolveBelow, type Layout } from './layout.js';
import { loadRegistry, type LoadedRegistry } from './load.js';
import { readArchiveFile } from './metadata.js';
import type { Output } from './output.js';
import { noneIfRefused, readFile, refusedOr } from './open-file.js';
import { moveToQuarantine } from './quarantine.js';

const QUARANTINED = /\.corrupt-\d{4}-\d\d-\d\dT/;

/** Loads the registry or, if no state can be trusted, an empty one to commit a new one on. */
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

/**
 * Loads a registry without any trusted state as an empty one, on which a new one can be committed: above
 * every existing generation, with the published file quarantined.
 */
async function loadCorrupt(layout: Layout, now: Date): Promise<LoadedRegistry> {
  const bytes = await readFile(layout, layout.registry, 'registry');
  const generations = listGenerations(layout);
  const [generation = 0] = generations;
  const models = new Map();
  return {
    state: { generation, updatedAt: now.toISOString(), models },
    audited: models,
    isThere: true,
    due: 'commit',
    isDue: true,
    fingerprint: '',
    notices: [],
    before: undefined,
    published: { bytes, quarantineAs: bytes === undefined ? undefined : 'corrupt' },
    generations,
  };
}

/** Returns the folders of possible models and their content. */
export async function salvageModels(layout: Layout): Promise<Salvage> {
  return {
    location: layout.root,
    ids: await listModelFolders(layout),
    remnants: () => readRemnants(layout),
    archives: (id) => readArchives(layout, id),
  };
}

async function listModelFolders(layout: Layout): Promise<string[]> {
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
  for (const { name, kind, temporary, mtimeMs } of await listFolder(
    resolveBelow(layout.root, folder),
  )) {
    const path = `${folder}/${name}`;
    if (temporary !== 'none' || QUARANTINED.test(name)) continue;
    const kept = kind === 'folder' ? undefined : await refusedOr(readArchiveFile(layout, path));
    const isPacked = kept !== undefined && 'isPacked' in kept && kept.isPacked;
    archives.push({
      path,
      name: isPacked ? plainPath(name) : name,
      writtenAt: new Date(mtimeMs),
      kept,
    });
  }
  return archives;
}

// Matches the start of a version as `emitRegistry` writes it, in any context.
const VERSION =
  /"version": ("(?:[^"\\]|\\.){1,256}"),\s+"file_path": ("(?:[^"\\]|\\.){0,4096}"),\s+"created_at": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",\s+"hash": "([0-9a-f]{64})"/g;

/** Reads what is left in the registry, its backup, its generations and quarantined files. */
async function readRemnants(layout: Layout): Promise<Remnants> {
  const found = new Map<string, Remnant[]>();
  const folder = dirname(layout.registry);
  const candidates = (await listFolder(folder)).filter(
    ({ name, kind }) => kind === 'file' && name.startsWith(basename(layout.registry)),
  );
  for (const { name } of candidates) {
    const path = join(folder, name);
    collect(await readFile(layout, path, 'registry').catch(noneIfRefused), found);
  }
  for (const generation of listGenerations(layout)) {
    collect(readGeneration(layout, generation), found);
  }
  return found;
}

function collect(bytes: Buffer | undefined, found: Map<string, Remnant[]>): void {
  for (const [, version = '', path = '', createdAt = '', hash = ''] of (
    bytes?.toString('utf8') ?? ''
  ).matchAll(VERSION)) {
    const [number, filePath] = [readText(version), readText(path)];
    if (number === undefined || filePath === undefined) continue;
    const key = remnantKey(number, hash);
    const known = found.get(key) ?? [];
    if (known.some((it) => it.filePath === filePath && it.createdAt === createdAt)) continue;
    found.set(key, [...known, { filePath, createdAt }]);
  }
}

function readText(json: string): string | undefined {
  const text = parseJson(json);
  return typeof text === 'string' ? text : undefined;
}

/** Quarantines the damaged files that the new registry replaced. */
export async function quarantineReplaced({ layout, env }: Output): Promise<void> {
  const now = env.now();
  await quarantineDamaged(layout, now);
  const { backup } = await inspectRegistry(layout, now);
  const isDamaged = backup !== undefined && 'kind' in backup && backup.kind === 'damaged';
  if (isDamaged) moveToQuarantine(layout.backup, layout.backup, now);
}
