/**
 * The figures of the step: beside the field's own step, written as a script of Python's standard library, and
 * beside the least that any program must do. Whole processes in turn, by wall and by CPU, on real specs and
 * on a corpus like them.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { range } from '../../torture/lib/pool.mjs';
import { STEP, STEP_ARGS, partsOf, registryPath, showMb, showMs } from '../lib/context.mjs';
import { measureNode, median, memoryDuring } from '../lib/measure.mjs';
import { writeMixedCorpus } from '../lib/mixed-corpus.mjs';

const PROGRAMS = join(import.meta.dirname, '../programs');
/** Some specs are refused. */
const SOUND = [0, 2];
/** What Node takes to do nothing. */
const EMPTY = ['-e', '0'];
/** So many specs are registered before anything is measured. */
const WARM = 30;
const hasPython = spawnSync('python3', ['--version']).status === 0;
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
  const [first, reading, bare] = inTurn(rounds, () => [
    firstRun(context, cwd),
    theirs(cwd, '--reading'),
    runNode(cwd, EMPTY),
  ]);
  const parts = partsOf(context, cwd, () => removeOutput(cwd));
  settle(context, cwd);
  const partsOfUnchanged = partsOfSame(context, cwd);
  const [same, plain, empty] = inTurn(rounds, () => [
    step(context, cwd),
    theirs(cwd),
    runNode(cwd, EMPTY),
  ]);
  return [
    row('real specs, first run', 'fewFirst', [first, reading], parts),
    row('the same', 'fewFirstBare', [first, bare]),
    row('real specs, nothing changed', 'fewSame', [same, plain], partsOfUnchanged),
    row('the same', 'fewSameBare', [same, empty]),
  ];
}

/** A corpus of many specs like real ones, in as many folders as there are rounds: what has to grow old does so in all. */
export async function many(context) {
  const count = context.figure(1000, 10_000);
  const rounds = context.figure(3, 5);
  const folders = makeFolders(context, rounds, count);
  const copy = join(context.folder(), 'out');
  // The program is met once before it is measured.
  context.step(context.corpus(WARM).cwd);
  const [first, reading, written] = inTurn(rounds, (round) => {
    const { cwd } = folders[round];
    return [firstRun(context, cwd), theirs(cwd, '--reading'), floorOfWriting(context, cwd, copy)];
  });
  const models = countModels(context, folders);
  for (const { cwd } of folders) step(context, cwd);
  const [{ cwd }] = folders;
  const partsOfUnchanged = partsOfSame(context, cwd);
  checkUnchanged(context, cwd);
  const [same, plain, listed] = inTurn(rounds * 2, () => [
    step(context, cwd),
    theirs(cwd),
    runScript(cwd, 'list-floor.mjs', 'in'),
  ]);
  const changes = changedRuns(context, folders, models);
  const peaks = { first: peakOf(first), unchanged: peakOf(same) };
  const during = await memoryOver(context, cwd);
  const parts = partsOf(context, cwd, () => removeOutput(cwd));
  return [
    row(`${count} specs, first run`, 'manyFirst', [first, reading], parts),
    row('the same', 'manyFirstFloor', [first, written]),
    row(`${count} specs, nothing changed`, 'manySame', [same, plain], partsOfUnchanged),
    row('the same', 'manySameFloor', [same, listed]),
    row(
      `${CHANGED} of ${count} changed`,
      'changed',
      [changes.changed, changes.unchanged],
      changes.parts,
    ),
    memoryRow(`peak memory, ${count} specs, first run`, peaks.first, MEMORY.first, during.first),
    memoryRow(
      `peak memory, ${count} specs, nothing changed`,
      peaks.unchanged,
      MEMORY.unchanged,
      during.unchanged,
    ),
  ];
}

/** The same specs in each folder. */
function makeFolders(context, rounds, count) {
  const [cwd, ...others] = range(rounds).map(() => context.folder());
  const made = writeMixedCorpus(join(cwd, 'in'), count, context.seed);
  for (const it of others) cpSync(join(cwd, 'in'), join(it, 'in'), { recursive: true });
  return [cwd, ...others].map((it) => {
    const paths = made.map((path) => join(it, relative(cwd, path)));
    writeFileSync(join(it, 'list'), paths.join('\n'));
    return { cwd: it, paths };
  });
}

function peakOf(runs) {
  return median(runs.map((it) => it.peak));
}

/** What there is of memory when, in a first run and in one with nothing changed; nothing in the quick form. */
async function memoryOver(context, cwd) {
  if (context.quick) return {};
  const args = [context.program, ...STEP_ARGS];
  const [bare, started] = [EMPTY, [context.program, '--version']].map((it) =>
    showMb(measureNode(it, { cwd }).peak),
  );
  const during = async (why) => {
    const shown = (await memoryDuring(args, MOMENTS, { cwd })).map(showMb).join(', ');
    return `after each sixth of its time, it has ${shown}; Node itself ${bare}, the command line ${started}. ${why}`;
  };
  settle(context, cwd);
  const unchanged = await during(WHY.memorySame);
  removeOutput(cwd);
  return { unchanged, first: await during(WHY.memoryFirst) };
}

