import { appendFileSync, cpSync, readFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freeLock } from '../lib/around.mjs';
import { changeAndReplay } from '../lib/log.mjs';
import { runStep } from '../lib/library.mjs';
import { pool } from '../lib/pool.mjs';
import { end, isAcknowledged, isOver, runCli, startCli } from '../lib/program.mjs';
import { STEP, archivedModels, leftovers, parseWhole, readPublished } from '../lib/registry.mjs';
import { specText, write, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';
import { CALLS, findInjected, findReached, readPoints } from '../lib/trace.mjs';

export const row = 2;
export const name = 'a fault at every mutating call of a run';

const ERRORS = ['ENOSPC', 'EIO', 'EACCES'];
const ARGS = ['--target-dir', 'in', '--output-dir', 'out'];
const STILL_CLOCK = join(import.meta.dirname, '../programs/still-clock.cjs');
/**
 * With few threads, and without turns of the event loop that come by time, calls come in a fixed order, so that each has
 * a number. The engine's `--single-threaded` would refuse compiled code, and so compile the program in each run.
 */
const ONE_THREAD = {
  env: { UV_THREADPOOL_SIZE: '1' },
  flags: ['--single-threaded-gc', '--no-concurrent-recompilation', '--require', STILL_CLOCK],
};
/** Other threads and timers shift the count by a few, by more on a busy machine. */
const ATTEMPTS = 25;
const HALF = Math.floor(ATTEMPTS / 2);
/** A fault in the wrong call may hang a run: Node does not expect its own pipes to fail. */
const LONGEST_MS = 15_000;
/**
 * Cleaning up and refreshing a lock may fail without harming the registry. Without links, the backup
 * is a copy, and events missing from the log are kept next to it and reported. Without the file that
 * tells the time of the file system, nothing counts as old, so nothing is swept. A mark that is lost is set
 * again by the next run.
 */
const HARMLESS =
  /^(unlink|rmdir|utimensat) |\.lock|\.clock~|^link .*\.bak~$| audit_log\.jsonl$|\.(?:published|replaced-.*)$/;

export async function run(context) {
  const skipped = missing('linux', 'strace');
  if (skipped) return { skipped: true, detail: skipped };
  const base = await prepare(context);
  const points = await listPoints(context, base);
  const trials = points.flatMap((point, at) => faultsOf(context, point, at, points));
  const drifts = new Map();
  const results = await pool(trials, context.jobs, (it) => tryPoint(context, base, it, drifts));
  const bad = results.flatMap((result) => result.problems);
  const count = (key) => results.filter((result) => result[key]).length;
  return {
    tried: trials.length,
    lost: count('lost'),
    unreadable: count('unreadable'),
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms`,
    passed: bad.length === 0,
    detail: [
      `${points.length} calls; ${trials.length} faults: ${count('isOld')} left the old state, ${count('isNew')} the new one; ${count('isLeft')} left a temporary or a lock that the next run did not sweep where it had nothing to write`,
      ...bad.slice(0, 8),
    ].join('; '),
  };
}

/** A registry with one model; the next run gives it a new version and adds a model. */
async function prepare(context) {
  const base = context.folder();
  writeSpecs(join(base, 'in'), ['a']);
  const first = await runCli(context, ARGS, { cwd: base });
  if (first.code !== 0) throw new Error(`the first run: ${first.stderr}`);
  write(join(base, 'in/a.md'), specText('a', 'Changed, at length.'));
  writeSpecs(join(base, 'in'), ['b']);
  return base;
}

function copyOf(context, base) {
  const cwd = context.folder();
  cpSync(base, cwd, { recursive: true, preserveTimestamps: true });
  return cwd;
}

/** What a run remembers of specs that changed long before it: the traced run may be late enough, and no other. */
const NOTES = /\b(?:read-specs|last-run)\b/;

async function listPoints(context, base) {
  const cwd = copyOf(context, base);
  const trace = join(cwd, 'trace');
  const prefix = ['strace', '-f', '-qq', '-y', '-o', trace, '-e', `trace=${CALLS.join(',')}`];
  const traced = await runCli(context, ARGS, { cwd, prefix, ...ONE_THREAD });
  if (traced.code !== 0) throw new Error(`the traced run: ${traced.stderr}`);
  return readPoints(readFileSync(trace, 'utf8'), cwd).filter(({ place }) => !NOTES.test(place));
}

/** A kill after a call leaves what a kill before the next one leaves: the short form tries one of them. */
function faultsOf({ quick }, point, at, { length }) {
  const errors = quick ? [ERRORS[at % ERRORS.length]] : ERRORS;
  const half = point.call === 'write' ? ['half'] : [];
  const after = quick && at < length - 1 ? [] : ['after'];
  return ['before', ...after, ...half, ...errors].map((fault) => ({ point, fault }));
}

/** @param drifts - how many later the last one was found than in the run that was traced, by the name of the call */
async function tryPoint(context, base, trial, drifts) {
  const { point, fault } = trial;
  const label = `${fault} at ${point.call} ${point.place} (${point.nth}.)`;
  const first = Math.max(1, point.nth + (drifts.get(point.call) ?? 0));
  let nth = first;
  // A run may make many more calls than the one that was traced: what comes too early is looked for in longer steps.
  let step = 1;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const cwd = copyOf(context, base);
    // A run may make the same call more often than another one: then any of them will do.
    if (attempt === HALF) [nth, step] = [first, 1];
    const { ended, earlier } = await inject(context, cwd, trial, nth);
    if (ended !== undefined) {
      drifts.set(point.call, nth - point.nth);
      return judge(context, cwd, trial, ended, label);
    }
    const isLate = earlier >= (attempt < HALF ? point.turn : 1);
    nth = Math.max(1, nth + (isLate ? -1 : step));
    step = isLate ? 1 : Math.min(8, 2 * step);
  }
  return { problems: [`${label}: not hit`], ms: 0 };
}

/** Runs with the fault; if it hit another call than the intended one, says how often that was made before. */
async function inject(context, cwd, { point, fault }, nth) {
  const trace = join(cwd, 'trace');
  const isKill = !ERRORS.includes(fault);
  const isBefore = fault === 'before';
  const delay = isBefore ? 'delay_enter=20000000' : 'delay_exit=20000000';
  const what = isKill ? delay : `error=${fault}`;
  const prefix = [
    'strace',
    // Then the run is our own child and ends at once when killed; strace would keep sleeping.
    ...(isKill ? ['-D'] : []),
    ...threadsOf(point),
    '-qq',
    '-y',
    '-o',
    trace,
    '-e',
    `trace=${point.call}`,
    '-e',
    `inject=${point.call}:${what}:when=${nth}`,
  ];
  const { child, done } = startCli(context, ARGS, {
    cwd,
    prefix,
    ...ONE_THREAD,
    limit: LONGEST_MS,
  });
  const reached = isBefore ? { call: point.call, nth } : undefined;
  if (isKill) await killInDelay(child, trace, reached);
  const ended = await done;
  const wanted = `${point.call} ${point.place}`;
  const { hit, before } = findInjected(readFileSync(trace, 'utf8'), cwd, reached);
  if (hit !== wanted) return { earlier: before.filter((it) => it === wanted).length };
  if (fault === 'half') halve(cwd, point);
  return { ended };
}

/**
 * Each thread counts separately. Without -f, only the main thread is counted. If no other thread comes near its count,
 * seccomp takes less time: then strace stops a run only at the calls of that name.
 */
function threadsOf({ isMain, isAhead }) {
  if (isAhead) return ['-f', '--seccomp-bpf'];
  return isMain ? [] : ['-f'];
}

/** Kills the process when it has begun a call that has not taken effect, or, without one, after one that has. */
async function killInDelay(child, trace, reached) {
  while (!isOver(child)) {
    if (isDelayed(trace, reached)) return end(child);
    await sleep(10);
  }
}

function isDelayed(trace, reached) {
  try {
    const text = readFileSync(trace, 'utf8');
    return reached === undefined ? text.includes('(DELAYED)') : findReached(text, reached) !== -1;
  } catch {
    return false;
  }
}

/** Simulates a process that was killed during a write. */
function halve(cwd, { place }) {
  if (place === 'audit_log.jsonl') return halveEvents(cwd);
  const folder = join(cwd, STEP, place.replace(/[^/]*$/, ''));
  const wanted = place.replace(/^.*\//, '').replace(/~$/, '');
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(wanted) || !name.endsWith('.tmp')) continue;
    truncateSync(join(folder, name), Math.floor(statSync(join(folder, name)).size / 2));
  }
}

/** Leaves half of the events that were added to the log. */
function halveEvents(cwd) {
  const folder = join(cwd, STEP, '.generations');
  const log = join(cwd, STEP, 'audit_log.jsonl');
  for (const name of readdirSync(folder).filter((name) => name.startsWith('events-'))) {
    const bytes = readFileSync(join(folder, name));
    const text = readFileSync(log);
    const half = Math.floor(bytes.length / 2);
    if (text.subarray(-bytes.length).equals(bytes)) truncateSync(log, text.length - half);
    else appendFileSync(log, bytes.subarray(0, half));
  }
}

async function judge(context, cwd, { point, fault }, ended, label) {
  const problems = [];
  const report = (text) => problems.push(`${label}: ${text}`);
  const text = readFileSync(join(cwd, STEP, 'model_registry.json'), 'utf8');
  const published = parseWhole(text);
  if (published === undefined) report('the registry is not whole');
  const state = stateOf(newestOf(cwd));
  if (state === 'another') report('neither the old state nor the new one');
  const isKill = !ERRORS.includes(fault);
  const succeeded = isAcknowledged(ended) && ended.signal === null;
  if (succeeded && state !== 'new') report('success, but the new state is missing');
  const mayPass = HARMLESS.test(`${point.call} ${point.place}`) || point.failed;
  if (succeeded && !isKill && !mayPass) report('success despite the error');
  const lost = await tryNext(context, cwd, report);
  const isLeft = leftovers(cwd).length > 0;
  if (isLeft) await trySweep(context, cwd, report);
  return {
    problems,
    lost,
    unreadable: published === undefined,
    isOld: state === 'old',
    isNew: state === 'new',
    isLeft,
    ms: ended.ms,
  };
}

/** The state that the next run would read: the highest generation. */
function newestOf(cwd) {
  const folder = join(cwd, STEP, '.generations');
  const highest = Math.max(
    ...readdirSync(folder).map((name) => Number(/^(\d+)\.registry$/.exec(name)?.[1] ?? 0)),
  );
  return readPublished(cwd, join(STEP, '.generations', `${highest}.registry`));
}

function stateOf(registry) {
  const versions = Object.entries(registry?.models ?? {}).map(
    ([id, model]) => `${id}@${model.version}`,
  );
  const known = { 'a@1.0.0': 'old', 'a@1.0.1 b@1.0.0': 'new' };
  return known[versions.join(' ')] ?? 'another';
}

/** A run that writes nothing may leave what it finds; one that writes must clean up. */
async function trySweep(context, cwd, report) {
  for (const name of ['a', 'b'])
    write(join(cwd, `in/${name}.md`), specText(name, 'Changed once more.'));
  await runNext(context, cwd, report);
  const left = leftovers(cwd);
  if (left.length > 0) report(`left after a run that wrote: ${left.join(', ')}`);
}

async function runNext(context, cwd, report) {
  await runStep(context, cwd).catch((error) => report(`the next run fails: ${error.message}`));
}

async function tryNext(context, cwd, report) {
  // Otherwise the run would wait for it, although nobody holds it.
  freeLock(cwd);
  await runNext(context, cwd, report);
  const registry = readPublished(cwd);
  if (stateOf(registry) !== 'new') report('the next run does not reach the new state');
  const isLost = archivedModels(cwd, registry).length !== 2;
  if (isLost) report('an archived source is missing or wrong');
  const fault = await changeAndReplay(context, cwd);
  if (fault !== undefined) report(fault);
  const log = readFileSync(join(cwd, STEP, 'audit_log.jsonl'), 'utf8');
  if (log.includes('"find_break"')) report('a kill is taken for a forged log');
  return isLost;
}
