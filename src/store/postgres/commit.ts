/** Commits changes: one transaction that takes its turn at the registry's own row. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { withPurged } from '../../audit/draft.js';
import { sealEvents } from '../../audit/seal.js';
import { RegistryError } from '../../domain/errors.js';
import {
  changedIds,
  derivesFrom,
  unwatched,
  withEntries,
  type Models,
} from '../../domain/models.js';
import type { RegistryState, SealedEvents } from '../../domain/registry-state.js';
import type { Changes, NewVersion, StoreEnvironment } from '../port.js';
import { draftsWithSources, withSources } from '../relocations.js';
import { beginText, SHARE } from './barrier.js';
import type { CommitPlace } from './commit-place.js';
import { all, connect, withConnection, type Database } from './connection.js';
import { describeFailure, isCollision, isConnectionLost } from './failures.js';
import type { ModelRow } from './entries.js';
import {
  readNewer,
  refreshRows,
  ROW,
  toLoaded,
  toRow,
  withNewer,
  type LoadedRows,
  type RowAnswer,
} from './load.js';
import { placeBytes } from './place-bytes.js';
import { writeChanges } from './write.js';

const CREATE = `INSERT INTO gnn_registry.registries
  (name, generation, updated_at, state, state_generation) VALUES ($1, 0, '', '{}', 0)
  ON CONFLICT (name) DO NOTHING`;
const LOCK = `SELECT ${ROW} FROM gnn_registry.registries WHERE name = $1 FOR UPDATE`;
const TOKEN = `SELECT 1 FROM gnn_registry.commits WHERE registry = $1 AND generation = $2 AND token = $3`;
const RETRY_MS = 250;

/** What a transaction is about to commit. */
interface Attempt {
  readonly token: string;
  generation: number;
  /** The request to commit was sent. */
  isSent: boolean;
}

/** Commits changes, as `commit` of the port. */
export async function commitChanges(
  place: CommitPlace,
  base: LoadedRows,
  given: Changes,
): Promise<RegistryState | 'overtaken'> {
  const { env, database, barrier } = place;
  env.signal?.throwIfAborted();
  if (!given.changed && given.written.length === 0 && !base.isDue) return given.state;
  const reads = findReads(base, given);
  // The same changes may have renamed or purged a model that they registered.
  const isThere = ({ entry }: NewVersion): boolean => given.state.models.has(entry.model_id);
  const changes = { ...given, written: given.written.filter(isThere) };
  const attempt: Attempt = { token: randomUUID(), generation: 0, isSent: false };
  try {
    const done = await inTransaction(place, (client, isBegun) =>
      tryToCommit(client, isBegun, { place, base, changes, reads, attempt }),
    );
    if (done !== 'overtaken') {
      place.note(done);
      return done.state;
    }
  } catch (error) {
    const isLost = isConnectionLost(error);
    if (isLost && attempt.isSent) return settle(place, base, attempt, error);
    // Nothing of it is kept, and another connection may be had.
    if (!isLost && !isCollision(error)) throw describeFailure(error, database.name, 'write');
  }
  barrier.overtaken();
  return 'overtaken';
}

/**
 * The models that a change depends on; undefined if it depends on all: if it looked at all of them, or was
 * planned on something else than what it is committed to. To be called before anything else looks at them.
 */
function findReads({ reads, state }: LoadedRows, given: Changes): string[] | undefined {
  const { follows = [], replaces = false } = given;
  if (reads === undefined || reads.isAll || follows.length > 0 || replaces) return undefined;
  return derivesFrom(given.state.models, state.models) ? [...reads.ids] : undefined;
}

/** Runs a transaction: the one that keeps others out, or a new one. */
async function inTransaction<T>(
  { database, barrier }: CommitPlace,
  work: (client: PoolClient, isBegun: boolean) => Promise<T>,
): Promise<T> {
  const held = barrier.take();
  const client = held ?? (await connect(database, 'write'));
  client.on('error', ignore);
  let isBroken = true;
  try {
    const result = await work(client, held !== undefined);
    isBroken = false;
    return result;
  } finally {
    client.off('error', ignore);
    client.release(isBroken);
  }
}

interface Committing {
  readonly place: CommitPlace;
  readonly base: LoadedRows;
  readonly changes: Changes;
  readonly reads: readonly string[] | undefined;
  readonly attempt: Attempt;
}

