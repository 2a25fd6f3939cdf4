/** Reads the metadata files and archives of models. */
import { existsSync, statSync } from 'node:fs';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { isObject, parseJson } from '../../domain/json.js';
import type { Entry, ModelMetadata, VersionEntry } from '../../domain/model.js';
import { otherPath } from '../../domain/packed.js';
import type { Wording } from '../../domain/wording.js';
import { readBytesIfPresent, readTextIfPresent } from '../../files/atomic.js';
import type { StoredArchive } from '../port.js';
import { unpackBytes } from './gzip.js';
import { isBelow, getMetadataPath, resolveBelow, type Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';

/** Reads the metadata of a model's current version, as `metadata` of the port. */
export async function readMetadata(layout: Layout, id: string): Promise<ModelMetadata | undefined> {
  const path = resolveBelow(layout.root, getMetadataPath(id));
  const text = await readTextIfPresent(path).catch(() => undefined);
  const json = text === undefined ? undefined : parseJson(text);
  return isMetadata(json) ? json : undefined;
}

/**
 * Finds the archived bytes of a version on disk; undefined if there are none. If they are being packed or
 * unpacked, or that was interrupted, they may be in the other file next to the path.
 *
 * @param source - their path relative to the step's output, as the version names it
 */
export async function findArchive(
  layout: Layout,
  source: string | null,
): Promise<StoredArchive | undefined> {
  if (source === null) return undefined;
  for (const path of [source, otherPath(source)]) {
    const bytes = await readArchiveAt(layout, path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

/** Reads the archived bytes of a version and verifies their hash, as `archive` of the port. */
export async function readCheckedArchive(
  layout: Layout,
  { version, source, hash }: Pick<VersionEntry, 'version' | 'source' | 'hash'>,
): Promise<Uint8Array> {
  const hint = 'Restore that file, below the output of the step, from a backup.';
  const found = await findArchive(layout, source);
  if (found === undefined) throw describeLost('missing', `${source} of version ${version}`, hint);
  if (hash === null || sha256(found.bytes) === hash) return found.bytes;
  throw describeLost('damaged', `${source} of version ${version}`, hint);
}

const LOSSES = { missing: 'are missing', damaged: 'do not match their hash' };

/** Returns the error for archived bytes that are lost. @param which - their path and version */
export function describeLost(
  problem: keyof typeof LOSSES,
  which: string,
  hint: Wording,
): RegistryError {
  const message = `The archived bytes ${which} ${LOSSES[problem]}.`;
  return new RegistryError(`archive-${problem}`, message, hint);
}

/** Reads the unpacked bytes of the archive at exactly this path; undefined if there is none. */
export async function readArchiveAt(layout: Layout, path: string): Promise<Buffer | undefined> {
  return (await readArchiveFile(layout, path))?.bytes;
}

/** Reads the archive at exactly this path, unpacked, and whether it was packed; undefined if there is none. */
export async function readArchiveFile(
  layout: Layout,
  path: string,
): Promise<{ readonly bytes: Buffer; readonly isPacked: boolean } | undefined> {
  try {
    const stored = await readBytesIfPresent(resolveBelow(layout.root, path));
    const bytes = stored && unpackBytes(path, stored);
    return bytes && { bytes, isPacked: bytes !== stored };
  } catch {
    // An unreadable file, or a path outside the output, counts as missing.
    return undefined;
  }
}

/** Reads the text of a model's metadata file, sound or not; undefined if there is none. */
export async function readRawMetadata(layout: Layout, id: string): Promise<string | undefined> {
  try {
    return await readTextIfPresent(resolveBelow(layout.root, getMetadataPath(id)));
  } catch {
    return '';
  }
}

/** Returns the size of a regular file below the root, in bytes; undefined if there is none. */
export function getSize(layout: Layout, path: string): number | undefined {
  if (!isBelow(layout.root, path)) return undefined;
  const found = lstatIfPresent(resolveBelow(layout.root, path));
  return found?.isFile() === true ? found.size : undefined;
}

/** Whether a path below the step's output exists. */
export function pathExists(layout: Layout, path: string): boolean {
  return lstatIfPresent(resolveBelow(layout.root, path)) !== undefined;
}

/** Checks just enough for a file that only this program writes. */
function isMetadata(json: unknown): json is ModelMetadata {
  return (
    isObject(json) &&
    json['schema'] === 'urn:gnn-model-registry:schema:model-metadata:1' &&
    isListOfObjects(json['diagnostics']) &&
    isListOfObjects(json['ontology'])
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
}

/** Whether the files of a model's current version exist, with the archive in full size. */
export function hasFiles(layout: Layout, entry: Entry, withMetadata: boolean): boolean {
  const current = entry.versions[entry.version];
  const source = current?.source ?? null;
  try {
    if (source === null) return false;
    const archive = statSync(resolveBelow(layout.root, source), { throwIfNoEntry: false });
    const isPacked = current?.archived_at !== undefined;
    if (isPacked ? archive === undefined : archive?.size !== entry.file_size_bytes) return false;
    return !withMetadata || existsSync(resolveBelow(layout.root, getMetadataPath(entry.model_id)));
  } catch {
    return false;
  }
}
