/** The registry on disk: read, told apart from what other programs write, and written whole. */
import { isUtf8 } from 'node:buffer';
import { lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import { sha256 } from '../domain/canonical.js';
import { RegistryError, errorCode } from '../domain/errors.js';
import type { Entry, Registry, RegistryState } from '../domain/model.js';
import { emitRegistry, verifyChecksum } from './registry-text.js';
import { adoptForeign } from './adopt.js';
import {
  describeUnwritable,
  readBytesIfThere,
  sweepTemporaries,
  writeAtomic,
  writeIfChanged,
} from './atomic.js';
import type { WriteOptions } from './atomic.js';
import { isFolderName, resolveBelow } from './layout.js';
import type { Layout } from './layout.js';

/** A registry as it was found. */
export interface LoadedRegistry {
  state: RegistryState;
  /** `own` only with a checksum that holds; `foreign` for what another program wrote or edited. */
  origin: 'none' | 'own' | 'foreign';
  /** Differs when the file's bytes do; empty where there is no file. */
  fingerprint: string;
  /** What people should know of it. */
  notices: string[];
}

const SCHEMA_FAMILY = 'urn:gnn-model-registry:schema:model-registry:';
const SCHEMA = `${SCHEMA_FAMILY}1`;

/**
 * Reads the registry. A rename makes it whole, so that reading needs no lock.
 *
 * @param now - The time for models of a foreign registry that has none; also of an empty one.
 * @throws RegistryError `registry-corrupt` when it does not read as a registry, and
 * `registry-unreadable` when it cannot be opened, is no regular file or has a newer format.
 */
export async function loadRegistry(layout: Layout, now: Date): Promise<LoadedRegistry> {
  const bytes = await readRegistryBytes(layout);
  if (bytes === undefined) {
    const state = { generation: 0, updatedAt: now.toISOString(), models: new Map() };
    return { state, origin: 'none', fingerprint: '', notices: [] };
  }
  if (!isUtf8(bytes)) throw describeCorrupt(layout, 'its bytes are not UTF-8');
  const text = bytes.toString('utf8').replace(/^\u{FEFF}/u, '');
  const json = parseJson(text, layout);
  const schema = readSchema(json);
  if (schema.startsWith(SCHEMA_FAMILY) && schema !== SCHEMA) throw describeNewer(layout, schema);
  const fingerprint = sha256(bytes);
  if (isIntact(json, text))
    return { state: toState(json), origin: 'own', fingerprint, notices: [] };
  const found = (await readEdited(json, layout)) ?? readForeign(json, layout, now);
  return { ...found, fingerprint };
}

async function readRegistryBytes(layout: Layout): Promise<Buffer | undefined> {
  try {
    const found = await lstat(layout.registry);
    if (found.isFile()) return await readBytesIfThere(layout.registry);
    const what = found.isSymbolicLink() ? 'a symbolic link' : 'not a regular file';
    // Renaming over a link would cut it off and leave the file behind it out of date in silence.
    throw describeUnreadable(layout, `it is ${what}`);
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const code = errorCode(error) ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw describeUnreadable(layout, code, error);
  }
}

function parseJson(text: string, layout: Layout): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw describeCorrupt(layout, 'it is not JSON', error);
  }
}

function readSchema(json: unknown): string {
  const isKeyed = typeof json === 'object' && json !== null && Object.hasOwn(json, 'schema');
  return isKeyed && 'schema' in json ? String(json.schema) : '';
}

/** Ours, and unchanged since: then its shape is known and needs no look at each entry. */
function isIntact(json: unknown, text: string): json is Registry {
  return readSchema(json) === SCHEMA && verifyChecksum(text);
}

function toState(registry: Registry): RegistryState {
  return {
    generation: registry.generation,
    updatedAt: registry.updated_at,
    models: new Map(Object.entries(registry.models)),
    ...(registry.foreign === undefined ? {} : { foreign: registry.foreign }),
  };
}

/** A registry of ours that another program or a person changed; undefined where it is not sound. */
async function readEdited(
  json: unknown,
  layout: Layout,
): Promise<Omit<LoadedRegistry, 'fingerprint'> | undefined> {
  if (readSchema(json) !== SCHEMA) return undefined;
  // Loaded only here: a run on an intact registry has no use for it.
  const { validate } = await import('../domain/generated/model-registry.js');
  const isRegistry = (value: unknown): value is Registry => validate(value);
  if (!isRegistry(json) || !Object.entries(json.models).every(isSafeEntry)) return undefined;
  const notice = `${layout.registryShown} was edited by another program: its checksum does not hold. It reads well and is kept as it is.`;
  return { state: toState(json), origin: 'foreign', notices: [notice] };
}

function isSafeEntry([id, entry]: [string, Entry]): boolean {
  return isFolderName(id) && entry.model_id === id;
}

