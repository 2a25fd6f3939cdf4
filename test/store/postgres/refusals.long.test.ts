/** What is wrong with a database is said in one line, with what to do; nothing is changed, and no password shown. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refuseServer } from '../../../src/store/postgres/schema-state.js';
import { runCli } from '../../../src/faces/cli/index.js';
import { captureIo } from '../../faces/cli/harness.js';
import {
  NO_SERVER,
  PROGRAMS,
  sql,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';
import { startProxy } from '../../support/cutting-proxy.mjs';
import { soundSpec } from '../../support/spec-text.js';
import { openWorkshop, snapshotOf, type Workshop } from '../../support/registry-workshop.js';

let server: TestServer;
let shop: Workshop;
const SECRET = 'h0rse-battery';

beforeAll(async () => {
  if (PROGRAMS !== undefined) server = await startServer();
});
afterAll(() => server?.remove());
beforeEach(async () => {
  shop = await openWorkshop();
  await shop.writeModels(2);
  await shop.write('gnn-registry.config.json', '{ "lock_timeout": 2, "target_dir": "in" }');
});
afterEach(() => shop.remove());

/** A command, and everything that it said. */
async function said(
  database: string,
  ...argv: string[]
): Promise<{ exitCode: number; text: string }> {
  const env = { GNN_REGISTRY_DATABASE: database };
  const { io, written } = captureIo({ cwd: shop.cwd, env });
  const exitCode = await runCli(argv, io, {});
  const { out, err } = written;
  expect(`${out}${err}`).not.toContain(SECRET);
  return { exitCode, text: `${out}${err}` };
}

/** The command ends with 1, says this and what to do in two lines, and writes no file. */
async function expectRefused(
  database: string,
  problem: RegExp,
  hint: RegExp,
  argv = ['tag', 'add', 'm0', 'x'],
): Promise<void> {
  const before = snapshotOf(shop.cwd);
  const { exitCode, text } = await said(database, ...argv);
  expect(text).toMatch(problem);
  expect(text).toMatch(hint);
  expect(text.trimEnd().split('\n')).toHaveLength(2);
  expect(text).toMatch(/^error: .*\n {2}hint: /);
  expect(exitCode).toBe(1);
  expect(snapshotOf(shop.cwd)).toEqual(before);
}

function withSecret(url: string): string {
  return url.replace('postgres@/', `postgres:${SECRET}@/`);
}

/** A database with a registry of two models. */
async function seeded(): Promise<string> {
  const database = await server.create();
  await shop.run({ outputDir: 'copy', database });
  return database;
}