async function tryToCommit(
  client: PoolClient,
  isBegun: boolean,
  committing: Committing,
): Promise<LoadedRows | 'overtaken'> {
  const { place, base, changes, attempt } = committing;
  const { database, env } = place;
  const { locked, newer } = await lockRow(client, isBegun, database, base);
  if (locked === undefined || isOvertaken(locked, newer, committing)) {
    await client.query('ROLLBACK');
    return 'overtaken';
  }
  const placement = await placeBytes(client, database.registry, base.state, changes);
  const now = withNewer(base, locked, newer);
  const before = now.state;
  const sealed = seal(before, changes, draftsWithSources(changes, placement.relocations), env);
  const state = {
    ...withSources(changes, placement.relocations),
    generation: before.generation + 1,
    updatedAt: laterOf(before.updatedAt, changes.state.updatedAt),
    ...(sealed.head && { audit: sealed.head }),
  };
  attempt.generation = state.generation;
  const row = toRow(locked);
  const token = attempt.token;
  const writing = { client, place, base, changes, placement, state, sealed, row, token };
  const finish = await writeChanges(writing);
  env.signal?.throwIfAborted();
  attempt.isSent = true;
  // A statement that fails makes the server answer COMMIT with ROLLBACK.
  const [after, { command }] = await all([finish(), client.query('COMMIT')]);
  if (command !== 'COMMIT') throw new Error(`the server answered COMMIT with ${command}`);
  return toLoaded(after, { ...state, models: joined(base, state, before) });
}

/** The models of a change, with what others changed since the state that it was planned on. */
function joined(base: LoadedRows, state: RegistryState, before: RegistryState): Models {
  if (before.generation === (base.row?.generation ?? 0)) return unwatched(state.models);
  const ids = changedIds(base.state.models, state.models);
  const entries = ids.flatMap((id) => state.models.get(id) ?? []);
  const gone = ids.filter((id) => !state.models.has(id));
  return withEntries(before.models, entries, gone);
}

/** Begins the transaction, waits for the registry's own row, and reads what others changed since. */
async function lockRow(
  client: PoolClient,
  isBegun: boolean,
  database: Database,
  { row }: LoadedRows,
): Promise<{ readonly locked: RowAnswer | undefined; readonly newer: readonly ModelRow[] }> {
  const { registry } = database;
  const begin = isBegun ? [] : [client.query(beginText(database)), client.query(SHARE, [registry])];
  const create = row === undefined ? [client.query(CREATE, [registry])] : [];
  const [{ rows }, newer] = await all([
    client.query<RowAnswer>(LOCK, [registry]),
    row === undefined ? Promise.resolve([]) : readNewer(client, registry, row.generation),
    ...begin,
    ...create,
  ]);
  return { locked: rows[0], newer };
}

/** Whether something that the change depends on is not as it was. */
function isOvertaken(
  locked: RowAnswer,
  newer: readonly ModelRow[],
  { base: { row }, changes, reads }: Committing,
): boolean {
  const now = toRow(locked);
  const generation = row?.generation ?? 0;
  if (row !== undefined && row.incarnation !== now.incarnation) return true;
  if (now.generation === generation) return false;
  if (row === undefined || reads === undefined || now.stateGeneration > generation) return true;
  const ids = new Set([...reads, ...changes.written.map(({ entry }) => entry.model_id)]);
  return newer.some(([id]) => ids.has(id));
}

function seal(
  before: RegistryState,
  { state }: Changes,
  drafts: Changes['drafts'],
  env: StoreEnvironment,
): SealedEvents {
  const { purged, audit } = before;
  return sealEvents(withPurged(drafts, purged, state.purged), audit, {
    at: env.now().toISOString(),
    actor: env.actor ?? 'unknown',
    ...(purged && { purged }),
  });
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

/**
 * Finds out whether a change was committed whose answer was lost. Whoever sent it may still be at it, so the
 * registry's own row is waited for.
 */
async function settle(
  place: CommitPlace,
  base: LoadedRows,
  { token, generation }: Attempt,
  cause: unknown,
): Promise<RegistryState | 'overtaken'> {
  const { database } = place;
  const until = Date.now() + database.patience;
  for (;;) {
    try {
      const isThere = await withConnection(database, 'write', async (client) => {
        await client.query(beginText(database));
        await client.query(LOCK, [database.registry]);
        const { rows } = await client.query(TOKEN, [database.registry, generation, token]);
        await client.query('ROLLBACK');
        return rows.length > 0;
      });
      return isThere ? (await refreshRows(database, base)).state : 'overtaken';
    } catch (error) {
      if (Date.now() > until) throw describeUnsettled(database.name, cause ?? error);
      await sleep(RETRY_MS);
    }
  }
}

function describeUnsettled(name: string, cause: unknown): RegistryError {
  return new RegistryError(
    'output-unwritable',
    `The connection to ${name} was cut while the change was being committed, and no other could be had: it may be saved or not.`,
    'Look at the registry once the server answers, and run again if the change is not there.',
    { cause },
  );
}

function ignore(): void {
  // The request that fails says what is wrong.
}
