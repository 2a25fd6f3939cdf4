import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeStale } from '../lib/locks.mjs';
import { changeAndReplay } from '../lib/log.mjs';
import { runStep } from '../lib/library.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isOver, runCli, startCli } from '../lib/program.mjs';
import { REGISTRY, archivedModels, leftovers, readPublished } from '../lib/registry.mjs';
import { writeSpecs } from '../lib/specs.mjs';

export const row = 13;
export const name = 'SIGINT and SIGTERM at any moment';

const ARGS = ['--target-dir', 'in', '--output-dir', 'out'];
const NAMES = range(80).map((at) => `m${at}`);
const CODES = { SIGINT: 130, SIGTERM: 143 };
/** A shell reports the same code for a signal that arrives before the program listens. */
const codeOf = ({ code, signal }) => code ?? CODES[signal];

export async function run(context) {
  const moments = context.figure(12, 100);
  const typical = await measure(context);
  const seen = { early: 0, inLock: 0, twice: 0, over: 0 };
  const results = await pool(range(moments), 2, (at) => tryMoment(context, at, typical, seen));
  const problems = results.flatMap((result) => result.problems);
  return {
    tried: moments,
    lost: results.filter((result) => result.isLost).length,
    unreadable: results.filter((result) => result.isUnreadable).length,
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms to the end`,
    passed: problems.length === 0,
    detail: [
      `${seen.inLock} met the lock held, ${seen.early} came before the program had begun, ${seen.twice} came twice; ${seen.over} more came too late and do not count`,
      `${results.filter((result) => result.problems.length > 0).length} moments did not hold`,
      ...problems.slice(0, 6),
    ].join('; '),
  };
}

function prepare(context) {
  const cwd = context.folder();
  writeSpecs(join(cwd, 'in'), NAMES);
  return cwd;
}

async function measure(context) {
  return (await runCli(context, ARGS, { cwd: prepare(context) })).ms;
}

async function tryMoment(context, at, typical, seen) {
  for (;;) {
    const cwd = prepare(context);
    const signal = at % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const isTwice = at % 4 === 3;
    const { child, done } = startCli(context, ARGS, { cwd });
    // Half of the moments are while the lock is held, which is short.
    await (at % 4 < 2 ? sleep(context.random.next() * typical) : untilLocked(cwd, child));
    if (at % 4 >= 2) await sleep(context.random.next() * 0.4 * typical);
    const isLocked = existsSync(join(cwd, `${REGISTRY}.lock`));
    const sent = performance.now();
    if (isOver(child) || !child.kill(signal)) {
      seen.over += 1;
      continue;
    }
    if (isTwice) {
      await sleep(context.random.next() * 15);
      child.kill(signal);
    }
    const ended = await done;
    if (ended.code === 0) {
      seen.over += 1;
      continue;
    }
    if (isLocked) seen.inLock += 1;
    if (isTwice) seen.twice += 1;
    if (ended.signal !== null && !isLocked) seen.early += 1;
    const ms = performance.now() - sent;
    return { ms, ...(await judge(context, cwd, { ended, signal, isTwice })) };
  }
}

async function untilLocked(cwd, child) {
  while (!isOver(child) && !existsSync(join(cwd, `${REGISTRY}.lock`))) await sleep(2);
}

async function judge(context, cwd, { ended, signal, isTwice }) {
  const problems = [];
  const report = (text) => problems.push(`${signal}${isTwice ? ' twice' : ''}: ${text}`);
  if (codeOf(ended) !== CODES[signal])
    report(`exit ${ended.code} (${ended.signal}): ${ended.stderr}`);
  const lock = join(cwd, `${REGISTRY}.lock`);
  if (existsSync(lock)) {
    // A second signal ends it at once, so a lock may remain.
    if (!isTwice) report('the lock remains');
    makeStale(lock);
  }
  const isUnreadable = existsSync(join(cwd, REGISTRY)) && readPublished(cwd) === undefined;
  if (isUnreadable) report('the registry is not whole');
  const code = await runStep(context, cwd).catch(({ message }) => message);
  if (code !== 0) report(`the next run: ${code}`);
  for (const path of leftovers(cwd)) report(`left after the next run: ${path}`);
  const isLost = archivedModels(cwd, readPublished(cwd)).length !== NAMES.length;
  if (isLost) report('the next run does not reach the whole state');
  const fault = await changeAndReplay(context, cwd);
  if (fault !== undefined) report(fault);
  return { problems, isLost, isUnreadable };
}
