/** Takes a registry out of its files, and makes files of one of another store. */
import { RegistryError } from '../../domain/errors.js';
import { bytesOfHash } from '../../domain/line-ends.js';
import { MEGABYTE } from '../../domain/limits.js';
import type { Entry } from '../../domain/model.js';
import { isPackedPath } from '../../domain/packed.js';
import { operation, option, wording } from '../../domain/wording.js';
import { hasContent, withErrorPathAsync, writeAtomic } from '../../files/atomic.js';
import { packBytes } from '../../files/gzip.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import type { Contents, WholeRegistry, Wanted } from '../port.js';
import { describeMissing, listKept, verifyContents } from '../whole-registry.js';
import { writeArtifact } from './archives.js';
import { readAuditLog } from './audit-log.js';
import { writeGitFiles } from './git-files.js';
import { getMetadataPath, resolveBelow, type Layout } from './layout.js';
import { isRegistryThere, loadRegistry } from './load.js';
import { findArchive } from './metadata.js';
import { noneIfRefused, readFile } from './open-file.js';
import type { Output } from './output.js';
import { prepareRegistry, saveRegistry } from './registry.js';
import { createOutput } from './shared-output.js';

/** How many models are read at once. */
const BATCH = 100;

/** Reads a registry with all that belongs to it, as `takeOut` of the port. */
export async function takeOut({ layout, env }: Output): Promise<WholeRegistry> {
  const loaded = await loadRegistry(layout, env.now());
  if (!loaded.isThere) {
    throw new RegistryError(
      'registry-missing',
      `There is no registry at ${layout.registryShown}.`,
      wording`Give its location with ${option('output_dir')} or ${option('registry_path')}.`,
    );
  }
  if (loaded.isDue || loaded.isOldFormat === true) throw describeDue(layout);
  const { state } = loaded;
  const log = await readAuditLog(layout, state.audit);
  const hashes = new Map([...state.models.values()].flatMap(listHashes));
  return { state, log, readContents: (wanted) => readContents(layout, wanted, hashes) };
}

function listHashes({ versions }: Entry): [string, string | null][] {
  return Object.values(versions).flatMap(({ source, hash }): [string, string | null][] =>
    source === null ? [] : [[source, hash]],
  );
}

async function readContents(
  layout: Layout,
  { ids, sources }: Wanted,
  hashes: ReadonlyMap<string, string | null>,
): Promise<Contents> {
  const metadata = new Map<string, string>();
  for (const id of ids) {
    const path = resolveBelow(layout.root, getMetadataPath(id));
    const text = await readFile(layout, path, 'metadata').catch(noneIfRefused);
    if (text !== undefined) metadata.set(id, text.toString('utf8'));
  }
  const bytes = new Map<string, Uint8Array>();
  for (const source of sources) {
    const hash = hashes.get(source) ?? null;
    const found = await findArchive(layout, source, hash).catch(noneIfRefused);
    const plain = found && (hash === null ? found.bytes : bytesOfHash(found.bytes, hash));
    if (plain !== undefined) bytes.set(source, isPackedPath(source) ? packBytes(plain) : plain);
  }
  return { metadata, bytes };
}

/** Makes files of a registry of another store, as `bringIn` of the port. */
export async function bringIn(
  { layout, options, env }: Output,
  whole: WholeRegistry,
): Promise<string[]> {
  refuseTaken(layout, whole.log);
  const { state } = whole;
  const bytes = prepareRegistry(layout, state, options.settings.max_registry_size * MEGABYTE);
  const empty = await loadRegistry(layout, env.now());
  createOutput(layout);
  await writeGitFiles(layout);
  const missing: string[] = [];
  const entries = [...state.models.values()];
  for (let at = 0; at < entries.length; at += BATCH) {
    env.signal?.throwIfAborted();
    missing.push(...(await writeModels(layout, entries.slice(at, at + BATCH), whole)));
  }
  if (whole.log.length > 0) {
    await withErrorPathAsync(layout.auditLog, () =>
      writeAtomic(layout.auditLog, whole.log, { durable: true }),
    );
  }
  const before = { ...empty, state: { ...empty.state, generation: state.generation - 1 } };
  const saving = { backup: false, now: env.now(), onNotice: env.onNotice };
  if (!(await saveRegistry(layout, before, bytes, saving))) throw describeTaken(layout);
  return missing;
}

async function writeModels(
  layout: Layout,
  entries: readonly Entry[],
  { readContents: read }: WholeRegistry,
): Promise<string[]> {
  const kept = entries.flatMap(listKept);
  const sources = kept.map((it) => it.source);
  const contents = await read({ ids: entries.map((it) => it.model_id), sources });
  const { sound, lost } = verifyContents(kept, contents);
  for (const [{ source }, data] of sound) await writeArtifact(layout, { path: source, data });
  for (const [id, data] of contents.metadata)
    await writeArtifact(layout, { path: getMetadataPath(id), data });
  return lost.map(describeMissing);
}

/** Refuses a place that has a registry, or the log of one. */
function refuseTaken(layout: Layout, log: Uint8Array): void {
  const isLogFree =
    lstatIfPresent(layout.auditLog) === undefined || hasContent(layout.auditLog, log);
  if (isRegistryThere(layout) || !isLogFree) throw describeTaken(layout);
}

function describeTaken(layout: Layout): RegistryError {
  return new RegistryError(
    'output-exists',
    `There is a registry at ${layout.registryShown} already.`,
    wording`Name another folder with ${option('output_dir')}.`,
  );
}

function describeDue(layout: Layout): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} has something to repair first, or an older format.`,
    wording`Run ${operation('verify', option('repair'))} or ${operation('run')} on it, and then again.`,
  );
}
