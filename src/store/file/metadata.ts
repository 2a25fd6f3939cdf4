/** The metadata file of a model, as it was written. */
import { existsSync, statSync } from 'node:fs';
import type { Entry, ModelMetadata } from '../../domain/model.js';
import { otherPath } from '../../domain/packed.js';
import { readBytesIfPresent, readTextIfPresent } from '../../files/atomic.js';
import { unpackBytes } from './gzip.js';
import type { Layout } from './layout.js';
import { isBelow, metadataPath, resolveBelow } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';

/**
 * The metadata of a model's current version, or undefined where it is missing or damaged: it can
 * always be made again from the spec.
 */
export async function readMetadata(layout: Layout, id: string): Promise<ModelMetadata | undefined> {
  const path = resolveBelow(layout.root, metadataPath(id));
  const text = await readTextIfPresent(path).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return isMetadata(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Archived bytes, and the file that holds them. */
export interface FoundArchive {
  /** Below the step's output. */
  readonly path: string;
  /** Unpacked. */
  readonly bytes: Buffer;
}

/**
 * The archived bytes of a version, as they are on the disk; undefined where there are none. A change
 * that packs or unpacks them, and was ended or is not written yet, leaves them beside that path.
 *
 * @param source - their path below the step's output, as the version names it
 */
export async function findArchive(
  layout: Layout,
  source: string | null,
): Promise<FoundArchive | undefined> {
  if (source === null) return undefined;
  for (const path of [source, otherPath(source)]) {
    const bytes = await readArchiveAt(layout, path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

/** The bytes that `findArchive` finds. */
export async function readArchive(
  layout: Layout,
  source: string | null,
): Promise<Buffer | undefined> {
  return (await findArchive(layout, source))?.bytes;
}

/** The bytes of the archive at one path, unpacked; undefined where there is none. */
export async function readArchiveAt(layout: Layout, path: string): Promise<Buffer | undefined> {
  return (await readArchiveFile(layout, path))?.bytes;
}

/** The archive at one path, unpacked, and whether it was packed; undefined where there is none. */
export async function readArchiveFile(
  layout: Layout,
  path: string,
): Promise<{ readonly bytes: Buffer; readonly isPacked: boolean } | undefined> {
  try {
    const stored = await readBytesIfPresent(resolveBelow(layout.root, path));
    const bytes = stored && unpackBytes(path, stored);
    return bytes && { bytes, isPacked: bytes !== stored };
  } catch {
    // What cannot be read, or is named at a place outside the output, is not there.
    return undefined;
  }
}

/** The text of a model's metadata file, sound or not; undefined where there is none. */
export async function readRawMetadata(layout: Layout, id: string): Promise<string | undefined> {
  try {
    return await readTextIfPresent(resolveBelow(layout.root, metadataPath(id)));
  } catch {
    return '';
  }
}

/** The size of a regular file below the root, in bytes; undefined where there is none. */
export function sizeOf(layout: Layout, path: string): number | undefined {
  if (!isBelow(layout.root, path)) return undefined;
  const found = lstatIfPresent(resolveBelow(layout.root, path));
  return found?.isFile() === true ? found.size : undefined;
}

/** Whether something stands at a path below the step's output. */
export function hasName(layout: Layout, path: string): boolean {
  return lstatIfPresent(resolveBelow(layout.root, path)) !== undefined;
}

/** Enough of a look for a file that only this program writes. */
function isMetadata(json: unknown): json is ModelMetadata {
  return (
    typeof json === 'object' &&
    json !== null &&
    'schema' in json &&
    json.schema === 'urn:gnn-model-registry:schema:model-metadata:1' &&
    'diagnostics' in json &&
    isListOfObjects(json.diagnostics) &&
    'ontology' in json &&
    isListOfObjects(json.ontology)
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
}

/** Whether the files of a model's current version stand where they should, the archive in full. */
export function hasFiles(layout: Layout, entry: Entry, withMetadata: boolean): boolean {
  const current = entry.versions[entry.version];
  const source = current?.source ?? null;
  try {
    if (source === null) return false;
    const archive = statSync(resolveBelow(layout.root, source), { throwIfNoEntry: false });
    const isPacked = current?.archived_at !== undefined;
    if (isPacked ? archive === undefined : archive?.size !== entry.file_size_bytes) return false;
    return !withMetadata || existsSync(resolveBelow(layout.root, metadataPath(entry.model_id)));
  } catch {
    return false;
  }
}
