/** Backups of a registry in a database, made and restored by the words of `docs/database.md`, with PostgreSQL's own programs. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import { closeDatabases } from '../../../src/store/postgres/connection.js';
import { captureIo } from '../../faces/cli/harness.js';
import {
  NO_SERVER,
  PROGRAMS,
  serverUser,
  sql,
  startServer,
  TEMPORARY,
  type TestServer,
} from '../../support/postgres-server.js';
import { openWorkshop, type Workshop } from '../../support/registry-workshop.js';

const DOCS = join(import.meta.dirname, '../../../docs/database.md');
/** What a registry is asked before and after. */
const QUESTIONS = [
  ['list', '--status', 'all'],
  ['history'],
  ['audit', 'head'],
  ['versions', 'm0'],
  ['show', 'm0@1.0.0', '--source'],
  ['variables', 'm1'],
];

let archive: string;
let server: TestServer;
let shop: Workshop;

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  archive = mkdtempSync(join(TEMPORARY, 'gnn-wal-'));
  own(archive);
  server = await startServer(undefined, [
    'wal_level=replica',
    'archive_mode=on',
    `archive_command='cp %p ${archive}/%f'`,
  ]);
});
afterAll(async () => {
  if (PROGRAMS === undefined) return;
  await server.remove();
  rmSync(archive, { recursive: true });
});
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

/** The server runs as a user of its own. */
function own(path: string): void {
  const user = serverUser();
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/** Calls a program of PostgreSQL on the server. */
function call(line: string, cwd: string): void {
  const [program = '', ...args] = line.split(' ');
  const env = { ...process.env, PGHOST: server.folder, PGUSER: 'postgres' };
  execFileSync(join(PROGRAMS ?? '', program), args, { cwd, env, ...serverUser() });
}

async function ask(database: string, argv: readonly string[]): Promise<string> {
  const { io, written } = captureIo({ cwd: shop.cwd, env: { GNN_REGISTRY_DATABASE: database } });
  const exitCode = await runCli([...argv], io, {});
  return `${exitCode}\n${written.out}${written.err}`;
}

/** A registry with two models, one of which has two versions and a tag. */
async function fill(database: string): Promise<void> {
  await shop.writeModels(2);
  await shop.run({ outputDir: 'copy', database });
  const path = join(shop.cwd, 'in/m0.md');
  await shop.write('in/m0.md', `${readFileSync(path, 'utf8')}\nA line more.\n`);
  await shop.run({ outputDir: 'copy', database });
  expect(await ask(database, ['tag', 'add', 'm0', 'kept'])).toMatch(/^0\n/);
}

const askAll = async (database: string): Promise<string[]> => {
  const answers: string[] = [];
  for (const argv of QUESTIONS) answers.push(await ask(database, argv));
  return answers;
};

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'a backup', () => {
  test('by pg_dump is restored with all answers', async () => {
    for (const name of ['gnn', 'gnn_restored']) await sql(server.url(), `CREATE DATABASE ${name}`);
    expect(await ask(server.url('gnn'), ['db', 'migrate'])).toMatch(/^0\n/);
    await fill(server.url('gnn'));
    const before = await askAll(server.url('gnn'));
    const [dump = '', restore = ''] = readFileSync(DOCS, 'utf8').match(/^pg_.*$/gm) ?? [];
    expect([dump.split(' ')[0], restore.split(' ')[0]]).toEqual(['pg_dump', 'pg_restore']);
    const folder = mkdtempSync(join(TEMPORARY, 'gnn-dump-'));
    own(folder);
    call(dump, folder);
    expect(await ask(server.url('gnn'), ['delete', 'm1'])).toMatch(/^0\n/);
    call(restore, folder);
    expect(await askAll(server.url('gnn_restored'))).toEqual(before);
    expect(before[0]).toContain('m1');
    // It goes on from there.
    const more = ['tag', 'add', 'm1', 'restored'];
    expect(await ask(server.url('gnn_restored'), more)).toMatch(/^0\n/);
    rmSync(folder, { recursive: true });
  });

  test('by pg_basebackup goes back to a point in time', async () => {
    const database = await server.create();
    await fill(database);
    const base = join(server.folder, 'base');
    call(`pg_basebackup --pgdata=${base} --checkpoint=fast`, server.folder);
    expect(await ask(database, ['tag', 'add', 'm0', 'before'])).toMatch(/^0\n/);
    const before = await askAll(database);
    const [{ now = '' } = {}] = await sql<{ now: string }>(
      database,
      'SELECT clock_timestamp()::text AS now',
    );
    expect(await ask(database, ['delete', 'm1', '--purge', '--yes'])).toMatch(/^0\n/);
    await sql(database, 'SELECT pg_switch_wal()');
    await closeDatabases();
    await server.kill('fast');
    renameSync(join(server.folder, 'data'), join(server.folder, 'lost'));
    renameSync(base, join(server.folder, 'data'));
    writeFileSync(join(server.folder, 'data/recovery.signal'), '');
    own(join(server.folder, 'data/recovery.signal'));
    appendFileSync(
      join(server.folder, 'data/postgresql.auto.conf'),
      `restore_command = 'cp ${archive}/%f %p'\nrecovery_target_time = '${now}'\nrecovery_target_action = 'promote'\n`,
    );
    await server.start();
    await expect
      .poll(
        async () => (await sql<{ on: boolean }>(database, 'SELECT pg_is_in_recovery() AS on'))[0],
      )
      .toEqual({ on: false });
    expect(await askAll(database)).toEqual(before);
    expect(await ask(database, ['tag', 'add', 'm1', 'again'])).toMatch(/^0\n/);
  });
});
