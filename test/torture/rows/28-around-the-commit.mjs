import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  COMMANDS,
  OUT,
  age,
  damageFor,
  findings,
  freeLock,
  isForDamage,
  prepare,
  settle,
  workBeside,
} from '../lib/around.mjs';
import { FLAGS, describePoint, faultAt, faultsAt, readCalls } from '../lib/points.mjs';
import { pool } from '../lib/pool.mjs';
import { isAcknowledged, isOver, runCli, startCli } from '../lib/program.mjs';
import { STEP } from '../lib/registry.mjs';
import { isEvent, linesOf } from '../lib/audit-damage.mjs';
import { missing } from '../lib/tools.mjs';

export const row = 28;
/** What it tries is not the disk. */
export const inMemory = true;
export const name = 'a fault or a stop at every mutating call of every changing command';

const ACTOR = ['--actor', 'trial'];
export async function run(context) {
  const skipped = missing('linux');
  if (skipped) return { skipped: true, detail: skipped };
  const base = context.folder();
  await prepare(context, base);
  const commands = context.quick
    ? Array.from({ length: 4 }, () => context.random.pick(COMMANDS))
    : COMMANDS;
  const traced = await pool(commands, context.jobs, (args) => listPoints(context, base, args));
  const all = traced.flat().flatMap((point) => faultsOf(context, point));
  const trials = context.quick ? Array.from({ length: 9 }, () => context.random.pick(all)) : all;
  const results = await pool(trials, context.jobs, (trial) => tryPoint(context, base, trial));
  const problems = results.flatMap((result) => result.problems);
  const outdated = results.filter(({ isOutdated }) => isOutdated).length;
  return {
    tried: trials.length,
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms`,
    passed: problems.length === 0,
    detail: [
      `${commands.length} commands with ${traced.flat().length} calls; ${trials.length} of ${all.length} faults; ${outdated} left metadata of a version that was not committed, which verify --repair mended`,
      ...(problems.length === 0 ? [] : [`${problems.length} problems`]),
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

function copyOf(context, base, args) {
  const cwd = context.folder();
  cpSync(base, cwd, { recursive: true, preserveTimestamps: true });
  damageFor(cwd, args);
  return cwd;
}

/** The mutating calls that a command makes, each with its number among those of its name and place. */
async function listPoints(context, base, args) {
  const cwd = copyOf(context, base, args);
  const trace = join(cwd, 'trace');
  const env = { GNN_FAULT_TRACE: trace };
  const before = readEvents(cwd).length;
  const ended = await runCli(context, [...args, ...OUT, ...ACTOR], { cwd, env, flags: FLAGS });
  if (!isAcknowledged(ended)) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  const told = readEvents(cwd).slice(before).filter(isOfTrial).map(nameEvent);
  return readCalls(trace).map((point) => ({ ...point, args, told }));
}

function faultsOf({ random }, point) {
  const stop = random.pick(['stop-before', 'stop-after']);
  return [...faultsAt(point), stop].map((fault) => ({ point, fault }));
}

async function tryPoint(context, base, { point, fault }) {
  const { args, told } = point;
  const cwd = copyOf(context, base, args);
  const before = readEvents(cwd).length;
  const env = faultAt(point, fault);
  const options = { cwd, env, flags: FLAGS };
  const { child, done } = startCli(context, [...args, ...OUT, ...ACTOR], options);
  const between = fault.startsWith('stop') ? await workBetween(context, cwd, child, args) : [];
  const ended = await done;
  const problems = [...between];
  if (ended.hung) problems.push('it hangs');
  const settled = await settle(context, cwd, args);
  // Only now: a change whose log could not be written is in it after the next one.
  const events = readEvents(cwd).slice(before);
  // Where others did the same meanwhile, nothing is left to do.
  const others = new Set(fault.startsWith('stop') ? events.map(nameEvent) : []);
  const isTold =
    told.length === 0 || events.some(isOfTrial) || told.every((name) => others.has(name));
  if (isAcknowledged(ended) && ended.stdout !== '' && !isTold)
    problems.push('success, but the change is not in the log');
  rmSync(cwd, { recursive: true, maxRetries: 3 });
  const label = `${args.join(' ')}: ${describePoint(point, fault)}`;
  return {
    problems: [...problems, ...settled.problems].map((text) => `${label}: ${text}`),
    lost: settled.lost,
    isOutdated: settled.isOutdated,
    ms: ended.ms,
  };
}

/** Lets others work while the process stands still, and resumes it. */
async function workBetween(context, cwd, child, args) {
  while (!isOver(child) && !isStopped(child)) await sleep(5);
  if (isOver(child)) return [];
  const problems = isForDamage(args) ? [] : await findings(context, cwd);
  freeLock(cwd);
  if (context.random.below(2) === 0) age(cwd);
  problems.push(...(await workBeside(context, cwd)), ...(await workBeside(context, cwd)));
  child.kill('SIGCONT');
  return problems.map((text) => `while it stands still: ${text}`);
}

function isStopped({ pid }) {
  try {
    return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
  } catch {
    return false;
  }
}

/** The events of a log, as far as there is one. */
function readEvents(cwd) {
  const log = join(cwd, STEP, 'audit_log.jsonl');
  if (!existsSync(log)) return [];
  return linesOf(readFileSync(log, 'utf8'))
    .filter(isEvent)
    .map((line) => JSON.parse(line));
}

const isOfTrial = ({ actor }) => actor === 'trial';
const nameEvent = ({ action, model_id: id }) => `${action} ${id}`;
