/** Whether the tables of a database are those that this program knows. */
import { RegistryError } from '../../domain/errors.js';
import { operation, wording } from '../../domain/wording.js';
import type { Connection } from './connection.js';
import { MIGRATIONS, MIGRATIONS_TABLE, SCHEMA } from './migrations.js';

const READ_DONE = `SELECT name FROM ${SCHEMA}.${MIGRATIONS_TABLE} ORDER BY id`;

/** The oldest server that has all that is used. */
const OLDEST_SERVER = 13;

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
    `The registry ${name} cannot be used: its tables are those of an older release.`,
    wording`Run ${operation('db migrate')} as a user who may create tables.`,
  );
}

/** Returns the error for tables that a newer program made. */
export function describeNewer(name: string): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${name} cannot be used: a newer release of this program made its tables.`,
    'Install the release that made them, or a later one.',
  );
}

/** Refuses a server that lacks what is needed. @throws RegistryError `registry-unreadable` */
export function refuseServer(
  server: { readonly version: string; readonly number: string; readonly encoding: string },
  name: string,
): void {
  if (Number(server.number) < OLDEST_SERVER * 10_000) {
    throw new RegistryError(
      'registry-unreadable',
      `The registry ${name} cannot be used: its server is PostgreSQL ${server.version}.`,
      `Use PostgreSQL ${OLDEST_SERVER} or later.`,
    );
  }
  if (server.encoding !== 'UTF8') {
    throw new RegistryError(
      'registry-unreadable',
      `The registry ${name} cannot be used: its encoding is ${server.encoding}.`,
      'Create the database with ENCODING UTF8.',
    );
  }
}
