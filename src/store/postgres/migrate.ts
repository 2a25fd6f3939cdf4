/** Makes the tables of a database, and brings older ones up to date. The only user of `node-pg-migrate`. */
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { Address } from './address.js';
import { describeFailure } from './failures.js';
import { MIGRATIONS, MIGRATIONS_TABLE, SCHEMA } from './migrations.js';
import { describeNewer, listDone, refuseServer } from './schema-state.js';

/**
 * Brings the tables up to date, each step whole or not at all. Others that do the same wait for this one.
 *
 * @param partitions - into how many parts to divide the tables of models, if they are made now; 0 for none
 * @returns the steps that were done now
 * @throws RegistryError
 */
export async function migrate(address: Address, partitions: number): Promise<string[]> {
  const client = openClient(address);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await assertServer(client, address.name);
    return await runSteps(client, address, partitions);
  } catch (error) {
    throw describeFailure(error, address.name, 'write');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Not from the pool: a lock that a session holds strands behind a pooler. It reads the files that its URL names. */
function openClient({ url, name }: Address): Client {
  try {
    return new Client({ connectionString: url, application_name: 'gnn-model-registry' });
  } catch (error) {
    throw describeFailure(error, name, 'write');
  }
}

async function runSteps(client: Client, { name }: Address, partitions: number): Promise<string[]> {
  const { runner } = await import('node-pg-migrate');
  const known = MIGRATIONS.map((it) => it.name);
  const before = await listDone(client).catch(() => []);
  if (before.some((it) => !known.includes(it))) throw describeNewer(name);
  const here = fileURLToPath(import.meta.url);
  const steps = await runner({
    dbClient: client,
    direction: 'up',
    schema: SCHEMA,
    createSchema: true,
    migrationsTable: MIGRATIONS_TABLE,
    // The steps are part of the program: this file stands for all of them.
    dir: dirname(here),
    ignorePattern: `(?!${basename(here).replaceAll('.', String.raw`\.`)}$).*`,
    migrationLoaderStrategies: [
      { extensions: [extname(here)], loader: async () => listUnits(partitions) },
    ],
    advisoryLockMode: 'wait',
    logger: SILENT,
  });
  return steps.map((it) => it.name);
}

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // What is to be told is an error, or an answer.
}

function listUnits(partitions: number) {
  return MIGRATIONS.map(({ name, statements }) => ({
    id: `${name}.sql`,
    filePaths: [],
    actions: {
      up: (pgm: { sql: (text: string) => void }) => {
        for (const statement of statements(partitions)) pgm.sql(statement);
      },
      down: false as const,
    },
  }));
}

async function assertServer(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ version: string; number: string; encoding: string }>(
    `SELECT current_setting('server_version') AS version,
      current_setting('server_version_num') AS number, current_setting('server_encoding') AS encoding`,
  );
  const [server] = rows;
  if (server !== undefined) refuseServer(server, name);
}
