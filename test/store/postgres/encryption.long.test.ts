/** Connections that are encrypted, and checked as the URL says: what works, and what is refused with what to do. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import { closeDatabases } from '../../../src/store/postgres/connection.js';
import { followRegistry } from '../../../src/store/postgres/follow.js';
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

const SECRET = 'h0rse-battery';
/** The name that the server's first certificate is for. */
const NAME = 'localhost';

let folder: string;
let server: TestServer;
let port: number;

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  folder = mkdtempSync(join(TEMPORARY, 'gnn-tls-'));
  chmodSync(folder, 0o755);
  makeIssuer('issuer');
  makeIssuer('stranger');
  for (const name of [NAME, 'db.example.org']) makeCertificate(name);
  use(NAME);
  port = await findPort();
  server = await startServer(undefined, [
    'listen_addresses=localhost',
    `port=${port}`,
    `ssl_cert_file=${join(folder, 'server.crt')}`,
    `ssl_key_file=${join(folder, 'server.key')}`,
  ]);
  await set('on');
});
afterAll(async () => {
  if (PROGRAMS === undefined) return;
  await server.remove();
  rmSync(folder, { recursive: true });
});

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

function makeIssuer(name: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-x509', ...key, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '2');
}

/** A certificate for a name, issued by the first issuer. */
function makeCertificate(name: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  const names = ['-addext', `subjectAltName=DNS:${name}`];
  openssl('req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${name}`, ...names);
  const issuer = ['-CA', 'issuer.pem', '-CAkey', 'issuer.key', '-CAcreateserial'];
  const result = ['-out', `${name}.crt`, '-days', '2', '-copy_extensions', 'copy'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, ...result);
}

/** Makes the server read its settings and its certificate again, with encryption or without. */
async function set(ssl: 'on' | 'off'): Promise<void> {
  const plain = urlWith('sslmode=disable');
  await sql(plain, `ALTER SYSTEM SET ssl = ${ssl}`);
  await sql(plain, 'SELECT pg_reload_conf()');
}

/** Whether a connection as a URL asks for it can be had. */
async function reaches(url: string): Promise<boolean> {
  return sql(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

/** Makes a certificate that of the server, once it has read its settings. */
function use(name: string): void {
  for (const kind of ['crt', 'key']) {
    const path = join(folder, `server.${kind}`);
    rmSync(path, { force: true });
    copyFileSync(join(folder, `${name}.${kind}`), path);
    chmodSync(path, 0o600);
    const user = serverUser();
    if (user !== undefined) chownSync(path, user.uid, user.gid);
  }
}

async function findPort(): Promise<number> {
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function urlWith(parameters: string): string {
  return `postgres://postgres:${SECRET}@${NAME}:${port}/postgres?${parameters}`;
}

function trusting(issuer: string): string {
  return urlWith(`sslmode=verify-full&sslrootcert=${join(folder, issuer)}`);
}

async function said(
  database: string,
  ...argv: string[]
): Promise<{ exitCode: number; text: string }> {
  const { io, written } = captureIo({ cwd: folder, env: { GNN_REGISTRY_DATABASE: database } });
  const exitCode = await runCli(argv, io, {});
  // Another process would have none of these connections.
  await closeDatabases();
  const text = `${written.out}${written.err}`;
  expect(text).not.toContain(SECRET);
  return { exitCode, text };
}

async function expectRefused(database: string, problem: RegExp, hint: RegExp): Promise<void> {
  for (const argv of [['db', 'migrate'], ['list']]) {
    const { exitCode, text } = await said(database, ...argv);
    expect(text).toMatch(/^error: .*\n {2}hint: .*\n$/);
    expect(text).toMatch(problem);
    expect(text).toMatch(hint);
    expect(exitCode).toBe(1);
  }
}

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'encryption', () => {
  test('works, checked against the issuer and the name', async () => {
    const database = trusting('issuer.pem');
    await expect.poll(() => reaches(database)).toBe(true);
    expect(await said(database, 'db', 'migrate')).toMatchObject({ exitCode: 0 });
    expect(await said(database, 'db', 'status')).toMatchObject({ exitCode: 0 });
    const [own] = await sql<{ ssl: boolean }>(
      database,
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    expect(own).toEqual({ ssl: true });
  });

  test('by an issuer whom nobody trusts is refused', async () => {
    await expectRefused(trusting('stranger.pem'), /nobody who is trusted/, /sslrootcert=FILE/);
    await expectRefused(
      urlWith('sslmode=verify-full'),
      /nobody who is trusted/,
      /sslrootcert=FILE/,
    );
  });

  test('for a file that is not there says so', async () => {
    await expectRefused(
      trusting('nothing.pem'),
      /file that its URL names is not there/,
      /sslrootcert/,
    );
  });

  test('is had again by who follows a registry, once a file that was gone is there', async () => {
    let told = 0;
    const address = { url: trusting('late.pem'), registry: 'default', name: NAME, poolSize: 1 };
    const end = await followRegistry(address, () => (told += 1));
    expect(told).toBe(0);
    copyFileSync(join(folder, 'issuer.pem'), join(folder, 'late.pem'));
    await expect.poll(() => told).toBe(1);
    await end();
  });

  test('under another name is refused', async () => {
    use('db.example.org');
    await set('on');
    await expect.poll(() => reaches(trusting('issuer.pem'))).toBe(false);
    await expectRefused(trusting('issuer.pem'), /for another name/, /as the certificate does/);
  });

  test('that the server does not speak is refused', async () => {
    await set('off');
    await expect.poll(() => reaches(trusting('issuer.pem'))).toBe(false);
    await expectRefused(trusting('issuer.pem'), /does not agree on encryption/, /sslmode/);
  });
});
