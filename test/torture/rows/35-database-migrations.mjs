import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startProxy } from '../../support/cutting-proxy.mjs';
import { range } from '../lib/pool.mjs';
import { end, startCli } from '../lib/program.mjs';
import { callOnce } from '../lib/residents.mjs';
import { BIN, startServer } from '../lib/server.mjs';

export const row = 35;
export const name =
  'the tables of a registry in PostgreSQL: a migration killed at each of its statements, several at once';

const MIGRATE = ['db', 'migrate', '--database'];

export async function run(context) {
  if (BIN === undefined) return { skipped: true, detail: 'PostgreSQL is not installed' };
  // What a process wrote outlives it, and no machine is switched off here.
  const server = startServer(context.folder(), { settings: '-c fsync=off' });
  try {
    const trials = { context, server, cwd: context.folder(), faults: [], count: 0 };
    const whole = await makeWhole(trials);
    const killed = await killAtEach(trials, whole);
    const atOnce = await migrateAtOnce(trials, whole);
    return {
      tried: killed + atOnce,
      lost: 0,
      passed: trials.faults.length === 0,
      detail: [
        `killed at ${killed} moments, ${atOnce} rounds of 2 to 4 at once, one of which was killed`,
        ...trials.faults.slice(0, 5),
      ].join('; '),
    };
  } finally {
    server.stop();
  }
}

/** Makes an empty database. @returns its name, and its URL */
function create(trials) {
  trials.count += 1;
  const database = `d${trials.count}`;
  trials.server.sql(`CREATE DATABASE ${database}`);
  return { database, url: trials.server.url.replace('/postgres?', `/${database}?`) };
}

function migrate({ context, cwd }, url) {
  return startCli(context, [...MIGRATE, url], { cwd });
}

/** What a database has, as the statements that make it, and the steps that were done. */
function describeTables({ server }, database) {
  const call = (program, ...args) =>
    execFileSync(join(BIN, program), ['-h', server.sockets, '-U', 'postgres', ...args, database], {
      encoding: 'utf8',
    });
  const tables = call('pg_dump', '--schema-only').replaceAll(/^\\(?:un)?restrict .*$/gm, '');
  const steps = 'SELECT name FROM gnn_registry.migrations ORDER BY id';
  return `${tables}\n${call('psql', '-Atqc', steps, '-d')}`;
}

/** The tables as one migration makes them that nothing disturbs. */
async function makeWhole(trials) {
  const { database, url } = create(trials);
  const { code, stderr } = await migrate(trials, url).done;
  if (code !== 0) throw new Error(stderr);
  return describeTables(trials, database);
}

/** Killed when it says its first piece, the second, and so on; then another must do all that is left. */
async function killAtEach(trials, whole) {
  let killed = 0;
  for (let moment = 0; ; moment += trials.context.figure(5, 1)) {
    const { database, url } = create(trials);
    let [pieces, child] = [0, undefined];
    const proxy = await startProxy(trials.server.sockets, (_, from) => {
      if (from === 'client') pieces += 1;
      if (from !== 'client' || pieces <= moment) return false;
      end(child);
      return true;
    });
    const started = migrate(trials, proxy.url(url));
    child = started.child;
    const { code } = await started.done;
    await proxy.close();
    await finish(trials, { database, url }, whole, `killed at ${moment}`);
    if (code === 0) return killed;
    killed += 1;
  }
}

async function finish(trials, { database, url }, whole, what) {
  const { context, cwd } = trials;
  const { code, stderr } = await callOnce(context, [...MIGRATE, url], { cwd });
  if (code !== 0) trials.faults.push(`${what}: then ${code}: ${stderr.trim()}`);
  else if (describeTables(trials, database) !== whole) trials.faults.push(`${what}: other tables`);
}

async function migrateAtOnce(trials, whole) {
  const rounds = trials.context.figure(2, 20);
  for (const round of range(rounds)) {
    const made = create(trials);
    const all = range(2 + (round % 3)).map(() => migrate(trials, made.url));
    const isKilled = round % 2 === 1;
    if (isKilled) setTimeout(() => end(all[0].child), trials.context.random.below(900));
    const ended = await Promise.all(all.map((it) => it.done));
    for (const { code, stderr } of ended.slice(isKilled ? 1 : 0))
      if (code !== 0) trials.faults.push(`at once: ${code}: ${stderr.trim()}`);
    await finish(trials, made, whole, 'at once');
    await callOnce(trials.context, ['db', 'status', '--database', made.url], { cwd: trials.cwd });
  }
  return rounds;
}