async function generation(database: string): Promise<unknown> {
  const [row] = await sql<{ generation: string; log_end: string }>(
    database,
    'SELECT generation, log_end FROM gnn_registry.registries',
  );
  return row;
}

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'a database', () => {
  test('that is not given as a URL', async () => {
    for (const url of [
      `mysql://u:${SECRET}@h/d`,
      `u:${SECRET}@host`,
      'postgres//h',
      `postgres://u:${SECRET}@[/d`,
    ])
      await expectRefused(
        url,
        /not given as a URL of PostgreSQL/,
        /--database postgres:\/\/USER@HOST/,
      );
    await expectRefused(
      `postgres://u:${SECRET}@h/d?pool_size=900`,
      /pool_size .* from 1 to 40/,
      /Correct it/,
    );
  });

  test('where nothing answers, or nobody is', async () => {
    await expectRefused(
      `postgres://u:${SECRET}@127.0.0.1:1/d`,
      /nothing answers there/,
      /Start the server/,
    );
    await expectRefused(
      `postgres://u:${SECRET}@/d?host=/nowhere`,
      /no such socket/,
      /Start the server/,
    );
    await expectRefused(`postgres://u:${SECRET}@nowhere.invalid/d`, /host/, /--database/);
  });

  test('that answers something else, or nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gnn-odd-'));
    const odd = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    await new Promise<void>((done) => odd.listen(join(folder, '.s.PGSQL.5432'), done));
    try {
      const url = `postgres://u:${SECRET}@/d?host=${folder}`;
      const { exitCode, text } = await said(url, 'list');
      expect([exitCode, text]).toEqual([1, expect.stringMatching(/^error: .*\n {2}hint: .*\n$/)]);
    } finally {
      await new Promise((done) => odd.close(done));
      rmSync(folder, { recursive: true });
    }
  });

  test('that is not there, or whose tables are not', async () => {
    const bare = await server.create({ isBare: true });
    await expectRefused(withSecret(server.url('nothing')), /no such database/, /--database/);
    await expectRefused(withSecret(bare), /no tables for registries/, /db migrate/);
    await expectRefused(withSecret(bare), /no tables for registries/, /db migrate/, []);
    await expectRefused(withSecret(bare), /no tables for registries/, /db migrate/, [
      'db',
      'status',
    ]);
  });

  test('whose server is too old', async () => {
    const bare = await server.create({ isBare: true });
    // The server that is here, as one of release 12 would answer: a number of as many digits.
    const proxy = await startProxy(server.folder, (piece, who) => {
      const number =
        who === 'server' ? /(?<!\d)1[3-9]0\d{3}(?!\d)/.exec(piece.toString('latin1')) : null;
      if (number !== null) piece.write('12', number.index, 'latin1');
      return false;
    });
    try {
      await expectRefused(
        proxy.url(withSecret(bare)),
        /its server is PostgreSQL/,
        /Use PostgreSQL 13 or later/,
        ['db', 'migrate'],
      );
      expect(await sql(bare, `SELECT 1 FROM pg_namespace WHERE nspname = 'gnn_registry'`)).toEqual(
        [],
      );
      expect((await said(withSecret(bare), 'db', 'migrate')).exitCode).toBe(0);
    } finally {
      await proxy.close();
    }
  });

  test('whose tables an older or a newer release made', async () => {
    const database = await seeded();
    await sql(database, `DELETE FROM gnn_registry.migrations WHERE name LIKE '003%'`);
    await expectRefused(database, /tables are those of an older release/, /db migrate/);
    await sql(
      database,
      `INSERT INTO gnn_registry.migrations (name, run_on) VALUES ('003_log', now()), ('900_later', now())`,
    );
    await expectRefused(database, /a newer release/, /Install the release/);
    await expectRefused(database, /a newer release/, /Install the release/, ['db', 'migrate']);
    expect(await generation(database)).toEqual({ generation: '1', log_end: '2' });
  });

  test('whose user lacks a right, or that is read-only', async () => {
    const database = await seeded();
    await sql(database, `CREATE ROLE reader_only LOGIN`);
    await sql(database, `GRANT USAGE ON SCHEMA gnn_registry TO reader_only`);
    await sql(database, `GRANT SELECT ON ALL TABLES IN SCHEMA gnn_registry TO reader_only`);
    const reader = database.replace('postgres@', 'reader_only@');
    await expectRefused(reader, /lacks a right/, /docs\/database\.md/);
    expect((await said(reader, 'list', '--quiet')).text).toBe('m0\nm1\n');
    const name = new URL(database.replace('@/', '@h/')).pathname.slice(1);
    await sql(database, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await expectRefused(database, /read-only/, /primary server/);
    expect((await said(database, 'list', '--quiet')).text).toBe('m0\nm1\n');
    expect(await generation(database)).toEqual({ generation: '1', log_end: '2' });
  });

  test('whose user has the rights of the service alone', async () => {
    const database = await seeded();
    const page = await readFile(join(import.meta.dirname, '../../../docs/database.md'), 'utf8');
    const [, grants = ''] = /```sql\n(CREATE ROLE[^`]*)```/.exec(page) ?? [];
    await sql(database, grants);
    const service = database.replace('postgres@', 'gnn_service@');
    expect((await said(service, 'tag', 'add', 'm0', 'x')).exitCode).toBe(0);
    expect((await said(service, 'list', '--quiet')).text).toBe('m0\nm1\n');
    await expect(sql(service, 'CREATE TABLE gnn_registry.more ()')).rejects.toThrow(/denied/);
    await expect(sql(service, 'DROP TABLE gnn_registry.models')).rejects.toThrow(/owner/);
    expect(await generation(database)).toEqual({ generation: '2', log_end: '3' });
  });

  test('that refuses the login', async () => {
    const nobody = `postgres://nobody:${SECRET}@/postgres?host=${server.folder}`;
    await expectRefused(nobody, /refuses the login/, /pg_hba\.conf/);
  });

  test('whose registry another process holds, or that has no connection left', async () => {
    const database = await seeded();
    const { Client } = await import('pg');
    const holder = new Client({ connectionString: database });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM gnn_registry.registries FOR UPDATE');
    await expectRefused(database, /another process is changing the registry/, /--lock-timeout/);
    await holder.query('ROLLBACK');
    await holder.end();
    expect((await said(database, 'tag', 'add', 'm0', 'x')).exitCode).toBe(0);
    const name = new URL(database.replace('@/', '@h/')).pathname.slice(1);
    await sql(database, `CREATE ROLE crowded LOGIN`);
    await sql(database, `GRANT ALL ON SCHEMA gnn_registry TO crowded`);
    await sql(database, `ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    await expectRefused(
      database.replace('postgres@', 'crowded@'),
      /no connection left/,
      /--lock-timeout/,
    );
  });

  test('whose disk is full while the bytes of other versions are read', async () => {
    const database = await server.create();
    for (let at = 0; at < 16; at += 1) {
      const words = Array.from({ length: 2000 }, () => randomBytes(50).toString('hex')).join('\n');
      await shop.write('in/long.md', soundSpec({ ModelName: 'Long', ModelAnnotation: words }));
      expect((await said(database, '--bump', 'minor')).exitCode).toBe(0);
    }
    await sql(
      database,
      `CREATE FUNCTION gnn_registry.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$`,
    );
    await sql(
      database,
      `CREATE TRIGGER full_disk BEFORE INSERT ON gnn_registry.blobs FOR EACH ROW
        WHEN (NEW.packed) EXECUTE FUNCTION gnn_registry.refuse()`,
    );
    const argv = ['archive', 'long'];
    await expectRefused(database, /its disk is full/, /Free space/, argv);
  });

  test('whose server is too old, or has another encoding', () => {
    const now = { version: '15.1', number: '150001', encoding: 'UTF8' };
    expect(() => refuseServer(now, 'x')).not.toThrow();
    expect(() => refuseServer({ ...now, version: '12.9', number: '120009' }, 'x')).toThrow(
      /PostgreSQL 12\.9/,
    );
    expect(() => refuseServer({ ...now, encoding: 'LATIN1' }, 'x')).toThrow(/LATIN1/);
  });
});
