import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileLibrary } from '../lib/compiled-library.mjs';
import { ageDeadLocks } from '../lib/locks.mjs';
import { changeAndReplay } from '../lib/log.mjs';
import { range } from '../lib/pool.mjs';
import { isAcknowledged, startCli, startProgram } from '../lib/program.mjs';
import { REGISTRY, archivedModels, leftovers, readPublished } from '../lib/registry.mjs';
import { callOnce } from '../lib/residents.mjs';
import { write, writeSpecs } from '../lib/specs.mjs';

export const row = 1;
export const name = 'kills at random moments, 4 to 8 writers, a reader polling';

/** Each batch has its own registry, so that it stays small enough for many kills. */
const KILLS_OF_BATCH = 50;
/** The most models that a library writer registers before it ends. */
const COUNT = 6;

export async function run(context) {
  const total = {
    kills: 0,
    acknowledged: 0,
    reads: 0,
    unreadable: 0,
    slowest: 0,
    inLock: 0,
    left: 0,
  };
  const problems = [];
  const lost = [];
  const dist = await compileLibrary(context, (library) => registerOne(context, library));
  for (const at of range(context.figure(2, 20))) {
    // Every second batch has no lock at all, so that commits must do without it.
    const batch = await killBatch(context, { dist, writers: 4 + (at % 5), lock: at % 2 === 0 });
    for (const key of ['kills', 'acknowledged', 'reads', 'unreadable', 'inLock', 'left'])
      total[key] += batch[key];
    total.slowest = Math.max(total.slowest, batch.slowest);
    lost.push(...batch.lost);
    problems.push(...batch.problems);
  }
  return {
    tried: total.kills,
    lost: lost.length,
    unreadable: total.unreadable,
    slowest: `${Math.round(total.slowest)} ms a read`,
    passed: lost.length === 0 && total.unreadable === 0 && problems.length === 0,
    detail: [
      `${total.kills} kills of the command and of library writers, half with the lock (${total.inLock} left it behind; made stale at once), half without; ${total.acknowledged} acknowledged, ${total.reads} reads; ${total.left} temporaries stayed in folders of models that were not registered after all`,
      ...lost.slice(0, 5).map((id) => `lost ${id}`),
      ...problems.slice(0, 5),
    ].join('; '),
  };
}

/** What a writer does until it is killed. */
async function registerOne(context, { ModelRegistry }) {
  const cwd = context.folder();
  writeSpecs(join(cwd, 'in'), ['one']);
  const registry = await ModelRegistry.open({ cwd, outputDir: 'out' });
  await registry.registerModel('in/one.md');
  await registry.save();
}

async function killBatch(context, { dist, writers, lock }) {
  const cwd = context.folder();
  write(join(cwd, 'gnn-registry.config.json'), JSON.stringify({ registry_lock: lock }));
  writeSpecs(join(cwd, 'in/first'), ['first']);
  await callOnce(context, ['--target-dir', 'in/first', '--output-dir', 'out'], { cwd });
  const seen = { kills: 0, inLock: 0, started: 0, typical: 300, acknowledged: ['first'] };
  const stopAging = ageDeadLocks(cwd);
  const reader = startProgram(context, 'reader.mjs', { cwd });
  const work = { context, dist, cwd, lock, seen };
  await Promise.all(range(writers).map(() => killOn(work)));
  reader.child.kill('SIGTERM');
  const polled = JSON.parse((await reader.done).stdout);
  const after = await lastRun(context, cwd);
  const fault = await changeAndReplay(context, cwd);
  stopAging();
  return {
    ...polled,
    kills: seen.kills,
    inLock: seen.inLock,
    acknowledged: seen.acknowledged.length,
    lost: findLost(cwd, seen.acknowledged),
    problems: fault === undefined ? after : [...after, fault],
    left: leftovers(cwd).length,
  };
}

async function killOn(work) {
  while (work.seen.kills < KILLS_OF_BATCH) {
    work.seen.started += 1;
    await (work.context.random.next() < 0.5 ? killCommand(work) : killLibrary(work));
  }
}

/** A run of the command, killed at any time from its start to shortly after its usual end. */
async function killCommand({ context, cwd, seen }) {
  const id = `c${seen.started}`;
  writeSpecs(join(cwd, 'in', id), [id]);
  const args = ['--target-dir', `in/${id}`, '--output-dir', 'out', '--quiet'];
  const moment = context.random.between(0.2, 1.2) * seen.typical;
  const { child, done } = startCli(context, args, { cwd });
  await Promise.race([sleep(moment), done]);
  if (child.kill('SIGKILL')) seen.kills += 1;
  const ended = await done;
  if (!isAcknowledged(ended)) return;
  seen.acknowledged.push(id);
  seen.typical = seen.typical * 0.8 + Math.min(ended.ms, 3000) * 0.2;
}

/** A program that commits continuously, so that nearly every kill interrupts a commit. */
async function killLibrary({ context, dist, cwd, lock, seen }) {
  const name = `l${seen.started}`;
  const order = { cwd, name, lock, count: COUNT };
  const { child, done } = startProgram({ dist }, 'writer.mjs', order);
  await Promise.race([once(child.stdout, 'data'), done]);
  await Promise.race([sleep(context.random.between(0, 250)), done]);
  const holdsLock = lock && isHolder(cwd, child.pid);
  if (child.kill('SIGKILL')) {
    seen.kills += 1;
    if (holdsLock) seen.inLock += 1;
  }
  const { stdout } = await done;
  seen.acknowledged.push(...stdout.split('\n').slice(1, -1));
}

function isHolder(cwd, pid) {
  try {
    return readdirSync(join(cwd, `${REGISTRY}.lock`)).some((name) => name.startsWith(`${pid}@`));
  } catch {
    return false;
  }
}

/** A run after the kills must succeed. */
async function lastRun(context, cwd) {
  writeSpecs(join(cwd, 'in/last'), ['last']);
  const args = ['--target-dir', 'in/last', '--output-dir', 'out'];
  const ended = await callOnce(context, args, { cwd });
  return isAcknowledged(ended) ? [] : [`the run after it: ${ended.stderr.trim()}`];
}

/** The models that are not in the registry, or whose bytes are not in the archive. */
function findLost(cwd, acknowledged) {
  const registry = readPublished(cwd);
  const there = new Set(archivedModels(cwd, registry));
  return acknowledged.filter((id) => !there.has(id));
}
