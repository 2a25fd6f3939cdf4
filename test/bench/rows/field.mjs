/**
 * Beside what the field's own step does, written as a script of Python's standard library: whole processes,
 * by wall and by CPU, on specs as people have them. These rows are told, not gated.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { showMs, STEP_ARGS } from '../lib/context.mjs';
import { writeMixedCorpus } from '../lib/mixed-corpus.mjs';
import { median } from '../lib/measure.mjs';

const PROGRAMS = join(import.meta.dirname, '../programs');
const CPU = pathToFileURL(join(PROGRAMS, 'cpu.mjs')).href;
const TICK_MS = 2100;

/** Goals by ratio: beside the field's step, and beside Node alone. */
const GOALS = {
  few: { first: [1.5, 4], unchanged: [0.8, 2.2] },
  many: { first: [1, undefined], unchanged: [0.5, undefined] },
};

export function field(context) {
  if (spawnSync('python3', ['--version']).status !== 0) {
    console.log('skipped: the rows beside the field’s step, since there is no python3');
    return [];
  }
  const many = context.folder();
  const count = context.figure(1000, 10_000);
  writeMixedCorpus(join(many, 'in'), count, context.seed);
  const rows = rowsOf(context, many, `${count} specs`, GOALS.many, context.figure(2, 5));
  const corpus = process.env.GNN_CORPUS;
  if (corpus === undefined) {
    console.log('skipped: the rows over real specs; GNN_CORPUS says where they are');
    return rows;
  }
  const few = context.folder();
  cpSync(join(corpus, 'standard'), join(few, 'in'), { recursive: true });
  return [...rowsOf(context, few, 'real specs', GOALS.few, context.figure(5, 15)), ...rows];
}

/** The field's step, as a call. */
function theirs(...flags) {
  return { program: 'python3', args: [join(PROGRAMS, 'field-step.py'), 'in', 'theirs', ...flags] };
}

function rowsOf(context, cwd, what, goals, rounds) {
  const node = { program: process.execPath, args: ['--import', CPU, '-e', '0'] };
  const ours = {
    program: process.execPath,
    args: ['--import', CPU, context.program, ...STEP_ARGS],
  };
  const remove = () => rmSync(join(cwd, 'out'), { recursive: true, force: true });
  const first = measure(cwd, rounds, [{ ...ours, prepare: remove }, theirs('--reading'), node]);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS);
  call(cwd, ours);
  const unchanged = measure(cwd, rounds, [ours, theirs(), node]);
  return [
    ...show(`${what}, first run`, first, goals.first, 'the field’s step with reading'),
    ...show(`${what}, nothing changed`, unchanged, goals.unchanged, 'the field’s step'),
  ];
}

/** Calls several programs in turn. @returns their medians of wall and CPU, in milliseconds */
function measure(cwd, rounds, programs) {
  const times = Array.from({ length: rounds }, () => programs.map((it) => call(cwd, it)));
  return programs.map((_, at) => ({
    wall: median(times.map((round) => round[at].wall)),
    cpu: median(times.map((round) => round[at].cpu)),
  }));
}

function call(cwd, { program, args, prepare = () => {} }) {
  prepare();
  const begun = performance.now();
  const env = { ...process.env, NODE_OPTIONS: '' };
  const ended = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const wall = performance.now() - begun;
  const cpu = Number(
    /(?:^|\n)([\d.]+)\n*$/.exec(program === 'python3' ? ended.stdout : ended.stderr)?.[1],
  );
  if (![0, 2].includes(ended.status) || Number.isNaN(cpu))
    throw new Error(`${program} answers ${ended.status}: ${ended.stderr}`);
  return { wall, cpu };
}

function show(what, [ours, theirs, node], [ofTheirs, ofNode], name) {
  return [
    rowOf(what, ours, theirs, ofTheirs, name),
    ...(ofNode === undefined ? [] : [rowOf(what, ours, node, ofNode, 'node -e 0')]),
  ];
}

function rowOf(what, ours, other, goal, name) {
  const ratio = ours.wall / other.wall;
  return {
    what,
    measured: `${showMs(ours.wall)} (CPU ${showMs(ours.cpu)})`,
    floor: `${showMs(other.wall)} (CPU ${showMs(other.cpu)}) for ${name}`,
    ratio,
    goal: `≤ ${goal} ×`,
    held: ratio <= goal,
    excess: 0,
    detail: `by CPU ${(ours.cpu / other.cpu).toFixed(2)} ×`,
  };
}
