/** A server of PostgreSQL for tests: a cluster of its own in a temporary folder, on a Unix socket. */
import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { parseAddress } from '../../src/store/postgres/address.js';
import { closeDatabases } from '../../src/store/postgres/connection.js';
import { migrate } from '../../src/store/postgres/migrate.js';

const run = promisify(execFile);
/** In memory where it can be; the folder of the other tests is closed to other users. */
export const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : '/tmp';
const VERSIONS = '/usr/lib/postgresql';

/** The programs of Debian's package; undefined if it is not installed. */
export const PROGRAMS = findPrograms();

/** Why tests of the database are skipped. */
export const NO_SERVER = 'PostgreSQL is not installed: apt-get install postgresql';

function findPrograms(): string | undefined {
  try {
    const [version] = readdirSync(VERSIONS).toSorted().toReversed();
    return version === undefined ? undefined : join(VERSIONS, version, 'bin');
  } catch {
    return undefined;
  }
}

/** A server that runs. */
export interface TestServer {
  /** Where its socket is. */
  readonly folder: string;
  /** The URL of one of its databases. */
  readonly url: (database?: string) => string;
  /** Makes an empty database. @returns its URL */
  readonly create: (options?: {
    readonly partitions?: number;
    readonly isBare?: boolean;
  }) => Promise<string>;
  /** Ends it as a power loss would, or in order. */
  readonly kill: (how: 'immediate' | 'fast') => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends it, and removes its folder. */
  readonly remove: () => Promise<void>;
}

/** Who may run the server: it refuses to be run by root. */
export function serverUser(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: numberOf('-u'), gid: numberOf('-g') } : undefined;
}

function numberOf(flag: string): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

/** The data that each server of this run begins with: making it takes twenty times as long as copying it. */
const TEMPLATE = join(tmpdir(), 'postgres-data');

async function keepTemplate(data: string): Promise<void> {
  const copy = `${TEMPLATE}-${process.pid}`;
  await run('cp', ['-a', data, copy]);
  try {
    renameSync(copy, TEMPLATE);
  } catch {
    // Another worker was faster; both are removed with the folder.
  }
}

/**
 * Starts a server.
 *
 * @param where - the folder for its data; default: one of its own
 * @param more - settings, each as `name=value`
 */
export async function startServer(
  where?: string,
  more: readonly string[] = [],
): Promise<TestServer> {
  if (PROGRAMS === undefined) throw new Error(NO_SERVER);
  const bin = PROGRAMS;
  const folder = mkdtempSync(join(TEMPORARY, 'gnn-pg-'));
  const data = join(where ?? folder, 'data');
  const user = serverUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const call = (program: string, ...args: string[]) =>
    run(join(bin, program), args, { cwd: folder, ...user });
  if (existsSync(TEMPLATE)) await run('cp', ['-a', TEMPLATE, data]);
  else {
    const flags = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'];
    await call('initdb', '-D', data, ...flags);
    await keepTemplate(data);
  }
  const settings = [
    `-k ${folder}`,
    "-c listen_addresses=''",
    '-c max_connections=120',
    '-c log_min_messages=fatal',
    ...more.map((it) => `-c ${it}`),
  ];
  const start = async (): Promise<void> => {
    await call(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      settings.join(' '),
      'start',
    );
  };
  const kill = async (how: 'immediate' | 'fast'): Promise<void> => {
    await call('pg_ctl', '-D', data, '-w', '-m', how, 'stop');
  };
  await start();
  const url = (database = 'postgres'): string =>
    `postgres://postgres@/${database}?host=${encodeURIComponent(folder)}`;
  let count = 0;
  return {
    folder,
    url,
    create: async ({ partitions = 0, isBare = false } = {}) => {
      count += 1;
      const name = `t${count}`;
      await sql(url(), `CREATE DATABASE ${name}`);
      if (!isBare) await migrate(parseAddress(url(name), 'default'), partitions);
      return url(name);
    },
    kill,
    start,
    remove: async () => {
      await closeDatabases();
      await kill('immediate').catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs statements as the owner of the server. */
export async function sql<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
