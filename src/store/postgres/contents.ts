/** Reads metadata and bytes of many models at once. */
import type { Contents, Wanted } from '../port.js';
import { ownerOf, type StoredBytes } from './archives.js';
import { all, reading, type Database } from './connection.js';

const METADATA = `SELECT id, content FROM gnn_registry.metadata
  WHERE registry = $1 AND id = ANY ($2)`;
const BYTES = `SELECT a.source, b.bytes
  FROM gnn_registry.archives a JOIN gnn_registry.blobs b USING (registry, id, hash, packed)
  WHERE a.registry = $1 AND a.id = ANY ($2) AND a.source = ANY ($3)`;

/** Reads what is kept of some models. */
export async function readContents(
  database: Database,
  { ids, sources }: Wanted,
): Promise<Contents> {
  const { registry } = database;
  const owners = [...new Set(sources.map(ownerOf))];
  return reading(database, async (connection) => {
    const [metadata, bytes] = await all([
      connection.query<{ id: string; content: string }>(METADATA, [registry, ids]),
      connection.query<StoredBytes>(BYTES, [registry, owners, sources]),
    ]);
    return {
      metadata: new Map(metadata.rows.map((it) => [it.id, it.content])),
      bytes: new Map(bytes.rows.map((it) => [it.source, it.bytes])),
    };
  });
}
