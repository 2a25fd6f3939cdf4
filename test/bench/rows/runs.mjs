/** Runs on many specs: the first run, one with nothing changed, one with a few changes. */
import { appendFileSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FACTS } from '../lib/corpus.mjs';
import { STEP, STEP_ARGS, partsOf, showMb, showMs } from '../lib/context.mjs';
import { compare, compareAll, peakOf, runNode } from '../lib/measure.mjs';

const GOALS = { first: 2, unchanged: 2, changed: 1.3, time: 11, memory: 6 };
/** The ratio that short first runs reach on two cores; RESULTS.md explains it. */
const REACHED_FIRST = 12;
const MEMORY = { first: 250e6, unchanged: 150e6 };
const CHANGED = 10;
const REHASH = ['--rehash'];
/** A file that was changed within two seconds is not believed to be as it was. */
const TICK_MS = 2100;
/** Matches the modules that parse specs. */
const PARSER = /function parseSpec\b|function fromMarkdown\b|function validateSpec\b/;
const LOADED = pathToFileURL(join(import.meta.dirname, '../programs/loaded.mjs')).href;

/** All rows for one number of specs; they build on each other. */
export function runs(context) {
  const count = context.figure(1000, 10_000);
  const rounds = context.figure(3, 5);
  const corpus = context.corpus(count);
  const { cwd } = corpus;
  firstRun(context, corpus);
  checkRegistry(context, corpus);
  checkUnchanged(context, corpus);
  context.noteWritten(cwd);
  const [first, firstOfSame] = compareAll(rounds, () => firstRun(context, corpus), [
    () => context.floor(cwd, 'copy'),
    () => context.floor(cwd, 'same'),
  ]);
  const readAgain = compare(
    rounds * 2,
    () => context.step(cwd, REHASH),
    () => context.floor(cwd, 'nothing'),
  );
  waitForTick();
  context.step(cwd);
  const unchanged = compare(
    rounds * 2,
    () => context.step(cwd),
    () => context.floor(cwd, 'nothing'),
  );
  const parsers = modulesOfParser(context, corpus);
  const changed = compare(
    rounds * 2,
    () => changedRun(context, corpus),
    () => context.step(cwd, REHASH),
  );
  checkChanged(context, corpus);
  const parts = {
    first: partsOf(context, cwd, () => removeOutput(cwd)),
    readAgain: partsOf(context, cwd),
    changed: partsOf(context, cwd, () => change(corpus)),
  };
  const peaks = {
    unchanged: peakOf([context.program, ...STEP_ARGS, ...REHASH], { cwd }),
    first: peakOfFirst(context, corpus),
  };
  return [
    row(`first run, ${count} specs of 4 KB`, first, GOALS.first, {
      reached: REACHED_FIRST,
      detail: `${Math.round(count / (first.ms / 1000))} specs a second; the floor writes one file of 4 KB in one folder for each spec. ${parts.first}: the cores are shared by the threads that parse, and writing waits for the disk, which makes a folder with two files for each model`,
    }),
    row(`the same, over the files that it writes`, firstOfSame, GOALS.first, {
      reached: REACHED_FIRST,
      detail: 'for each spec two files, of 4 and 10 KB, in one folder; the registry and its log',
    }),
    row(`run with nothing changed, ${count} specs`, unchanged, GOALS.unchanged, {
      detail:
        'all that the last run read is looked at: size, times and inode; and the registry is summed',
    }),
    row(`the same, with all read again`, readAgain, GOALS.unchanged, {
      isHeld: parsers.length === 0,
      detail: `${
        parsers.length === 0
          ? 'no module loaded that only parsing needs'
          : `loaded for parsing: ${parsers.join(', ')}`
      }. ${parts.readAgain}: beside reading and hashing, the folder is listed, the registry's sum is checked, its entries are parsed, and two files of each model are looked for`,
    }),
    row(
      `run with ${CHANGED} of ${count} changed, over one that reads all again`,
      changed,
      GOALS.changed,
      {
        detail: `${parts.changed}: the parser is loaded, and the registry is written twice, durably`,
      },
    ),
    memoryRow(`peak memory, ${count} specs, first run`, peaks.first, MEMORY.first),
    {
      ...memoryRow(
        `peak memory, ${count} specs, nothing changed`,
        peaks.unchanged,
        MEMORY.unchanged,
      ),
      detail: `of it ${showMb(peakOf(['-e', '0'], { cwd }))} are Node's own, ${showMb(context.registrySize(cwd))} the text of the registry`,
    },
  ];
}

