import { chmodSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy } from '../../support/cutting-proxy.mjs';
import {
  goesOn,
  isReady,
  keepClear,
  startWriter,
  tag,
  tryDatabase,
  writeAtOnce,
} from '../lib/database.mjs';
import { pool, range } from '../lib/pool.mjs';
import { end } from '../lib/program.mjs';
import { BIN } from '../lib/server.mjs';
import { missing, withTmpfs } from '../lib/tools.mjs';

export const row = 34;
export const name =
  'a registry in PostgreSQL: the server killed in the middle of commits, connections cut, none left, its disk full';

export async function run(context) {
  if (BIN === undefined) return { skipped: true, detail: 'PostgreSQL is not installed' };
  const absent = missing('linux', 'root', 'mount');
  if (absent !== undefined) return { skipped: true, detail: absent };
  const parent = context.folder();
  // The server runs as a user of its own.
  chmodSync(parent, 0o755);
  const results = [
    await tryDatabase(context, async (trials) => {
      await killServer(trials);
      await cutConnections(trials);
      await crowd(trials);
      await share(trials);
    }),
    await withTmpfs(join(parent, 'small'), '80M', (folder) =>
      tryDatabase(context, (trials) => fill(trials, folder), {
        data: join(folder, 'data'),
        settings: '-c max_wal_size=4MB -c min_wal_size=2MB -c checkpoint_timeout=30s',
      }),
    ),
  ];
  const sum = (key) => results.reduce((total, it) => total + it[key], 0);
  return {
    tried: sum('tried'),
    lost: sum('lost'),
    passed: results.every((it) => it.passed),
    detail: results.map((it) => it.detail).join('; '),
  };
}

/** What it forked just before it was killed holds its memory for a moment, and no other server starts meanwhile. */
async function restart(server) {
  for (const left of range(60).toReversed()) {
    await sleep(500);
    try {
      return server.start();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** The server is killed while all write, and started again. */
async function killServer(trials) {
  const { server, context } = trials;
  const rounds = context.figure(2, 20);
  let [kept, refused] = [0, 0];
  for (const round of range(rounds)) {
    const writers = range(4).map((at) =>
      startWriter(trials, {
        name: `crash-${round}-${at}`,
        model: `m${100 + 2 * round + (at >> 1)}`,
        count: 1_000_000,
      }),
    );
    await Promise.all(writers.map(isReady));
    await sleep(context.random.below(1000));
    server.kill();
    await tag(trials, `down-${round}`);
    await restart(server);
    await Promise.all(writers.map(goesOn));
    for (const { child } of writers) end(child);
    for (const { done } of writers) {
      const ended = keepClear(trials, 'the server killed', await done);
      kept += ended.kept;
      refused += ended.refused;
    }
  }
  trials.figures.push(
    `the server killed and restarted ${rounds} times: ${kept} changes acknowledged, ${refused} refused`,
  );
}

/** Each connection is cut after some pieces of what one side says. */
async function cutConnections(trials) {
  const { server, context } = trials;
  const left = new WeakMap();
  const proxy = await startProxy(server.sockets, (_, __, connection) => {
    const pieces = left.get(connection) ?? 1 + context.random.below(60);
    left.set(connection, pieces - 1);
    return pieces <= 1;
  });
  const url = proxy.url(server.url);
  const count = context.figure(20, 250);
  try {
    const ended = await writeAtOnce(trials, 4, (at) => ({
      name: `cut-${at}`,
      model: `m${20 + (at % 2)}`,
      count,
      url,
    }));
    const all = ended.map((it) => keepClear(trials, 'cut', it));
    const [kept, refused] = ['kept', 'refused'].map((key) =>
      all.reduce((sum, it) => sum + it[key], 0),
    );
    await pool(range(context.figure(4, 40)), 2, (at) => tag(trials, `cut-cli-${at}`, { url }));
    trials.figures.push(
      `${proxy.cuts()} connections cut: ${kept} changes acknowledged, ${refused} refused`,
    );
  } finally {
    await proxy.close();
  }
}

/** More processes than the server takes connections: they wait for each other, or say so. */
async function crowd(trials) {
  const { server, context } = trials;
  server.stop();
  server.start('-c max_connections=6 -c superuser_reserved_connections=0 -c max_wal_senders=0');
  const count = context.figure(3, 25);
  const ended = await writeAtOnce(trials, 12, (at) => ({
    name: `crowd-${at}`,
    model: `m${8 + (at % 8)}`,
    count,
    patience: 5,
  }));
  const all = ended.map((it) => keepClear(trials, 'none left', it));
  const [kept, refused] = ['kept', 'refused'].map((key) =>
    all.reduce((sum, it) => sum + it[key], 0),
  );
  if (kept === 0) trials.faults.push('nobody had a connection');
  server.stop();
  server.start();
  trials.figures.push(
    `12 writers for 6 connections: ${kept} of ${12 * count} changes acknowledged, ${refused} refused`,
  );
}

/** Processes with one connection each overtake each other, and still get their turns. */
async function share(trials) {
  const count = trials.context.figure(10, 50);
  const url = `${trials.server.url}&pool_size=1`;
  const ended = await writeAtOnce(trials, 8, (at) => ({
    name: `one-${at}`,
    model: 'm7',
    count,
    url,
  }));
  const all = ended.map((it) => keepClear(trials, 'one connection', it));
  const kept = all.reduce((sum, it) => sum + it.kept, 0);
  if (kept !== 8 * count)
    trials.faults.push(`one connection each: ${kept} of ${8 * count}: ${ended[0].stderr}`);
  trials.figures.push(`${kept} changes to one model by 8 writers with one connection each`);
}

/** The disk of the server fills while all write, and is cleared again. */
async function fill(trials, folder) {
  const ballast = join(folder, 'ballast');
  let [kept, refused, down] = [0, 0, 0];
  for (const round of range(trials.context.figure(2, 10))) {
    const writers = range(4).map((at) =>
      startWriter(trials, {
        name: `full-${round}-${at}`,
        model: `m${100 + 4 * round + at}`,
        count: 1_000_000,
      }),
    );
    await Promise.all(writers.map(isReady));
    leave([0, 100_000, 1_000_000, 3_000_000][round % 4], folder, ballast);
    await sleep(trials.context.figure(3000, 5000));
    await tag(trials, `full-${round}`);
    rmSync(ballast);
    down += await recover(trials.server);
    await Promise.all(writers.map(goesOn));
    if ((await tag(trials, `free-${round}`)) !== 0) trials.faults.push('no change after clearing');
    for (const { child } of writers) end(child);
    for (const { done } of writers) {
      const ended = keepClear(trials, 'a full disk', await done);
      kept += ended.kept;
      refused += ended.refused;
    }
  }
  if (refused === 0) trials.faults.push('the disk was never full');
  trials.figures.push(
    `a disk of 80 MB filled: ${kept} changes acknowledged, ${refused} refused; the server gave up ${down} times and was started again`,
  );
}

/** Fills a disk but for some bytes. */
function leave(spare, folder, ballast) {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - spare), 1));
  } catch (error) {
    // Others write, too.
    if (error.code !== 'ENOSPC') throw error;
  }
}

/** Starts a server again that could not go on. @returns 1 if it had ended */
async function recover(server) {
  try {
    server.sql('SELECT 1');
    return 0;
  } catch {
    await restart(server);
    return 1;
  }
}
