/** Whether the tables of a database are those that this program knows. */
import { RegistryError } from '../../domain/errors.js';
import { operation, wording } from '../../domain/wording.js';
import type { Connection } from './connection.js';
import { MIGRATIONS, MIGRATIONS_TABLE, SCHEMA } from './migrations.js';

const READ_DONE = `SELECT name FROM ${SCHEMA}.${MIGRATIONS_TABLE} ORDER BY id`;

/** The oldest server that has all that is used. */
export const OLDEST_SERVER = 13;

/** Lists the steps that were done. @throws The server's error if there are no tables yet. */
export async function listDone(connection: Connection): Promise<string[]> {
  const { rows } = await connection.query<{ name: string }>(READ_DONE);
  return rows.map(({ name }) => name);
}

/**
 * Refuses tables that are not those of this program.
 *
 * @param name - of the database, for people
 * @throws RegistryError `registry-missing` if they are to be made or brought up to date,
 *   `registry-unreadable` if a newer program made them
 */
export async function assertCurrent(connection: Connection, name: string): Promise<void> {
  const done = await listDone(connection);
  const known = MIGRATIONS.map((it) => it.name);
  if (done.some((it) => !known.includes(it))) throw describeNewer(name);
  if (done.length < known.length) throw describeOlder(name);
}

function describeOlder(name: string): RegistryError {
  return new RegistryError(
    'registry-missing',
    `The ${name} cannot be used: its tables are those of an older release.`,
    wording`Run ${operation('db migrate')} as a user who may create tables.`,
  );
}

/** Returns the error for tables that a newer program made. */
export function describeNewer(name: string): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The ${name} cannot be used: a newer release of this program made its tables.`,
    'Install the release that made them, or a later one.',
  );
}
