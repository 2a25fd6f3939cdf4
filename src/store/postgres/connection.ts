/** Connections to a database: one pool a process, and transactions on it. The only user of `pg`. */
import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from './address.js';
import { describeFailure, isConsequence, isPassing, type Doing } from './failures.js';

/** A database, as far as a store needs it. */
export interface Database extends Address {
  readonly pool: Pool;
  /** How long to wait for another process, in milliseconds. */
  readonly patience: number;
  /** The connection that a change holds, on which it also reads: it must not wait for another of its own pool. */
  readonly held?: () => Connection | undefined;
}

/** A connection that is used for one thing at a time. */
export type Connection = Pick<PoolClient, 'query'>;

/** How long a process may pause in the middle of a change before the server ends it, in milliseconds. */
export const MAX_PAUSE_MS = 10_000;
const IDLE_MS = 10_000;

/** All that a process has, since each face may open a registry many times. */
const pools = new Map<string, Pool>();

/** Opens a database; nothing is sent yet. @param patience - in seconds */
export function openDatabase(address: Address, patience: number): Database {
  const milliseconds = Math.max(1000, patience * 1000);
  const key = `${address.poolSize} ${milliseconds} ${address.url}`;
  const pool = pools.get(key) ?? createPool(address, milliseconds);
  pools.set(key, pool);
  return { ...address, pool, patience: milliseconds };
}

function createPool({ url, poolSize }: Address, patience: number): Pool {
  const settings = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: patience,
    idleTimeoutMillis: IDLE_MS,
    // A process ends when its work does, whatever connections are idle.
    allowExitOnIdle: true,
    application_name: 'gnn-model-registry',
    // Statements that do not depend on each other's answers travel together.
    pipeline: true,
    stream: openSocket,
  };
  const pool = new Pool(settings);
  // An idle connection that the server ends is no failure: the next request opens another.
  pool.on('error', () => undefined);
  return pool;
}

/** A connection that sends at once what is written in one go: each piece of its own would wake the server. */
function openSocket(): Socket {
  const socket = new Socket();
  const uncork = socket.uncork.bind(socket);
  socket.uncork = () => queueMicrotask(uncork);
  return socket;
}

/** Closes all connections of this process. */
export async function closeDatabases(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map((pool) => pool.end()));
}

/** Gets a connection that is not shared. @throws RegistryError */
export async function connect(database: Database, doing: Doing): Promise<PoolClient> {
  const until = Date.now() + database.patience;
  for (;;) {
    try {
      return await database.pool.connect();
    } catch (error) {
      if (!isPassing(error) || Date.now() > until) {
        throw describeFailure(error, database.name, doing);
      }
      await sleep(200);
    }
  }
}

/** Does something with a connection of its own. @throws RegistryError; the errors of the work */
export async function withConnection<T>(
  database: Database,
  doing: Doing,
  work: (connection: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await connect(database, doing);
  // Without a listener, the end of a connection would end the process; the next answer tells of it.
  client.on('error', ignore);
  let failed: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    failed = error instanceof Error ? error : new Error(String(error));
    throw describeFailure(error, database.name, doing);
  } finally {
    client.off('error', ignore);
    // A connection that failed may be in the middle of something.
    client.release(failed);
  }
}

function ignore(): void {
  // What it says is said by the request that fails.
}

/** Reads on the connection that a change holds, or on another. @throws RegistryError; the errors of the work */
export async function reading<T>(
  database: Database,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const held = database.held?.();
  if (held === undefined) return withConnection(database, 'read', work);
  try {
    return await work(held);
  } catch (error) {
    throw describeFailure(error, database.name, 'read');
  }
}

/** Asks one thing. @throws RegistryError */
export async function ask<Row extends QueryResultRow>(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return reading(database, async (connection) => {
    const { rows } = await connection.query<Row>(text, [...values]);
    return rows;
  });
}

/**
 * Awaits requests that travel together.
 *
 * @throws the reason why the first failed: those behind it fail because of it
 */
export async function all<Results extends readonly unknown[]>(requests: {
  readonly [Key in keyof Results]: Promise<Results[Key]>;
}): Promise<Results>;
export async function all(requests: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(requests);
  const reasons = settled.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []));
  if (reasons.length > 0) throw reasons.find((it) => !isConsequence(it)) ?? reasons[0];
  return settled.map((it) => (it.status === 'fulfilled' ? it.value : undefined));
}

/** Reads several things as of one moment. */
export async function readTogether<T>(
  database: Database,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  // A change that keeps the others out sees one moment anyway.
  if (database.held?.() !== undefined) return reading(database, work);
  return withConnection(database, 'read', async (connection) => {
    const begun = connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [, result] = await all([begun, work(connection)]);
    await connection.query('COMMIT');
    return result;
  });
}
