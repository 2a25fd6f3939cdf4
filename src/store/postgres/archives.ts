/** The archived bytes of versions: under their names, with their hashes. */
import { HASH_DIGITS, hashedArchivePath, isPlainSegment } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { isJoined } from '../../domain/joined-archives.js';
import type { VersionEntry } from '../../domain/model.js';
import { otherPath, packedPath, plainPath } from '../../domain/packed.js';
import { unpackBytes } from '../../files/gzip.js';
import { ask, type Connection, type Database } from './connection.js';

/** Bytes as they are kept. */
export interface StoredBytes {
  readonly source: string;
  readonly hash: string;
  readonly bytes: Buffer;
}

const FIND = `SELECT a.source, a.hash, b.bytes
  FROM gnn_registry.archives a JOIN gnn_registry.blobs b USING (registry, id, hash, packed)
  WHERE a.registry = $1 AND a.id = $2 AND a.source = ANY ($3)`;
const MEASURE = `SELECT octet_length(b.bytes) AS size
  FROM gnn_registry.archives a JOIN gnn_registry.blobs b USING (registry, id, hash, packed)
  WHERE a.registry = $1 AND a.id = $2 AND a.source = $3`;
const NAMED = `SELECT source, hash FROM gnn_registry.archives
  WHERE registry = $1 AND id = ANY ($2) AND source = ANY ($3)`;

/** The model that has bytes of this name. */
export function ownerOf(source: string): string {
  const [id = ''] = source.split('/');
  return isPlainSegment(id) ? id : '';
}

/** Reads the bytes of a version, as `archive` of the port. */
export async function readArchive(
  database: Database,
  { source, hash, version }: Pick<VersionEntry, 'hash' | 'version'> & { readonly source: string },
  maxBytes: number,
): Promise<Uint8Array> {
  // A change that is not saved yet may have packed or unpacked them.
  const names = [source, otherPath(source)];
  const rows = await ask<StoredBytes>(database, FIND, [database.registry, ownerOf(source), names]);
  const found = rows.find((it) => it.source === source) ?? rows[0];
  const what = `${source} of version ${version} in ${database.name}`;
  if (found === undefined) throw describeLost('missing', what);
  const bytes = unpackBytes(found.source, found.bytes, maxBytes);
  if (bytes === 'too large' || (hash !== null && sha256(bytes) !== hash)) {
    throw describeLost('damaged', what);
  }
  return bytes;
}

/** Returns how large bytes are as they are kept; undefined if there are none. */
export async function measureArchive(
  database: Database,
  source: string,
): Promise<number | undefined> {
  const rows = await ask<{ size: number }>(database, MEASURE, [
    database.registry,
    ownerOf(source),
    source,
  ]);
  return rows[0]?.size;
}

/** The names that bytes may get, the planned one first; the others are for when that is taken. */
export function namesFor(source: string, hash: string, bytes?: Uint8Array): string[] {
  const plain = plainPath(source);
  const wrap = plain === source ? (it: string): string => it : packedPath;
  const others = [HASH_DIGITS, hash.length].map((it) => wrap(hashedArchivePath(plain, hash, it)));
  // A merge of files would take bytes that look like those of several branches apart.
  const isPlain = bytes === undefined || !isJoined(Buffer.from(bytes));
  return isPlain ? [source, ...others] : others;
}

/** Finds which names are taken, and by which bytes. */
export async function findTaken(
  connection: Connection,
  registry: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await connection.query<Pick<StoredBytes, 'source' | 'hash'>>(NAMED, [
    registry,
    [...new Set(names.map(ownerOf))],
    names,
  ]);
  return new Map(rows.map(({ source, hash }) => [source, hash]));
}

function describeLost(how: 'missing' | 'damaged', what: string): RegistryError {
  return new RegistryError(
    `archive-${how}`,
    how === 'missing'
      ? `The archive ${what} is missing.`
      : `The archive ${what} is damaged: its bytes do not have the hash of the version.`,
    'Restore the database from a backup.',
  );
}
