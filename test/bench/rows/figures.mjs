/**
 * The figures of the step: beside the field's own step, written as a script of Python's standard library, and
 * beside the least that any program must do. Whole processes in turn, by wall and by CPU, on real specs and
 * on a corpus like them.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { STEP, STEP_ARGS, partsOf, registryPath, showMb, showMs } from '../lib/context.mjs';
import { median, memoryDuring, peakOf } from '../lib/measure.mjs';
import { writeMixedCorpus } from '../lib/mixed-corpus.mjs';

const PROGRAMS = join(import.meta.dirname, '../programs');
const CPU = pathToFileURL(join(PROGRAMS, 'cpu.mjs')).href;
/** A file that was changed within two seconds is not believed to be as it was. */
const TICK_MS = 2100;
const CHANGED = 10;
const MEMORY = { first: 220e6, unchanged: 120e6 };
/** How often the memory of a run is told. */
const MOMENTS = 6;
/**
 * What each figure is to be, beside what, and the ratio by CPU that the quick form reaches where it misses that.
 */
const FIGURES = {
  fewFirst: { goal: 1.5, beside: 'the field’s step with reading', reached: 6.6 },
  fewFirstBare: { goal: 4, beside: 'node -e 0', reached: 5.8 },
  fewSame: { goal: 0.8, beside: 'the field’s step', reached: 2.6 },
  fewSameBare: { goal: 2.2, beside: 'node -e 0' },
  manyFirst: { goal: 1, beside: 'the field’s step with reading', reached: 13 },
  manyFirstFloor: { goal: 1.5, beside: 'writing the same files', reached: 16 },
  manySame: { goal: 0.5, beside: 'the field’s step', reached: 1.3 },
  manySameFloor: { goal: 2, beside: 'listing and looking at them', reached: 2.7 },
  changed: { goal: 1.3, beside: 'nothing changed', reached: 2.9 },
};
/** What holds a figure back, and what was tried: figures of a thousand specs, with two cores. */
const WHY = {
  fewFirst:
    'Node itself takes what the next row shows, and the parser is not optimized before it meets its last spec. Tried: entries as CommonJS (9 ms less); without gain: a startup snapshot, other flags of the engine, minified names',
  fewSame:
    'Node itself takes more than all of theirs, as the next row shows. Of the rest, code is loaded, 33 specs and 60 files are looked at, and the summary is written. Tried: compiled code beside each module, and no more of it than such a run needs (both are kept); without gain: a startup snapshot, other flags of the engine, minified names',
  manyFirst:
    'theirs reads lines by four regular expressions and writes one file; ours parses and checks each spec (1.9 ms in a thread, of which a seventh is garbage collection), and writes two files for it, each under a temporary name first. Tried: threads with compiled code, one folder a model and metadata of half the size (together 5 % less)',
  manySame:
    'each spec and two files of each model are looked at (8 µs each), the registry is summed, and the note of the last run is read and checked; a seventh is garbage collection. Tried: as much of it as possible before the registry is opened (kept); without gain: more room for what is new in the heap, collection in one thread, lazier compilation',
  memoryFirst:
    'While it reads, two threads and the worker of large specs have heaps of their own, some 45 MB each; what it writes is 20 MB of registry, 18 MB of events and the entries that they are made of, of which 100 MB are alive at once. Tried: the worker ends when all is read (50 MB less); less room for what is new in its heap (no less), one thread (more), and as flags of Node, which a program cannot give itself, --max-semi-space-size=2 (more) and --optimize-for-size (253 MB)',
  memorySame:
    'The list of files, the note of the last run and the bytes of the registry, which is summed, are there at once; 30 MB of it is room for what is new. Tried: room that does not grow (111 MB, but 14 % more of the processor)',
  changed:
    'the parser is loaded and runs cold, all entries are parsed, two files of each model are looked at, and the registry, its log and the notes are written. Tried: notes of the specs that were read, so that only those that changed are opened (17 % less)',
};

/** Specs that people wrote; some are refused. */
export function few(context) {
  const corpus = process.env.GNN_CORPUS;
  if (corpus === undefined) {
    console.log('skipped: the rows over real specs; GNN_CORPUS says where they are');
    return [];
  }
  const cwd = context.folder();
  cpSync(join(corpus, 'standard'), join(cwd, 'in'), { recursive: true });
  const rounds = context.figure(7, 21);
  const [first, reading, bare] = inTurn(rounds, [
    firstRun(context, cwd),
    theirs(cwd, '--reading'),
    node(cwd),
  ]);
  const parts = partsOf(context, cwd, () => removeOutput(cwd));
  settle(context, cwd);
  const partsOfUnchanged = partsOfSame(context, cwd);
  const [same, plain, empty] = inTurn(rounds, [step(context, cwd), theirs(cwd), node(cwd)]);
  return [
    row('real specs, first run', 'fewFirst', [first, reading], parts),
    row('the same', 'fewFirstBare', [first, bare]),
    row('real specs, nothing changed', 'fewSame', [same, plain], partsOfUnchanged),
    row('the same', 'fewSameBare', [same, empty]),
  ];
}

