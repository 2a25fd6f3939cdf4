/** Writes the rows of a change, a few thousand at a time. */
import type { PoolClient } from 'pg';
import type { Entry } from '../../domain/model.js';
import { changedIds } from '../../domain/models.js';
import type { RegistryState, SealedEvents } from '../../domain/registry-state.js';
import { packBytes } from '../../files/gzip.js';
import type { Changes } from '../port.js';
import { ownerOf, readArchive } from './archives.js';
import type { CommitPlace } from './commit-place.js';
import { all } from './connection.js';
import { writeEntry, writeRest } from './entries.js';
import type { LoadedRows, RegistryRow } from './load.js';
import type { Placement } from './place-bytes.js';
import { createRowWriter, type RowWriter } from './row-writer.js';

/** A change that has its turn. */
export interface Writing {
  readonly client: PoolClient;
  readonly place: CommitPlace;
  readonly base: LoadedRows;
  readonly changes: Changes;
  readonly placement: Placement;
  /** The state to commit. */
  readonly state: RegistryState;
  readonly sealed: SealedEvents;
  /** The registry's own row as it is before. */
  readonly row: RegistryRow;
  /** Identifies this commit. */
  readonly token: string;
}

const KEPT_COMMITS = 1000;
/** From how many new versions on it pays to ask whether the server can compress long texts quickly. */
const MANY = 100;
/** Servers before 14, and some builds, know one way only, which takes longer than all else. */
const COMPRESS_QUICKLY = `SELECT set_config(name, 'lz4', true) FROM pg_settings
  WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)`;

/** The channel that tells other processes which registry has changed. */
export const CHANNEL = 'gnn_registry';
export const NOTIFY = `SELECT pg_notify('${CHANNEL}', $1)`;
/** One statement, since each takes its time at both ends while all others wait; all of it concerns one registry. */
const FINISH = `noted AS (INSERT INTO gnn_registry.commits (registry, generation, token) VALUES ($1, $2, $9)),
    forgotten AS (DELETE FROM gnn_registry.commits WHERE registry = $1 AND generation = $10)
  UPDATE gnn_registry.registries SET generation = $2, updated_at = $3, state = $4,
    state_generation = $5, audit_sequence = $6, audit_hash = $7, log_end = $8
    WHERE name = $1 RETURNING pg_notify('${CHANNEL}', name)`;
const REMOVE_ARCHIVES = `DELETE FROM gnn_registry.archives
  WHERE registry = $1 AND id = ANY ($2) AND source = ANY ($3)`;
const REMOVE_FOLDERS = `DELETE FROM gnn_registry.archives
  WHERE registry = $1 AND id = ANY ($2) AND source <> ALL ($3)`;
const REMOVE_BLOBS = `DELETE FROM gnn_registry.blobs b
  WHERE registry = $1 AND id = ANY ($2) AND NOT EXISTS (SELECT 1 FROM gnn_registry.archives a
  WHERE a.registry = b.registry AND a.id = b.id AND a.hash = b.hash AND a.packed = b.packed)`;
const REMOVE_METADATA = `DELETE FROM gnn_registry.metadata WHERE registry = $1 AND id = ANY ($2)`;
const REMOVE_VERSIONS = `DELETE FROM gnn_registry.versions
  WHERE registry = $1 AND id = ANY ($2)`;

/**
 * Writes the rows of a change, as far as they are many.
 *
 * @returns sends the rest; its transaction is then ready to be committed, and the registry's own row is as told
 */
export async function writeChanges(writing: Writing): Promise<() => Promise<RegistryRow>> {
  const { client, place, state, sealed, row, token } = writing;
  const { registry } = place.database;
  const writer = createRowWriter(client, registry);
  if (writing.changes.written.length >= MANY) await compressQuickly(client);
  await writeContents(writing, writer);
  await writeModels(writing, writer);
  let position = row.logEnd;
  for (const line of linesOf(sealed)) {
    position += 1;
    await writer.add('events', [position, line]);
  }
  const { generation } = state;
  const rest = writeRest(state);
  const isSame = rest === writeRest(writing.base.state);
  const stateGeneration = isSame ? row.stateGeneration : generation;
  const values = [
    registry,
    generation,
    state.updatedAt,
    rest,
    stateGeneration,
    state.audit?.sequence ?? null,
    state.audit?.hash ?? null,
    position,
    token,
    generation - KEPT_COMMITS,
  ];
  return async () => {
    const told = writer.take('events', values.length + 1);
    const finish = `WITH ${told.text === undefined ? '' : `told AS (${told.text}),`} ${FINISH}`;
    // None of them depends on another's answer, so they travel together.
    await all([writer.flush(), client.query(finish, [...values, ...told.values])]);
    return { ...row, generation, stateGeneration, logEnd: position };
  };
}

