import { join } from 'node:path';
import { changeAndReplay } from '../lib/log.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isAcknowledged, runCli, startProgram } from '../lib/program.mjs';
import { archivedModels, leftovers, readPublished } from '../lib/registry.mjs';
import { startResident } from '../lib/residents.mjs';
import { writeSpecs } from '../lib/specs.mjs';

export const row = 3;
export const name = '8 writers at once, each registering model after model';

export async function run(context) {
  const cwd = context.folder();
  const count = context.figure(10, 100);
  const start = (args, options) => runCli(context, args, options);
  const isFresh = (at) => at === 0 || !context.quick;
  const tries = await pool(range(8), 8, (at) =>
    at % 2 === 0
      ? commands(isFresh(at) ? start : startResident(context), cwd, `c${at}`, count)
      : library(context, cwd, `l${at}`, count),
  );
  const acknowledged = tries.flatMap((attempt) => attempt.acknowledged);
  const failures = tries.flatMap((attempt) => attempt.failures);
  const there = new Set(archivedModels(cwd, readPublished(cwd)));
  const lost = acknowledged.filter((id) => !there.has(id));
  const fault = await changeAndReplay(context, cwd);
  const left = leftovers(cwd);
  const kept = acknowledged.length - lost.length;
  return {
    tried: 8 * count,
    lost: lost.length,
    slowest: `${(Math.max(...tries.map(({ slowest }) => slowest)) / 1000).toFixed(1)} s a run`,
    passed: kept === 8 * count && left.length === 0 && fault === undefined,
    detail: [
      `${kept} of ${8 * count}, by 4 library writers, ${context.quick ? 'one that starts the command each time, and 3 processes that call it again and again' : 'and 4 that start the command each time'}`,
      ...failures.slice(0, 3),
      ...left.map((path) => `left: ${path}`),
      ...(fault === undefined ? [] : [fault]),
    ].join('; '),
  };
}

async function commands(call, cwd, name, count) {
  const seen = { acknowledged: [], failures: [], slowest: 0 };
  for (const at of range(count)) {
    const id = `${name}-${at}`;
    writeSpecs(join(cwd, 'in', id), [id]);
    const args = ['--target-dir', `in/${id}`, '--output-dir', 'out', '--lock-timeout', '120'];
    const ended = await call(args, { cwd });
    seen.slowest = Math.max(seen.slowest, ended.ms);
    if (isAcknowledged(ended)) seen.acknowledged.push(id);
    else seen.failures.push(`${id}: ${ended.stderr.trim()}`);
  }
  return seen;
}

async function library(context, cwd, name, count) {
  const order = { cwd, name, count, lock: true };
  const ended = await startProgram(context, 'writer.mjs', order).done;
  return {
    acknowledged: ended.stdout.split('\n').slice(1, -1),
    failures: ended.code === 0 ? [] : [`${name}: ${ended.stderr.trim()}`],
    slowest: 0,
  };
}
