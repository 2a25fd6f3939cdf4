/** Inspects the files of a registry, to verify them against it. */
import { join } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { entriesWithFolder } from '../../../domain/models.js';
import type { VersionEntry } from '../../../domain/model.js';
import type { Inspection, Refused, ReplacedArchive, StoreCheck } from '../../port.js';
import type { SoundRegistry } from '../classify-registry.js';
import { refuseLinks, writeArchive, writeArtifact } from '../archives.js';
import { quarantineDamaged } from '../generations.js';
import {
  hasArchives,
  inspectRegistry,
  listFolder,
  type FoundName,
  type StoredRegistry,
} from '../inspect-output.js';
import { isBelow, getMetadataPath, getShownPath, resolveBelow, type Layout } from '../layout.js';
import { problemOr } from '../open-file.js';
import { loadRegistry, type LoadedRegistry } from '../load.js';
import { isHeld } from '../lock-holder.js';
import { pathExists } from '../find.js';
import { findArchive, readArchiveAt, readRawMetadata } from '../metadata.js';
import type { Output } from '../output.js';
import { findLinkedFolder } from '../../../files/door.js';
import { writePacked } from '../packed-archives.js';
import { moveToQuarantine } from '../quarantine.js';
import { audit } from './audit.js';
import { folders } from './folders.js';
import { generations } from './generations.js';
import { registry } from './registry.js';
import type { FileInspection, FileStep } from './step.js';
import type { Verification } from './verification.js';

/** Inspects everything in the output; see `inspect` of the port. */
export async function inspectOutput(
  output: Output,
  verification: Verification,
  known?: LoadedRegistry,
): Promise<Inspection | undefined> {
  const { layout, env } = output;
  const loaded = known ?? (await tryToLoad(output));
  const names = await listFolder(layout.root);
  const isAnywhere = loaded?.isThere !== false || hasModels(layout, names);
  if (!isAnywhere) return undefined;
  const trusted = loaded?.isThere === true ? loaded : undefined;
  const judged = [...verification.sound, loaded?.judged].filter((it) => it !== undefined);
  const stored = await inspectRegistry(layout, env.now(), judged, loaded?.state.models);
  verification.sound = [stored.file, stored.backup].filter(isSound);
  const files: FileInspection = {
    ...output,
    verification,
    stored,
    loaded: trusted,
    entries: trusted === undefined ? [] : entriesWithFolder(trusted.state.models),
    names,
  };
  return {
    loaded: trusted,
    checks: {
      registry: bind(registry, files),
      generations: bind(generations, files),
      audit: bind(audit, files),
      folders: bind(folders, files),
    },
    isBeingWritten: () => isHeld(layout.lock),
    metadata: async (id) => ({
      path: getMetadataPath(id),
      text: await readRawMetadata(layout, id),
    }),
    writeMetadata: (id, data) => writeArtifact(layout, { path: getMetadataPath(id), data }),
    archive: async (source, hash) =>
      isBelow(layout.root, source) ? readOrRefuse(layout, source, hash) : 'outside',
    findArchive: async (source, hash) => {
      const found = await problemOr(findArchive(layout, source, hash));
      return found !== undefined && 'refused' in found ? undefined : found;
    },
    replaceArchive: (version, bytes) => replaceArchive(output, version, bytes),
  };
}

async function readOrRefuse(
  layout: Layout,
  source: string,
  hash: string | null,
): Promise<Uint8Array | Refused | undefined> {
  const found = await problemOr(readArchiveAt(layout, source, hash));
  if (found === undefined || !('refused' in found) || found.isUnreadable === true) return found;
  const folder = findLinkedFolder(layout.base, resolveBelow(layout.root, source));
  return { ...found, isAbove: folder !== undefined };
}

function bind({ check, repair }: FileStep, files: FileInspection): StoreCheck {
  return {
    check: () => check(files),
    ...(repair && { repair: (state) => repair(files, state) }),
  };
}

/** Anything else may have been refused unread, and its bytes are not known. */
function isSound(stored: StoredRegistry['file' | 'backup']): stored is SoundRegistry {
  return stored !== undefined && !(stored instanceof Error) && stored.kind === 'sound';
}

/** Durably writes the bytes of a version again. A file that they replace is quarantined next to it. */
async function replaceArchive(
  { layout, env }: Output,
  { source, archived_at }: VersionEntry & { readonly source: string },
  bytes: Uint8Array,
): Promise<ReplacedArchive> {
  const actions: string[] = [];
  const target = resolveBelow(layout.root, source);
  refuseLinks(layout, source);
  if (pathExists(layout, source)) {
    const quarantined = moveToQuarantine(target, target, env.now());
    const kept = quarantined.slice(layout.root.length + 1);
    actions.push(`The previous ${source} is kept next to it as ${kept}.`);
  }
  const placed =
    archived_at === undefined
      ? await writeArchive(layout, { path: source, data: bytes }, { durable: true })
      : await writePacked(layout, source, bytes);
  return { source: placed, actions };
}

/** Whether a lost registry left folders of models. */
function hasModels({ root }: Layout, names: readonly FoundName[]): boolean {
  const folders = names.filter(({ name, kind }) => kind === 'folder' && !name.startsWith('.'));
  return folders.some(({ name }) => hasArchives(join(root, name)));
}

/** Loads the registry; undefined if no state can be trusted. */
async function tryToLoad({ layout, env }: Output): Promise<LoadedRegistry | undefined> {
  try {
    return await loadRegistry(layout, env.now());
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') return undefined;
    throw error;
  }
}

/** Quarantines unreadable generations below a sound one, and says what was done. */
export async function quarantineGenerations({ layout, env }: Output): Promise<readonly string[]> {
  const quarantined = await quarantineDamaged(layout, env.now());
  return quarantined.map(
    ({ generation, path }) =>
      `Generation ${generation} was damaged and is kept as ${getShownPath(layout, path)}.`,
  );
}

export { beginVerification } from './verification.js';
