/** Salvages what a lost registry can be rebuilt from, and quarantines what the new one replaces. */
import { basename, dirname, join } from 'node:path';
import {
  archiveFolders,
  isFirstArchivePath,
  isLeftByMerge,
  versionsFolder,
} from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { parseJson } from '../../domain/json.js';
import { remnantKey, type Remnant, type Remnants } from '../../domain/maintenance.js';
import type { Loaded, Salvage, SalvagedArchive } from '../port.js';
import { listGenerations, quarantineDamaged, readGeneration } from './generations.js';
import { hasArchives, inspectRegistry, listFolder } from './inspect-output.js';
import { resolveBelow, type Layout } from './layout.js';
import { loadRegistry, type LoadedRegistry } from './load.js';
import { readArchiveAt, readArchiveParts } from './metadata.js';
import type { Output } from './output.js';
import { noneIfRefused, readFile, refusedOr } from './open-file.js';
import { isQuarantined, moveToQuarantine } from './quarantine.js';

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
    purging: [],
  };
}

/** Returns the folders of possible models and their content. */
export async function salvageModels(layout: Layout): Promise<Salvage> {
  return {
    location: layout.root,
    ids: await listModelFolders(layout),
    remnants: () => readRemnants(layout),
    archives: (id) => listArchives(layout, id),
  };
}

async function listModelFolders(layout: Layout): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await listFolder(layout.root)) {
    if (kind !== 'folder' || name.startsWith('.')) continue;
    if (hasArchives(join(layout.root, name))) found.push(name);
  }
  return found;
}

/** What is no archive any more, or never was one. */
function isSetAside(name: string): boolean {
  return isQuarantined(name) || isLeftByMerge(name);
}

async function listArchives(layout: Layout, id: string): Promise<SalvagedArchive[]> {
  const listed = await Promise.all(
    archiveFolders(id).map(async (folder) => {
      const found = await listFolder(resolveBelow(layout.root, folder));
      return found.map((it) => ({ ...it, path: `${folder}/${it.name}` }));
    }),
  );
  return listed
    .flat()
    .filter(({ path, name, temporary }) => {
      const isNamed = path.startsWith(`${versionsFolder(id)}/`) || isFirstArchivePath(path);
      return isNamed && temporary === 'none' && !isSetAside(name);
    })
    .map(({ path, kind, mtimeMs }) => {
      return {
        path,
        writtenAt: new Date(mtimeMs),
        read: async () =>
          kind === 'folder' ? undefined : refusedOr(readArchiveParts(layout, path)),
        find: async (hash) => readArchiveAt(layout, path, hash).catch(noneIfRefused),
      };
    });
}

// Matches the start of a version as `emitRegistry` writes it, in any context.
const VERSION =
  /"version": ("(?:[^"\\]|\\.){1,256}"),\s+"file_path": ("(?:[^"\\]|\\.){0,4096}"),\s+"created_at": ("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),\s+"hash": ("[0-9a-f]{64}")/g;

/** Reads what is left in the registry, its backup, its generations and quarantined files. */
async function readRemnants(layout: Layout): Promise<Remnants> {
  const found = new Map<string, Remnant[]>();
  const folder = dirname(layout.registry);
  const candidates = (await listFolder(folder)).filter(
    ({ name, kind }) =>
      kind === 'file' && name.startsWith(basename(layout.registry)) && !isLeftByMerge(name),
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

// The metadata before it has no such key, and what follows it is on the lines below.
const SOURCE = /^[ \t]+"source": ("(?:[^"\\]|\\.){0,4096}")/m;

function collect(bytes: Buffer | undefined, found: Map<string, Remnant[]>): void {
  const text = bytes?.toString('utf8') ?? '';
  const starts = [...text.matchAll(VERSION)];
  for (const [at, start] of starts.entries()) {
    // Read as JSON, so that none of them keeps the whole text in memory.
    const [all, ...words] = start;
    const [version, filePath, createdAt, hash] = words.map(readText);
    if (version === undefined || filePath === undefined) continue;
    if (createdAt === undefined || hash === undefined) continue;
    const rest = text.slice(start.index + all.length, starts[at + 1]?.index);
    const source = readText(SOURCE.exec(rest)?.[1] ?? '');
    const key = remnantKey(version, hash);
    const known = found.get(key) ?? [];
    const isSame = (it: Remnant): boolean =>
      it.filePath === filePath && it.createdAt === createdAt && it.source === source;
    if (known.some(isSame)) continue;
    found.set(key, [...known, { version, hash, source, filePath, createdAt }]);
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