/** How time and memory grow with ten times as many specs. */
export function growth(context) {
  const [few, many] = context.quick ? [300, 3000] : [10_000, 100_000];
  const sides = [few, many].map((count) => {
    const corpus = context.corpus(count);
    const args = [context.program, ...STEP_ARGS, '--config', 'large.json'];
    appendFileSync(join(corpus.cwd, 'large.json'), '', { flag: 'a' });
    writeSettings(corpus.cwd);
    rmSync(join(corpus.cwd, 'out'), { recursive: true, force: true });
    const peak = peakOf(args, { cwd: corpus.cwd });
    rmSync(join(corpus.cwd, 'out'), { recursive: true, force: true });
    const ms = context.step(corpus.cwd, ['--config', 'large.json']);
    const again = context.step(corpus.cwd, ['--config', 'large.json']);
    return { ms, again, peak };
  });
  const [single, ten] = sides;
  const [time, again, memory] = [
    ten.ms / single.ms,
    ten.again / single.again,
    ten.peak / single.peak,
  ];
  const name = `${few} to ${many} specs`;
  return [
    growthRow(`time of a first run, ${name}`, showMs(ten.ms), showMs(single.ms), time, GOALS.time),
    growthRow(
      `time with nothing changed, ${name}`,
      showMs(ten.again),
      showMs(single.again),
      again,
      GOALS.time,
    ),
    growthRow(
      `memory of a first run, ${name}`,
      showMb(ten.peak),
      showMb(single.peak),
      memory,
      GOALS.memory,
    ),
  ];
}

function writeSettings(cwd) {
  rmSync(join(cwd, 'large.json'), { force: true });
  appendFileSync(join(cwd, 'large.json'), '{"max_registry_size": 2000}');
}

function waitForTick() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS);
}

function firstRun(context, { cwd }) {
  removeOutput(cwd);
  return context.step(cwd);
}

function removeOutput(cwd) {
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
}

function changedRun(context, corpus) {
  change(corpus);
  return context.step(corpus.cwd);
}

let edits = 0;
function change({ paths }) {
  edits += 1;
  for (let at = 0; at < CHANGED; at += 1) {
    appendFileSync(paths[Math.floor((at * paths.length) / CHANGED)], `\n# edit ${edits}\n`);
  }
}

function checkRegistry(context, { cwd, count }) {
  const entries = Object.values(context.registry(cwd).models);
  if (entries.length !== count) throw new Error(`${entries.length} models of ${count}`);
  for (const { model_id, metadata, health, version } of entries) {
    for (const [key, wanted] of Object.entries(FACTS)) {
      if (metadata[key] !== wanted) throw new Error(`${model_id}: ${key} ${metadata[key]}`);
    }
    if (health.status !== 'healthy' || version !== '1.0.0') throw new Error(`${model_id} is wrong`);
    const names = readdirSync(join(cwd, STEP, model_id))
      .toSorted()
      .join(' ');
    if (names !== `1.0.0.md ${model_id}_metadata.json`) throw new Error(`${model_id}: ${names}`);
  }
}

function checkUnchanged(context, { cwd }) {
  const paths = ['model_registry.json', 'audit_log.jsonl'].map((name) => join(cwd, STEP, name));
  const look = () =>
    paths.map((path) => `${statSync(path).mtimeMs} ${readFileSync(path).length}`).join();
  const before = look();
  context.step(cwd);
  if (look() !== before) throw new Error('a run with nothing to do wrote something');
}

function checkChanged(context, { cwd }) {
  const entries = Object.values(context.registry(cwd).models);
  const changed = entries.filter(({ versions }) => Object.keys(versions).length === edits + 1);
  if (changed.length !== CHANGED) throw new Error(`${changed.length} have ${edits + 1} versions`);
}

/** The modules that a run with nothing changed loads although only parsing needs them. */
function modulesOfParser({ program, folder }, { cwd }) {
  const file = join(folder(), 'loaded');
  const env = { GNN_BENCH_LOADED: file };
  runNode(['--import', LOADED, program, ...STEP_ARGS, ...REHASH], { cwd, env });
  const loaded = readFileSync(file, 'utf8').trim().split('\n');
  return loaded
    .filter((url) => url.startsWith('file:') && PARSER.test(readText(url)))
    .map((url) => url.slice(url.lastIndexOf('/') + 1));
}

function readText(url) {
  return readFileSync(new URL(url), 'utf8');
}

function peakOfFirst(context, { cwd }) {
  removeOutput(cwd);
  return peakOf([context.program, ...STEP_ARGS], { cwd });
}

function row(what, { ms, floor, ratio }, goal, { isHeld = true, detail, reached = goal } = {}) {
  const held = ratio <= goal && isHeld;
  const shown = { measured: showMs(ms), floor: showMs(floor), goal: `≤ ${goal.toFixed(1)} ×` };
  return { what, ...shown, ratio, held, excess: ratio / reached, ...(detail && { detail }) };
}

function memoryRow(what, bytes, goal) {
  return {
    what,
    measured: showMb(bytes),
    goal: `≤ ${showMb(goal)}`,
    held: bytes <= goal,
    excess: bytes / goal,
  };
}

function growthRow(what, measured, floor, ratio, goal) {
  return {
    what,
    measured,
    floor,
    ratio,
    goal: `≤ ${goal} ×`,
    held: ratio <= goal,
    excess: ratio / goal,
  };
}