/** A corpus of many specs like real ones. */
export async function many(context) {
  const count = context.figure(1000, 10_000);
  const cwd = context.folder();
  const paths = writeMixedCorpus(join(cwd, 'in'), count, context.seed);
  writeFileSync(join(cwd, 'list'), paths.join('\n'));
  call(step(context, cwd));
  const models = countModels(context, cwd);
  context.noteWritten(cwd);
  const rounds = context.figure(3, 5);
  const [first, reading, written] = inTurn(rounds, [
    firstRun(context, cwd),
    theirs(cwd, '--reading'),
    floorOfWriting(context, cwd),
  ]);
  const parts = {
    first: partsOf(context, cwd, () => removeOutput(cwd)),
    unchanged: partsOfSame(context, cwd),
  };
  checkUnchanged(context, cwd);
  const [same, plain, listed] = inTurn(rounds * 2, [
    step(context, cwd),
    theirs(cwd),
    script(cwd, 'list-floor.mjs', 'in'),
  ]);
  const changes = changedRuns(context, cwd, { paths, rounds, models });
  const memory = await memoryRows(context, cwd, count);
  return [
    row(`${count} specs, first run`, 'manyFirst', [first, reading], parts.first),
    row('the same', 'manyFirstFloor', [first, written]),
    row(`${count} specs, nothing changed`, 'manySame', [same, plain], parts.unchanged),
    row('the same', 'manySameFloor', [same, listed]),
    row(
      `${CHANGED} of ${count} changed`,
      'changed',
      [changes.changed, changes.unchanged],
      changes.parts,
    ),
    ...memory,
  ];
}

/** The peak memory of a first run and of one with nothing changed, and what there is of it when. */
async function memoryRows(context, cwd, count) {
  const args = [context.program, ...STEP_ARGS];
  const [bare, started] = [
    peakOf(['-e', '0'], { cwd }),
    peakOf([context.program, '--version'], { cwd }),
  ];
  const during = async (prepare, why) => {
    if (context.quick) return undefined;
    prepare();
    const shown = (await memoryDuring(args, MOMENTS, { cwd })).map(showMb).join(', ');
    return `after each sixth of its time, it has ${shown}; Node itself ${showMb(bare)}, the command line ${showMb(started)}. ${why}`;
  };
  const unchanged = (settle(context, cwd), peakOf(args, { cwd }));
  const ofUnchanged = await during(() => settle(context, cwd), WHY.memorySame);
  const first = (removeOutput(cwd), peakOf(args, { cwd }));
  const ofFirst = await during(() => removeOutput(cwd), WHY.memoryFirst);
  return [
    memoryRow(`peak memory, ${count} specs, first run`, first, MEMORY.first, ofFirst),
    memoryRow(
      `peak memory, ${count} specs, nothing changed`,
      unchanged,
      MEMORY.unchanged,
      ofUnchanged,
    ),
  ];
}

/** A program of Node that tells its CPU time. */
function nodeProgram(cwd, args, prepare) {
  return { program: process.execPath, args: ['--import', CPU, ...args], cwd, prepare };
}

function step({ program }, cwd) {
  return nodeProgram(cwd, [program, ...STEP_ARGS]);
}

function firstRun({ program }, cwd) {
  return nodeProgram(cwd, [program, ...STEP_ARGS], () => removeOutput(cwd));
}

function node(cwd) {
  return nodeProgram(cwd, ['-e', '0']);
}

function script(cwd, name, ...args) {
  return nodeProgram(cwd, [join(PROGRAMS, name), ...args]);
}

function floorOfWriting(context, cwd) {
  const target = context.folder();
  const args = [
    join(PROGRAMS, 'floor.mjs'),
    join(cwd, 'list'),
    join(target, 'out'),
    join(cwd, 'written'),
  ];
  return nodeProgram(cwd, args, () =>
    rmSync(join(target, 'out'), { recursive: true, force: true }),
  );
}

