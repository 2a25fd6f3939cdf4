import { cpSync, lstatSync, readFileSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { listCommands } from '../lib/commands.mjs';
import { CASES, SECRET } from '../lib/hostile.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { createRandom } from '../lib/random.mjs';
import { REGISTRY, STEP, listBelow } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { specText, write, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';
import { METER } from '../../support/meter.mjs';

export const row = 31;
export const name = 'hostile registries, archives, logs, locks, settings, results of step 3';
/** It has a bound of time, so nothing else runs meanwhile. */
export const isTimed = true;

const MOST_CPU_MS = 2000;
const MOST_MB = 512;
const LONGEST_MS = 90_000;
const OUT = ['--output-dir', 'out'];
/** Raw, these control a terminal; a file of ours may still have them as it was. */
const RAW = /(?![\n\t])[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;
/** The calls that change a path. */
const CHANGING =
  /^\d+ +(unlink|rmdir|rename|mkdir|link|symlink|chmod|fchmod|chown|utimens|truncate|creat|mknod)/;

export async function run(context) {
  const skipped = missing('linux', 'mkfifo');
  if (skipped) return { skipped: true, detail: skipped };
  const [base, commands] = [await prepare(context), await listCommands(context)];
  const hasTrace = missing('strace') === undefined;
  const trials = listTrials(context, commands, hasTrace);
  const results = await pool(trials, context.jobs, (trial) => tryTrial(context, base, trial));
  const problems = [
    ...results.flatMap((it) => it.problems),
    ...results.filter((it) => it.isInternal).map(({ label }) => `an internal error: ${label}`),
  ];
  const slowest = results.reduce((worst, it) => (it.cpu > worst.cpu ? it : worst));
  const largest = results.reduce((worst, it) => (it.memory > worst.memory ? it : worst));
  return {
    tried: trials.length,
    lost: 0,
    slowest: `${Math.round(slowest.cpu)} ms of work`,
    passed: problems.length === 0,
    detail: [
      `${CASES.length} cases, ${commands.length} commands; ${trials.filter((it) => it.isTraced).length} calls traced; ${results.filter((it) => it.code === 1).length} refused; slowest: ${slowest.label}; ${Math.round(largest.memory)} MB at most: ${largest.label}`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

/** Two models with versions, an archived one, and something in each field that a command may change. */
async function prepare(context) {
  const cwd = context.folder();
  const call = async (...args) => {
    const ended = await callCli(context, [...args, ...OUT], { cwd });
    if (!isAcknowledged(ended)) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  };
  const run = ['run', '--target-dir', 'in'];
  // Commands that only read have no such flag.
  write(join(cwd, 'gnn-registry.config.json'), '{"lock_timeout":1}');
  writeSpecs(join(cwd, 'in'), ['agent', 'lamp', 'packed']);
  await call(...run);
  write(join(cwd, 'in/agent.md'), specText('agent', 'Changed.').replace('s[2,1', 's[3,1'));
  write(join(cwd, 'in/packed.md'), specText('packed', 'Changed.'));
  await call(...run, '--bump', 'minor');
  await call('tag', 'add', 'agent', 'robotics');
  await call('alias', 'set', 'agent@1.0.0', 'champion');
  await call('metrics', 'set', 'agent', 'accuracy=0.9');
  await call('archive', 'packed');
  // The next run has something to do.
  write(join(cwd, 'in/agent.md'), specText('agent', 'Changed again.'));
  write(join(cwd, 'in/fresh.md'), specText('fresh'));
  cpSync(join(cwd, REGISTRY), join(cwd, 'other.json'));
  return cwd;
}

/** Each command and each case at least once; in the full form, each case with many commands. */
function listTrials({ quick, random }, commands, hasTrace) {
  const chosen = quick ? chooseCases(random) : CASES;
  const calls = commands.flatMap(({ calls }) => calls);
  let next = random.below(calls.length);
  const more = range(Math.max(0, calls.length - chosen.length)).map(() => random.pick(CASES));
  const drawn = [...chosen, ...more].flatMap((it) =>
    range(quick ? 1 : (it.repeat ?? 2)).map(() => {
      next += 1;
      return { it, args: calls[next % calls.length] };
    }),
  );
  const traced = quick ? 12 : 6;
  const own = quick ? 6 : 1;
  return drawn.map((trial, at) => ({
    ...trial,
    isTraced: hasTrace && at % traced === 0,
    isOwn: at % own === 0,
    seed: random.below(2 ** 31),
  }));
}

/** Each place, each thing, and one case of each other group. */
function chooseCases(random) {
  const groups = new Map();
  for (const it of CASES) {
    for (const key of it.place === undefined ? [it.group ?? it.name] : [it.place, it.thing])
      groups.set(key, [...(groups.get(key) ?? []), it]);
  }
  return [...groups.values()].map((list) => random.pick(list));
}

/** A process that stays may still have what a call before needed: too much is tried again in one of its own. */
async function tryTrial(context, base, trial) {
  const tried = await tryCase(context, base, trial);
  const isOnlyLarge = tried.memory > MOST_MB && tried.problems.length === 1;
  return isOnlyLarge && !trial.isOwn ? tryCase(context, base, { ...trial, isOwn: true }) : tried;
}

async function tryCase(context, base, { it, args, isTraced, isOwn, seed }) {
  const trial = context.folder();
  const place = { work: join(trial, 'work'), outside: join(trial, 'outside') };
  cpSync(base, place.work, { recursive: true, preserveTimestamps: true });
  for (const path of ['secret.md', 'folder/secret.md', 'folder/1.0.0.md', 'folder/2.0.0.md'])
    write(join(place.outside, path), SECRET);
  it.spoil({ ...place, random: createRandom(seed), newest: findNewest(place.work) });
  forgetReads(place.outside);
  const before = observe(place);
  const ended = await call(context, trial, place, { args, isTraced, isOwn });
  const label = `${it.name}; ${args.join(' ')}`;
  const problems = [
    ...judgeEnd(ended, isTraced),
    ...judgePlaces(before, observe(place), { it, args }),
    ...(isTraced ? readTrace(trial, place, it, args) : []),
    ...judgeOutput(ended, it, args),
    ...readdirSync(trial)
      .filter((found) => !['work', 'outside', 'trace'].includes(found))
      .map((found) => `made ${found}`),
  ];
  rmSync(trial, { recursive: true, force: true });
  return { ...ended, label, problems: problems.map((text) => `${label} (${seed}): ${text}`) };
}

/** The next read of a file or a folder changes its time, unless the file system is mounted `noatime`. */
function forgetReads(outside) {
  const old = new Date(Date.now() - 1e9);
  for (const found of ['', ...listBelow(outside)]) {
    const path = join(outside, found);
    if (!lstatSync(path).isSymbolicLink()) utimesSync(path, old, old);
  }
}

function findNewest(work) {
  const names = readdirSync(join(work, STEP, '.generations'));
  return Math.max(...names.map((found) => Number.parseInt(found, 10) || 0));
}

/** Calls the command in a process of its own, or in one that stays, and tells what it used. */
async function call(context, trial, { work }, { args, isTraced, isOwn }) {
  const words = [...args, ...OUT];
  if (!isOwn) return measure(await callCli(context, words, { cwd: work }));
  const trace = ['strace', '-f', '-qq', '-y', '-e', 'trace=%file', '-o', join(trial, 'trace')];
  const ended = await runCli(context, words, {
    cwd: work,
    flags: ['--import', METER],
    prefix: isTraced ? trace : [],
    limit: LONGEST_MS,
  });
  const [, used] = /^used (\[.*\])$/m.exec(ended.stderr) ?? [];
  if (used === undefined) return measure(ended);
  const [cpu, memory] = JSON.parse(used);
  return measure({ ...ended, used: { cpu, memory } });
}

function measure({ used, ...ended }) {
  const { cpu, memory } = used ?? { cpu: 0, memory: 0 };
  return {
    ...ended,
    isMeasured: used !== undefined,
    cpu: cpu / 1000,
    memory: memory / 1024,
    isInternal: ended.stderr.includes('internal error'),
  };
}

/** What can be told of all files outside the output, without reading them. */
function observe({ work, outside }) {
  const seen = new Map();
  const look = (key, path, names) => {
    for (const found of ['', ...names]) {
      const it = lstatSync(join(path, found));
      seen.set(`${key}/${found}`, it);
    }
  };
  look('outside', outside, listBelow(outside));
  look(
    'work',
    work,
    listBelow(work).filter((path) => !path.startsWith('out/')),
  );
  return seen;
}

const UNCHANGED = ['ino', 'size', 'mode', 'mtimeMs'];

/** Nothing outside was read, written, made or removed; beside the output, nothing was changed. */
function judgePlaces(before, after, { it, args }) {
  const problems = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === undefined || is === undefined) {
      problems.push(`${path} was ${was === undefined ? 'made' : 'removed'}`);
      continue;
    }
    if (args.includes('--write-source') && /^work\/in\/(agent\.md)?$/.test(path)) continue;
    const isOutside = path.startsWith('outside');
    const keys = [
      ...UNCHANGED,
      // Another name of the same file may be read, and removed.
      ...(isOutside && !it.isHardLink ? ['ctimeMs', 'nlink'] : []),
      ...(isOutside && !it.isHardLink && !mayRead(it, args) ? ['atimeMs'] : []),
    ];
    const changed = keys.filter((key) => was[key] !== is[key]);
    if (changed.length > 0) problems.push(`${path} has another ${changed.join(', ')}`);
  }
  return problems;
}

/** What a person names may be anywhere, and so may the settings. */
function mayRead({ mayRead: isAllowed = false, place }, args) {
  if (isAllowed || place === 'gnn-registry.config.json') return true;
  return args.includes(place);
}

/** The calls that opened or changed something outside. */
function readTrace(trial, { outside }, it, args) {
  const lines = readFileSync(join(trial, 'trace'), 'utf8').split('\n');
  const isOpened = (line) =>
    line.includes(` = `) && line.split(' = ').at(-1).includes(`<${outside}`);
  return lines
    .filter(
      (line) =>
        (isOpened(line) && !mayRead(it, args) && !it.isHardLink) ||
        (CHANGING.test(line) && line.includes(outside)),
    )
    .slice(0, 2)
    .map((line) => `called ${line}`);
}

function judgeEnd({ code, signal, hung, cpu, memory, isMeasured, stderr }, isTraced) {
  if (hung) return ['it hangs'];
  if (stderr.includes('unknown flag')) return [`was not called: ${stderr}`];
  if (code === null) return [`ended by ${signal}`];
  if (!isMeasured) return [`was not measured: ${stderr.slice(0, 200)}`];
  return [
    ...(cpu > MOST_CPU_MS && !isTraced ? [`${Math.round(cpu)} ms of work`] : []),
    ...(memory > MOST_MB ? [`${Math.round(memory)} MB`] : []),
  ];
}

function judgeOutput({ stdout, stderr }, it, args) {
  const told = stdout + stderr;
  const isSource = args.includes('--source');
  return [
    ...(told.includes(SECRET) && !mayRead(it, args) ? ['it shows something private'] : []),
    ...(RAW.test(told) && !isSource ? [`a raw ${JSON.stringify(RAW.exec(told)[0])}`] : []),
  ];
}
