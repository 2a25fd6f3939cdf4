/**
 * A cache of the search index next to the registry. It may be removed at any time; one that is damaged,
 * foreign or of another release is ignored and recreated.
 *
 * Every process that searches reads the file, so most of it consists of numbers and texts that are used
 * without conversion: its checksum, a line of JSON, and the parts in sequence.
 */
import { endianness } from 'node:os';
import { isObject } from '../../domain/json.js';
import { NOTHING } from '../../domain/lines.js';
import type { StoredIndex, StoredSegment } from '../../domain/search-index.js';
import { writeAtomic } from '../../files/atomic.js';
import type { Layout } from './layout.js';
import { unreadableOr } from '../../files/lstat-if-present.js';
import { isRefusal, probeFile, readFile } from './open-file.js';
import { seal, unseal } from './sealed-file.js';

// The number is incremented when the format changes, or what counts as a word. Numbers have the byte order of this machine.
const FORMAT = `gnn-registry search index 3 ${endianness()}`;

/** Reads the cached index; undefined if there is none that can be read and trusted. */
export async function readSearchIndex(layout: Layout): Promise<StoredIndex | undefined> {
  const bytes = await readFile(layout, layout.searchIndex, 'searchIndex').catch(() => undefined);
  const rest = bytes && unseal(FORMAT, bytes);
  try {
    return rest && readParts(rest);
  } catch {
    // Another program wrote a first line like ours.
    return undefined;
  }
}

/** Caches an index, but not over one that others can read. Write failures are ignored. */
export async function writeSearchIndex(layout: Layout, index: StoredIndex): Promise<void> {
  if (unreadableOr(() => probeIfPlain(layout)) !== undefined) return;
  const bytes = seal(FORMAT, ...emitParts(index));
  await writeAtomic(layout.searchIndex, bytes, { durable: false }).catch(() => undefined);
}

/** @throws RegistryError `file-unreadable` for a plain file; anything else is replaced */
export function probeIfPlain(layout: Layout): void {
  try {
    probeFile(layout, layout.searchIndex);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

type Head = Pick<StoredIndex, 'key' | 'leftOut'> &
  Pick<StoredSegment, 'ids' | 'columns' | 'words'> & {
    /** The size of each part in bytes. */
    readonly sizes: readonly number[];
  };

function emitParts({ key, leftOut, segment }: StoredIndex): Uint8Array[] {
  const { ids, columns, words, placeEnds, places, lengths, cells, valueEnds, values } = segment;
  const parts = [toBytes(placeEnds), places, toBytes(lengths), toBytes(cells), toBytes(valueEnds)];
  parts.push(values);
  const head: Head = { key, leftOut, ids, columns, words, sizes: parts.map((it) => it.length) };
  return [Buffer.from(`${JSON.stringify(head)}\n`), ...parts];
}

function readParts(bytes: Buffer): StoredIndex | undefined {
  const headEnd = bytes.indexOf('\n');
  const json: unknown = JSON.parse(bytes.toString('utf8', 0, headEnd));
  if (!isHead(json)) return undefined;
  const { sizes, key, leftOut, ...lists } = json;
  let at = headEnd + 1;
  const parts = sizes.map((size) => bytes.subarray(at, (at += size)));
  const part = (number: number): Buffer => parts[number] ?? NOTHING;
  const segment = {
    ...lists,
    placeEnds: toNumbers(part(0)),
    places: part(1),
    lengths: toNumbers(part(2)),
    cells: toNumbers(part(3)),
    valueEnds: toNumbers(part(4)),
    values: part(5),
  };
  return { key, leftOut, segment };
}

function isHead(json: unknown): json is Head {
  if (!isObject(json)) return false;
  const { key, leftOut, ids, columns, words, sizes }: Partial<Record<keyof Head, unknown>> = json;
  return (
    typeof key === 'string' &&
    isObject(leftOut) &&
    [ids, columns, words].every(isTexts) &&
    Array.isArray(sizes) &&
    sizes.every(Number.isSafeInteger)
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((it) => typeof it === 'string');
}

function toBytes({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Copies the bytes, because the offset of four-byte numbers must be a multiple of four. */
function toNumbers(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}