/** The field's step, as a call; undefined without Python. */
function theirs(cwd, ...flags) {
  const args = [join(PROGRAMS, 'field-step.py'), 'in', 'theirs', ...flags];
  return spawnSync('python3', ['--version']).status === 0
    ? { program: 'python3', args, cwd }
    : undefined;
}

/** Calls several programs in turn. @returns the times of each */
function inTurn(rounds, programs) {
  const times = Array.from({ length: rounds }, () => programs.map((it) => it && call(it)));
  return programs.map((it, at) => it && times.map((round) => round[at]));
}

function call({ program, args, cwd, prepare }) {
  prepare?.();
  const begun = performance.now();
  const env = { ...process.env, NODE_OPTIONS: '' };
  const ended = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const wall = performance.now() - begun;
  const told = program === 'python3' ? ended.stdout : ended.stderr;
  const cpu = Number(/(?:^|\n)([\d.]+)\n*$/.exec(told)?.[1]);
  if (![0, 2].includes(ended.status) || Number.isNaN(cpu))
    throw new Error(`${program} ${args.join(' ')} answers ${ended.status}: ${ended.stderr}`);
  return { wall, cpu };
}

/** Lets all that is there become older than a tick of the clock, and be met once. */
function settle(context, cwd) {
  call(step(context, cwd));
  wait();
  call(step(context, cwd));
}

/** The stages of a run with nothing changed; the first that tells them meets other flags than before. */
function partsOfSame(context, cwd) {
  settle(context, cwd);
  partsOf(context, cwd);
  return partsOf(context, cwd);
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS);
}

function removeOutput(cwd) {
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
}

/** Runs with a few changes, and after each one with none. */
function changedRuns(context, cwd, { paths, rounds, models }) {
  const specs = Object.values(context.registry(cwd).models).map((it) => join(cwd, it.file_path));
  const few = specs.filter((path) => paths.includes(path)).slice(0, CHANGED);
  let edits = 0;
  const change = () => {
    edits += 1;
    for (const path of few) appendFileSync(path, `\n# edit ${edits}\n`);
    wait();
  };
  const times = Array.from({ length: rounds }, () => {
    change();
    const changed = call(step(context, cwd));
    wait();
    call(step(context, cwd));
    return { changed, unchanged: call(step(context, cwd)) };
  });
  const entries = Object.values(context.registry(cwd).models);
  const versions = entries.filter((it) => Object.keys(it.versions).length === rounds + 1);
  if (versions.length !== CHANGED || entries.length !== models)
    throw new Error(`${versions.length} of ${entries.length} models have ${rounds + 1} versions`);
  return {
    changed: times.map((it) => it.changed),
    unchanged: times.map((it) => it.unchanged),
    parts: partsOf(context, cwd, change),
  };
}

function countModels(context, cwd) {
  const entries = Object.values(context.registry(cwd).models);
  if (entries.some(({ version, hash }) => version !== '1.0.0' || !/^[0-9a-f]{64}$/.test(hash)))
    throw new Error('the first run registered something else');
  return entries.length;
}

function checkUnchanged(context, cwd) {
  const paths = [registryPath(cwd), join(cwd, STEP, 'audit_log.jsonl')];
  const look = () =>
    paths.map((path) => `${statSync(path).mtimeMs} ${readFileSync(path).length}`).join();
  const before = look();
  call(step(context, cwd));
  if (look() !== before) throw new Error('a run with nothing to do wrote something');
}

/** Undefined if there is nothing to compare with. @param parts - the stages of one run */
function row(what, figure, [ours, others], parts) {
  if (others === undefined) return undefined;
  const { goal, beside, reached = goal } = FIGURES[figure];
  const [own, other] = [ours, others].map((times) => ({
    wall: median(times.map((it) => it.wall)),
    cpu: median(times.map((it) => it.cpu)),
  }));
  const ratioOf = (key) => median(ours.map((it, at) => it[key] / others[at][key]));
  const [ratio, cpuRatio] = [ratioOf('wall'), ratioOf('cpu')];
  return {
    what,
    measured: `${showMs(own.wall)} (CPU ${showMs(own.cpu)})`,
    floor: `${showMs(other.wall)} (CPU ${showMs(other.cpu)}) for ${beside}`,
    ratio,
    cpuRatio,
    goal: `≤ ${goal} ×`,
    held: ratio <= goal,
    excess: cpuRatio / Math.max(goal, reached),
    ...(parts && { detail: `${parts}. ${WHY[figure]}` }),
  };
}

function memoryRow(what, bytes, goal, detail) {
  return {
    what,
    measured: showMb(bytes),
    goal: `≤ ${showMb(goal)}`,
    held: bytes <= goal,
    excess: bytes / goal,
    detail,
  };
}
