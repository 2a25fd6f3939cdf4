/**
 * Lets a change through that others keep overtaking: it holds a lock that every other change shares for the
 * moment of its commit. The lock ends with its transaction, so it also works behind a pooler, and the server
 * ends it if this process stops.
 */
import type { PoolClient } from 'pg';
import { all, connect, MAX_PAUSE_MS, type Database } from './connection.js';
import { describeFailure } from './failures.js';

/** How often a change is overtaken before the others wait for it. */
const PATIENCE = 3;
const KEEP_ALIVE_MS = MAX_PAUSE_MS / 4;

/** The lock of a registry, as a number that PostgreSQL makes of its name. */
const KEY = `hashtextextended('gnn_registry ' || $1, 0)`;
export const SHARE = `SELECT pg_advisory_xact_lock_shared(${KEY})`;
const HOLD = `SELECT pg_advisory_xact_lock(${KEY})`;

/** Begins a transaction that waits for others, and that the server ends if this process pauses for long. */
export function beginText({ patience }: Database): string {
  return `BEGIN; SET LOCAL lock_timeout = ${patience}; SET LOCAL idle_in_transaction_session_timeout = ${MAX_PAUSE_MS}`;
}

/** Counts how often a change was overtaken, and keeps the others out in the end. */
export interface Barrier {
  /** Says that the change was overtaken. */
  readonly overtaken: () => void;
  /** Keeps the others out, if it is time for that. @throws RegistryError `lock-busy` */
  readonly raise: () => Promise<void>;
  /** The connection that keeps the others out; undefined if they are not. */
  readonly held: () => PoolClient | undefined;
  /** Takes the connection that keeps the others out; undefined if they are not. */
  readonly take: () => PoolClient | undefined;
  /** Lets the others in. */
  readonly lower: () => Promise<void>;
}

/** Creates the barrier of one change. */
export function createBarrier(database: Database): Barrier {
  let count = 0;
  let held: { readonly client: PoolClient; readonly timer: NodeJS.Timeout } | undefined;
  const take = (): PoolClient | undefined => {
    if (held === undefined) return undefined;
    const { client, timer } = held;
    clearInterval(timer);
    client.off('error', ignore);
    held = undefined;
    return client;
  };
  return {
    held: () => held?.client,
    overtaken: () => {
      count += 1;
    },
    raise: async () => {
      if (count < PATIENCE || held !== undefined) return;
      const client = await connect(database, 'write');
      client.on('error', ignore);
      try {
        await all([client.query(beginText(database)), client.query(HOLD, [database.registry])]);
      } catch (error) {
        client.release(true);
        throw describeFailure(error, database.name, 'write');
      }
      const timer = setInterval(() => client.query('SELECT 1').catch(ignore), KEEP_ALIVE_MS);
      timer.unref();
      held = { client, timer };
    },
    take,
    lower: async () => {
      const client = take();
      if (client === undefined) return;
      const failed = await client.query('ROLLBACK').then(
        () => undefined,
        () => true,
      );
      client.release(failed);
    },
  };
}

function ignore(): void {
  // The next request says what is wrong.
}
