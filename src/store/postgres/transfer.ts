/** Takes a registry out of a database, and brings one in: with its generation, its audit log and all bytes. */
import { randomUUID } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import { isPackedPath } from '../../domain/packed.js';
import { operation, option, wording } from '../../domain/wording.js';
import type { WholeRegistry } from '../port.js';
import { listKept, describeMissing, verifyContents, type KeptVersion } from '../whole-registry.js';
import { ownerOf } from './archives.js';
import { beginText } from './barrier.js';
import { all, withConnection, type Database } from './connection.js';
import { readContents } from './contents.js';
import { writeEntry, writeRest } from './entries.js';
import { loadRows } from './load.js';
import { readLines } from './log.js';
import { createRowWriter, type RowWriter } from './row-writer.js';
import { compressQuickly, listVersions, NOTIFY } from './write.js';

/** How many models are read at once. */
const BATCH = 100;
const CREATE = `INSERT INTO gnn_registry.registries
  (name, generation, updated_at, state, state_generation, audit_sequence, audit_hash, log_end)
  VALUES ($1, $2, $3, $4, $2, $5, $6, $7) ON CONFLICT (name) DO NOTHING`;
const NOTE = `INSERT INTO gnn_registry.commits (registry, generation, token) VALUES ($1, $2, $3)`;

/** Reads a registry with all that belongs to it, as `takeOut` of the port. */
export async function takeOut(database: Database): Promise<WholeRegistry> {
  const { state, isThere } = await loadRows(database);
  if (!isThere) {
    throw new RegistryError(
      'registry-missing',
      `There is no registry ${database.name}.`,
      wording`Name another with ${option('registry')}; ${operation('db status')} lists them.`,
    );
  }
  const log = state.audit === undefined ? new Uint8Array() : await readLines(database, state.audit);
  return { state, log, readContents: (wanted) => readContents(database, wanted) };
}

/** Makes a registry of another store one of this database, as `bringIn` of the port. */
export async function bringIn(database: Database, whole: WholeRegistry): Promise<string[]> {
  const { registry } = database;
  const { state } = whole;
  const lines = splitLog(whole.log);
  return withConnection(database, 'write', async (client) => {
    const [, { rowCount }] = await all([
      client.query(beginText(database)),
      client.query(CREATE, [
        registry,
        state.generation,
        state.updatedAt,
        writeRest(state),
        state.audit?.sequence ?? null,
        state.audit?.hash ?? null,
        lines.length,
      ]),
    ]);
    if (rowCount !== 1) {
      await client.query('ROLLBACK');
      throw describeTaken(database.name);
    }
    await compressQuickly(client);
    const writer = createRowWriter(client, registry);
    for (const [at, line] of lines.entries())
      await writer.add('events', [at + 1, line], line.length);
    const missing = await writeAll(whole, writer);
    await writer.flush();
    await client.query(NOTE, [registry, state.generation, randomUUID()]);
    await client.query(NOTIFY, [registry]);
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error(`the server answered COMMIT with ${command}`);
    return missing;
  });
}

/** Writes the rows of all models. @returns what is missing */
async function writeAll(
  { state, readContents: read }: WholeRegistry,
  writer: RowWriter,
): Promise<string[]> {
  const missing: string[] = [];
  let batch: Entry[] = [];
  const flush = async (): Promise<void> => {
    const kept = batch.flatMap(listKept);
    const ids = batch.map((it) => it.model_id);
    const contents = await read({ ids, sources: kept.map((it) => it.source) });
    for (const [id, text] of contents.metadata)
      await writer.add('metadata', [id, text], text.length);
    const checked = verifyContents(kept, contents);
    for (const [version, bytes] of checked.sound) await keep(version, bytes, writer);
    missing.push(...checked.lost.map(describeMissing));
    batch = [];
  };
  for (const entry of state.models.values()) {
    const text = writeEntry(entry);
    await writer.add('models', [entry.model_id, state.generation, text], text.length);
    for (const row of listVersions(entry)) await writer.add('versions', row);
    batch.push(entry);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return missing;
}

async function keep(
  { source, hash }: KeptVersion,
  bytes: Uint8Array,
  writer: RowWriter,
): Promise<void> {
  const isPacked = isPackedPath(source);
  const id = ownerOf(source);
  await writer.add('blobs', [id, hash, isPacked, Buffer.from(bytes)], bytes.length);
  await writer.add('archives', [id, source, hash, isPacked]);
}

/** The lines of a log, which must be whole: each is kept as it is. @throws RegistryError */
function splitLog(log: Uint8Array): string[] {
  const bytes = Buffer.from(log.buffer, log.byteOffset, log.byteLength);
  if (bytes.length === 0) return [];
  if (!isUtf8(bytes) || bytes.includes(0) || bytes.at(-1) !== 0x0a) {
    throw new RegistryError(
      'registry-unreadable',
      'The audit log has lines that are damaged.',
      wording`Run ${operation('verify', option('repair'))} on the folder, and then again.`,
    );
  }
  return bytes.toString('utf8').slice(0, -1).split('\n');
}

function describeTaken(name: string): RegistryError {
  return new RegistryError(
    'output-exists',
    `There is a registry ${name} already.`,
    wording`Give the new one another name with ${option('registry')}.`,
  );
}
