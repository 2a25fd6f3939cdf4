/** What the rows on a registry in a database share: a server, writers, and what must be there in the end. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileLibrary } from './compiled-library.mjs';
import { range } from './pool.mjs';
import { isAcknowledged, startProgram } from './program.mjs';
import { callOnce } from './residents.mjs';
import { startServer } from './server.mjs';
import { writeSpecs } from './specs.mjs';

/** The models that the rows name. */
const NAMED = 200;
/** How many times as many there are: a writer goes on to others before a model has all the tags that it can have. */
const banksIn = (context) => context.figure(2, 8);
/** How an error of the command line looks: one line, and one that says what to do. */
const CLEAR = /^error: [^\n]+\n {2}hint: [^\n]+\n$/;
/** The same as a writer tells it, by the codes of what a database can do to it. */
const TOLD = /^(?:registry-unreadable|lock-busy|output-unwritable): .+ .+/;

/**
 * Works on a server of its own that has a registry of many models, and compares in the end.
 *
 * @param where - as `startServer` takes it
 * @returns the result of a row
 */
export async function tryDatabase(context, work, where) {
  const cwd = context.folder();
  const server = startServer(context.folder(), where);
  const env = { GNN_REGISTRY_DATABASE: server.url };
  const trials = { context, cwd, server, env, faults: [], figures: [], acknowledged: new Set() };
  try {
    trials.dist = await prepare(trials);
    await work(trials);
    await compare(trials);
  } finally {
    server.stop();
  }
  const { faults, figures, acknowledged } = trials;
  return {
    tried: acknowledged.size,
    lost: faults.filter((it) => it.startsWith('lost')).length,
    passed: faults.length === 0,
    detail: [...figures, ...faults.slice(0, 5)].join('; '),
  };
}

/** @returns a folder with the compiled library, for writers */
async function prepare({ context, cwd, server, env, faults }) {
  const models = range(NAMED * banksIn(context)).map((at) => `m${at}`);
  writeSpecs(join(cwd, 'in'), models);
  for (const words of [
    ['db', 'migrate'],
    ['--target-dir', 'in', '--output-dir', 'out'],
  ]) {
    const done = await callOnce(context, words, { cwd, env });
    if (!isAcknowledged(done)) faults.push(`${words.join(' ')}: ${done.stderr.trim()}`);
  }
  return compileLibrary(context, async ({ ModelRegistry }) => {
    const registry = await ModelRegistry.open({ cwd, database: server.url, outputDir: 'out' });
    await registry.addTag('m0', 'compiled');
    await registry.save();
  });
}

/**
 * Starts a program that changes a model again and again, after many changes another one.
 *
 * @param order - its `name`, its `model`, the `count` of its changes, its `patience` in seconds, and another `url`
 */
export function startWriter({ context, cwd, server, dist }, { url = server.url, ...order }) {
  const models = range(banksIn(context)).map(
    (bank) => `m${Number(order.model.slice(1)) + bank * NAMED}`,
  );
  const given = { cwd, database: url, registry: 'default', patience: 60, ...order, models };
  return startProgram({ dist }, 'database-writer.mjs', given);
}

/** A writer has opened the registry, or has ended. */
export function isReady({ child }) {
  return new Promise((done) => {
    child.stdout.once('data', done);
    child.once('close', done);
  });
}

/** A writer has made its next changes, or has ended. */
export async function goesOn(writer) {
  // What it said before may be on its way.
  await sleep(100);
  for (const _ of range(3)) await isReady(writer);
}

/** Notes what a writer said: acknowledged changes; a line that was cut counts for nothing. @returns how many */
export function keep({ acknowledged }, { stdout }) {
  const lines = stdout
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'ready');
  for (const line of lines) acknowledged.add(line);
  return lines.length;
}

/** The same for one that may have met failures, each of which has to be clear. */
export function keepClear(trials, what, ended) {
  const told = ended.stderr.split('\n').filter((line) => line !== '');
  const unclear = told.filter((line) => !TOLD.test(line));
  if (unclear.length > 0) trials.faults.push(`${what}: ${unclear[0]}`);
  return { kept: keep(trials, ended), refused: told.length };
}

/** Starts a writer for each of some models at once. @returns how they ended */
export function writeAtOnce(trials, count, orderOf) {
  return Promise.all(range(count).map((at) => startWriter(trials, orderOf(at)).done));
}

/** Tags a model by the command, which is done, or refused with one clear error and exit code 1. @returns its code */
export async function tag(trials, label, { url, model = 'm0' } = {}) {
  const { context, cwd, env, acknowledged, faults } = trials;
  const given = url === undefined ? env : { GNN_REGISTRY_DATABASE: url };
  const words = ['tag', 'add', model, label, '--lock-timeout', '5'];
  const { code, stderr } = await callOnce(context, words, { cwd, env: given });
  if (code === 0) acknowledged.add(label);
  else if (code !== 1 || !CLEAR.test(stderr)) faults.push(`tag: ends with ${code}: ${stderr}`);
  return code;
}

const BREAKS = `SELECT count(*) FROM (SELECT line::json ->> 'previous' AS previous,
  lag('sha256:' || encode(sha256(convert_to(line, 'UTF8')), 'hex')) OVER (ORDER BY position) AS before
  FROM gnn_registry.events) AS e WHERE previous IS DISTINCT FROM before`;

/** All that was acknowledged is there, and the chain of the log holds. */
async function compare({ context, cwd, env, acknowledged, faults, server }) {
  const { code, stdout, stderr } = await callOnce(context, ['list', '--json'], { cwd, env });
  if (code !== 0) return faults.push(`list: ${stderr.trim()}`);
  const tags = new Set(JSON.parse(stdout).data.models.flatMap((it) => it.tags));
  for (const label of acknowledged) if (!tags.has(label)) faults.push(`lost: ${label}`);
  const broken = server.sql(BREAKS);
  if (broken !== '0') faults.push(`${broken} breaks in the chain of the log`);
}