function runNode(cwd, args) {
  return measureNode(args, { cwd, sound: SOUND });
}

function step({ program }, cwd) {
  return runNode(cwd, [program, ...STEP_ARGS]);
}

function firstRun(context, cwd) {
  removeOutput(cwd);
  return step(context, cwd);
}

function runScript(cwd, name, ...args) {
  return runNode(cwd, [join(PROGRAMS, name), ...args]);
}

/** Writes what a first run has written there to another folder. */
function floorOfWriting(context, cwd, copy) {
  rmSync(copy, { recursive: true, force: true });
  context.noteWritten(cwd);
  return runScript(cwd, 'floor.mjs', 'list', copy, 'written');
}

/** Runs the field's step; undefined without Python. */
function theirs(cwd, ...flags) {
  if (!hasPython) return undefined;
  const args = [join(PROGRAMS, 'field-step.py'), 'in', 'theirs', ...flags];
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync('python3', args, { cwd, encoding: 'utf8' });
  const ms = performance.now() - begun;
  if (status !== 0) throw new Error(`${args.join(' ')} answers ${status}: ${stderr}`);
  return { ms, cpu: Number(stdout) };
}

/** Runs several programs in turn. @returns what each has taken in each round; undefined of what cannot be run */
function inTurn(rounds, runAll) {
  const taken = range(rounds).map(runAll);
  return taken[0].map((first, at) => first && taken.map((round) => round[at]));
}

/** Lets all that is there become older than a tick of the clock, and be met once. */
function settle(context, cwd) {
  wait();
  step(context, cwd);
}

/** The stages of a run with nothing changed; the first that tells them meets other flags than before. */
function partsOfSame(context, cwd) {
  partsOf(context, cwd);
  return partsOf(context, cwd);
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS);
}

function removeOutput(cwd) {
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
}

/** A run with a few changes in each folder, and after that one with none. */
function changedRuns(context, folders, models) {
  const change = ({ cwd, paths }, text) => {
    const specs = Object.values(context.registry(cwd).models).map((it) => join(cwd, it.file_path));
    for (const path of specs.filter((it) => paths.includes(it)).slice(0, CHANGED))
      appendFileSync(path, `\n# ${text}\n`);
  };
  const runAll = () => folders.map(({ cwd }) => step(context, cwd));
  for (const folder of folders) change(folder, 'edit');
  wait();
  const changed = runAll();
  wait();
  runAll();
  const unchanged = runAll();
  for (const { cwd } of folders) {
    const entries = Object.values(context.registry(cwd).models);
    const versions = entries.filter((it) => Object.keys(it.versions).length === 2);
    if (versions.length !== CHANGED || entries.length !== models)
      throw new Error(`${versions.length} of ${entries.length} models have two versions`);
  }
  const [folder] = folders;
  const parts = partsOf(context, folder.cwd, () => {
    change(folder, 'another edit');
    wait();
  });
  return { changed, unchanged, parts };
}

/** How many models each first run has registered. */
function countModels(context, folders) {
  const [count, ...others] = folders.map(({ cwd }) => {
    const entries = Object.values(context.registry(cwd).models);
    if (entries.some(({ version, hash }) => version !== '1.0.0' || !/^[0-9a-f]{64}$/.test(hash)))
      throw new Error('the first run registered something else');
    return entries.length;
  });
  if (others.some((it) => it !== count)) throw new Error('the first runs differ');
  return count;
}

function checkUnchanged(context, cwd) {
  const paths = [registryPath(cwd), join(cwd, STEP, 'audit_log.jsonl')];
  const look = () =>
    paths.map((path) => `${statSync(path).mtimeMs} ${readFileSync(path).length}`).join();
  const before = look();
  step(context, cwd);
  if (look() !== before) throw new Error('a run with nothing to do wrote something');
}

/** Undefined if there is nothing to compare with. @param parts - the stages of one run */
function row(what, figure, [ours, others], parts) {
  if (others === undefined) return undefined;
  const { goal, beside, reached = goal } = FIGURES[figure];
  const [own, other] = [ours, others].map((times) => ({
    ms: median(times.map((it) => it.ms)),
    cpu: median(times.map((it) => it.cpu)),
  }));
  const ratioOf = (key) => median(ours.map((it, at) => it[key] / others[at][key]));
  const [ratio, cpuRatio] = [ratioOf('ms'), ratioOf('cpu')];
  return {
    what,
    measured: `${showMs(own.ms)} (CPU ${showMs(own.cpu)})`,
    floor: `${showMs(other.ms)} (CPU ${showMs(other.cpu)}) for ${beside}`,
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