/** Lets the server compress what is written in this transaction the quick way, if it has one. */
export async function compressQuickly(client: PoolClient): Promise<void> {
  await client.query(COMPRESS_QUICKLY);
}

function linesOf({ lines }: SealedEvents): string[] {
  return Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
    .toString('utf8')
    .split('\n')
    .filter((it) => it !== '');
}

/** Writes bytes and metadata, and removes what nothing needs any more. */
async function writeContents(writing: Writing, writer: RowWriter): Promise<void> {
  const { changes, place, placement, state } = writing;
  const total = changes.written.length;
  const pending = new Map<string, Uint8Array>();
  const moving = new Set(placement.work.moves.map(({ hash }) => hash));
  for (const [index, one] of changes.written.entries()) {
    place.env.signal?.throwIfAborted();
    const { bytes, metadata } = one.contents();
    const source = placement.places.get(one);
    if (moving.has(one.hash)) pending.set(one.hash, bytes);
    const { model_id: id, version } = one.entry;
    const isPacked = state.models.get(id)?.versions[version]?.archived_at !== undefined;
    if (source !== undefined) await keepBytes(writer, source, one.hash, bytes, isPacked);
    if (place.withMetadata && metadata !== undefined) {
      const text = metadata();
      await writer.add('metadata', [id, text], text.length);
    }
    place.env.onProgress?.({ stage: 'write', done: index + 1, total });
  }
  await moveBytes(writing, writer, pending);
  await writer.flush();
  await removeContents(writing);
}

/** Keeps bytes under their new names, packed or not. */
async function moveBytes(
  { client, place, placement }: Writing,
  writer: RowWriter,
  pending: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const database = { ...place.database, held: () => client };
  for (const { version, from, to, hash, how } of placement.work.moves) {
    const wanted = { version, hash, source: from };
    await writer.settle();
    const bytes = pending.get(hash) ?? (await readArchive(database, wanted, place.maxBytes));
    await keepBytes(writer, to, hash, bytes, how === 'pack');
  }
}

async function keepBytes(
  writer: RowWriter,
  source: string,
  hash: string,
  bytes: Uint8Array,
  isPacked: boolean,
): Promise<void> {
  const id = ownerOf(source);
  const stored = isPacked ? packBytes(bytes) : bytes;
  await writer.add('blobs', [id, hash, isPacked, Buffer.from(stored)], stored.length);
  await writer.add('archives', [id, source, hash, isPacked]);
}

async function removeContents({ client, place, changes, placement }: Writing): Promise<void> {
  const { follows = [] } = changes;
  if (follows.length === 0) return;
  const { registry } = place.database;
  const { remove, purged, needed } = placement.work;
  const ids = [...new Set([...remove.map(ownerOf), ...purged])];
  await all([
    client.query(REMOVE_ARCHIVES, [registry, ids, remove]),
    client.query(REMOVE_FOLDERS, [registry, purged, [...needed]]),
    client.query(REMOVE_BLOBS, [registry, ids]),
    client.query(REMOVE_METADATA, [registry, purged]),
  ]);
}

async function writeModels(writing: Writing, writer: RowWriter): Promise<void> {
  const { client, place, base, state } = writing;
  const { registry } = place.database;
  const changed = changedIds(base.state.models, state.models).map((id) => {
    const after = state.models.get(id);
    const [old, now] = [listVersions(base.state.models.get(id)), listVersions(after)];
    return { id, after, old, now, isGrown: old.every((row, at) => row[1] === now[at]?.[1]) };
  });
  const renumbered = changed.flatMap(({ id, isGrown }) => (isGrown ? [] : id));
  if (renumbered.length > 0) await client.query(REMOVE_VERSIONS, [registry, renumbered]);
  for (const { id, after, old, now, isGrown } of changed) {
    const text = after === undefined ? null : writeEntry(after);
    await writer.add('models', [id, state.generation, text], text?.length);
    for (const [at, row] of now.entries()) {
      if (!isGrown || row.join('\n') !== old[at]?.join('\n')) await writer.add('versions', row);
    }
  }
}

type VersionRow = readonly [
  id: string,
  number: string,
  sequence: number,
  hash: string | null,
  semanticHash: string | null,
  source: string | null,
];

export function listVersions(entry: Entry | undefined): VersionRow[] {
  return Object.entries(entry?.versions ?? {}).map(([number, version], at) => [
    entry?.model_id ?? '',
    number,
    at,
    version.hash,
    version.semantic_hash ?? null,
    version.source,
  ]);
}