function readForeign(
  json: unknown,
  layout: Layout,
  now: Date,
): Omit<LoadedRegistry, 'fingerprint'> {
  const adopted = adoptForeign(json, now);
  if (adopted === undefined) throw describeCorrupt(layout, 'it does not read as a registry');
  const { state, lost } = adopted;
  const notices = [
    `${layout.registryShown} was written by another program; ${state.models.size === 1 ? '1 model was' : `${state.models.size} models were`} taken over.`,
  ];
  if (lost.length > 0) {
    const more = lost.length > 10 ? ` and ${lost.length - 10} more` : '';
    notices.push(
      `These parts of ${layout.registryShown} could not be taken over: ${lost.slice(0, 10).join(', ')}${more}.`,
    );
  }
  return { state, origin: 'foreign', notices };
}

/**
 * The bytes of a registry, to be made before anything is written.
 *
 * @param maxBytes - The limit; a larger registry is not written.
 * @throws RegistryError `registry-too-large`
 */
export function prepareRegistry(layout: Layout, state: RegistryState, maxBytes: number): Buffer {
  const bytes = Buffer.from(emitRegistry(state));
  if (bytes.length > maxBytes) throw describeTooLarge(layout, bytes.length, maxBytes);
  return bytes;
}

/**
 * Replaces the registry as a whole; when this resolves, it is on the disk.
 *
 * @param options - `backup`: keep the registry before as `model_registry.json.bak`
 * @throws RegistryError `output-unwritable`; the registry before is whole.
 */
export async function saveRegistry(
  layout: Layout,
  bytes: Buffer,
  { backup }: { backup: boolean },
): Promise<void> {
  if (backup) await keepBackup(layout);
  await naming(layout.registry, () => writeAtomic(layout.registry, bytes, { durable: true }));
}

/**
 * Removes what runs that were killed left beside the registry and the summary.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function sweepOutput(layout: Layout): Promise<void> {
  for (const folder of new Set([layout.root, dirname(layout.registry)])) {
    await naming(folder, () => sweepTemporaries(folder));
  }
}

async function keepBackup(layout: Layout): Promise<void> {
  const before = await readRegistryBytes(layout);
  if (before === undefined) return;
  await naming(layout.backup, () => writeAtomic(layout.backup, before, { durable: true }));
}

/**
 * Writes the archived bytes of versions, below the output. An archive with other bytes is the
 * leftover of a run that did not commit, and is replaced.
 *
 * @param jobs - How many files are written at once.
 * @throws RegistryError `output-unwritable`, after every write that had begun has ended.
 */
export async function writeArchives(
  layout: Layout,
  files: readonly { path: string; bytes: Uint8Array }[],
  jobs: number,
  options: WriteOptions = { durable: false },
): Promise<void> {
  await writeAll(files, jobs, ({ path, bytes }) => writeBelow(layout, path, bytes, options));
}

/**
 * Writes the files that can be made again from the registry and the archives, below the output.
 *
 * @param jobs - How many files are written at once.
 * @throws RegistryError `output-unwritable`, after every write that had begun has ended.
 */
export async function writeArtifacts(
  layout: Layout,
  files: readonly { path: string; text: string }[],
  jobs: number,
  onWritten?: (done: number) => void,
): Promise<void> {
  let done = 0;
  await writeAll(files, jobs, async ({ path, text }) => {
    await writeBelow(layout, path, text, { durable: false });
    done += 1;
    onWritten?.(done);
  });
}

async function writeBelow(
  layout: Layout,
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const target = resolveBelow(layout.root, path);
  await naming(target, () => {
    refuseLinks(layout.root, path);
    return writeIfChanged(target, data, options);
  });
}

/** A folder below the root that is a link could lead a write out of the output. */
function refuseLinks(root: string, path: string): void {
  let folder = root;
  for (const segment of path.split('/').slice(0, -1)) {
    folder = join(folder, segment);
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === true) {
      throw Object.assign(new Error(`${folder} is a symbolic link`), { code: 'ELOOP' });
    }
  }
}

/** Like a plain map, but it waits for what is under way: nothing is written after the lock is gone. */
async function writeAll<T>(
  files: readonly T[],
  jobs: number,
  write: (file: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  await pMap(
    files,
    async (file) => {
      if (failures.length > 0) return;
      await write(file).catch((error: unknown) => failures.push(error));
    },
    { concurrency: jobs },
  );
  if (failures.length > 0) throw failures[0];
}

async function naming<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}

function describeCorrupt(layout: Layout, reason: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'registry-corrupt',
    `The registry ${layout.registryShown} is damaged: ${reason}.`,
    `Restore it from a copy (${layout.registryShown}.bak is the one before, where there is one), or move it away to start a new one.`,
    { cause },
  );
}

function describeUnreadable(layout: Layout, reason: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} cannot be read: ${reason}.`,
    'Make it a regular file that you may read, or give another place with --registry-path.',
    { cause },
  );
}

function describeNewer(layout: Layout, schema: string): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} has a format that this version does not know: ${schema}.`,
    'Install the version of this program that wrote it, or a later one.',
  );
}

function describeTooLarge(layout: Layout, size: number, limit: number): RegistryError {
  return new RegistryError(
    'registry-too-large',
    `The registry ${layout.registryShown} would have ${size} bytes; the limit is ${limit} bytes.`,
    'Raise max_registry_size (in MB) in the settings, or register into another file with --registry-path.',
  );
}
