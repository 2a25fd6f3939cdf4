import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeAndReplay } from '../lib/log.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isAcknowledged, isOver, runCli, startCli } from '../lib/program.mjs';
import { REGISTRY, archivedModels, leftovers, readPublished } from '../lib/registry.mjs';
import { writeSpecs } from '../lib/specs.mjs';

export const row = 5;
/** It runs beside the others. */
export const onlyWaits = true;
export const name = 'the holder stopped for three times `stale`, then resumed';

const STALE_MS = 10_000;
const ARGS = ['--output-dir', 'out', '--lock-timeout', '60'];
/** Enough models to make a holder keep the lock for a while. */
const HELD = range(40).map((at) => `held-${at}`);
const OTHERS = ['one', 'two', 'three'];

export async function run(context) {
  const scenarios = context.figure(3, 12);
  const results = await pool(range(scenarios), scenarios, () => tryStopped(context));
  const problems = results.flatMap((result) => result.problems);
  return {
    tried: scenarios,
    lost: results.reduce((sum, result) => sum + result.lost, 0),
    slowest: `${(Math.max(...results.map(({ ms }) => ms)) / 1000).toFixed(1)} s for a waiting run`,
    passed: problems.length === 0,
    detail: [
      `${scenarios} holders stopped inside the lock for ${(3 * STALE_MS) / 1000} s while 3 others registered`,
      ...problems.slice(0, 5),
    ].join('; '),
  };
}

async function tryStopped(context) {
  for (;;) {
    const cwd = context.folder();
    writeSpecs(join(cwd, 'held'), HELD);
    for (const id of OTHERS) writeSpecs(join(cwd, id), [id]);
    const holder = startCli(context, ['--target-dir', 'held', ...ARGS], { cwd });
    const isStopped = await stopInLock(context, cwd, holder.child);
    if (isStopped) return watchOthers(context, cwd, holder);
    await holder.done;
  }
}

/** Stops the holder during its work; false if it had already ended. */
async function stopInLock(context, cwd, child) {
  while (!isOver(child) && !isHeld(cwd, child.pid)) await sleep(2);
  await sleep(context.random.between(0, 25));
  child.kill('SIGSTOP');
  await sleep(50);
  if (!isOver(child) && isHeld(cwd, child.pid)) return true;
  child.kill('SIGCONT');
  return false;
}

function isHeld(cwd, pid) {
  try {
    return readdirSync(join(cwd, `${REGISTRY}.lock`)).some((name) => name.startsWith(`${pid}@`));
  } catch {
    return false;
  }
}

async function watchOthers(context, cwd, holder) {
  const begun = performance.now();
  const others = await Promise.all(
    OTHERS.map((id) => runCli(context, ['--target-dir', id, ...ARGS], { cwd })),
  );
  await sleep(3 * STALE_MS - (performance.now() - begun));
  holder.child.kill('SIGCONT');
  const held = await holder.done;
  const all = [...others, held];
  const there = new Set(archivedModels(cwd, readPublished(cwd)));
  const owed = [
    ...OTHERS.filter((_, at) => isAcknowledged(others[at])),
    ...(isAcknowledged(held) ? HELD : []),
  ];
  const lost = owed.filter((id) => !there.has(id));
  const problems = [
    ...lost.map((id) => `lost ${id}`),
    ...all
      .filter((ended) => !isAcknowledged(ended))
      .map((ended) => `failed: ${ended.stderr.trim()}`),
    ...leftovers(cwd).map((path) => `left: ${path}`),
  ];
  if (!others.some(({ stderr }) => stderr.includes(`Waiting for process ${holder.child.pid} on`)))
    problems.push('no waiting process was told who holds the lock');
  // A process that was stopped while acquiring the lock does not hold it yet: it waits again.
  if (!/taken over by another run|Waiting for /.test(held.stderr))
    problems.push(`the holder was not notified: ${JSON.stringify(held.stderr)}`);
  const fault = await changeAndReplay(context, cwd);
  if (fault !== undefined) problems.push(fault);
  return { problems, lost: lost.length, ms: Math.max(...others.map(({ ms }) => ms)) };
}
