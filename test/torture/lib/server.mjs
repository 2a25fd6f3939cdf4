/** A server of PostgreSQL in a folder of a row, which the row may kill. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/usr/lib/postgresql';
export const BIN = existsSync(ROOT)
  ? join(ROOT, readdirSync(ROOT).toSorted().at(-1) ?? '', 'bin')
  : undefined;

/**
 * Starts a server.
 *
 * @param where - `data`: where its files are, if not in the folder; `settings` of the server
 */
export function startServer(folder, { data = join(folder, 'data'), settings = '' } = {}) {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  chmodSync(folder, 0o755);
  const sockets = join(folder, 'sockets');
  for (const it of [sockets, data]) {
    mkdirSync(it, { recursive: true });
    if (isRoot) execFileSync('chown', ['postgres:postgres', it]);
    chmodSync(it, 0o700);
  }
  const call = (program, ...args) =>
    execFileSync(join(BIN, program), args, {
      cwd: sockets,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...user,
    });
  call(
    'initdb',
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
    '--wal-segsize=1',
  );
  const start = (more = settings) =>
    call(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-t',
      '60',
      '-l',
      join(sockets, 'log'),
      '-o',
      `-k ${sockets} -c listen_addresses='' -c max_connections=150 ${more}`,
      'start',
    );
  start();
  return {
    url: `postgres://postgres@/postgres?host=${sockets}`,
    sockets,
    start,
    /** As a power loss ends it: no process of it has time for anything. */
    kill: () => {
      const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      for (const one of [pid, ...children]) process.kill(Number(one), 'SIGKILL');
    },
    stop: () => {
      try {
        call('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
      } catch {
        // It was killed.
      }
    },
    sql: (text) =>
      execFileSync(join(BIN, 'psql'), ['-h', sockets, '-U', 'postgres', '-Atqc', text], {
        encoding: 'utf8',
      }).trim(),
  };
}

function idOf(flag) {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
