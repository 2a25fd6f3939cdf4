/** A registry in PostgreSQL; the server and its clients share the machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { range } from '../../torture/lib/pool.mjs';
import { end, startProgram } from '../../torture/lib/program.mjs';
import { BIN, startServer } from '../../torture/lib/server.mjs';
import { STEP_ARGS, showMs } from '../lib/context.mjs';
import { median, runNode } from '../lib/measure.mjs';

const WRITERS = 8;
/** Changes a second, milliseconds, and a ratio. */
const GOALS = { apart: 300, together: 50, follow: 200, first: 1.5, load: 5000, question: 600 };

/** Flags of a question about many models. */
const ASK = ['--registry', 'questions', '--output-dir', 'out'];

/** Told, and no gate of CI: the server takes part of the machine that its clients are measured on. */
export async function database(context) {
  if (BIN === undefined) {
    console.log('skipped: the rows on a database; PostgreSQL is not installed');
    return [];
  }
  const server = startServer(context.folder());
  const place = { context, server, url: server.url };
  try {
    const { cwd } = context.corpus(WRITERS + 1);
    run(place, cwd, ['db', 'migrate']);
    run(place, cwd, STEP_ARGS);
    const ids = JSON.parse(run(place, cwd, ['list', '--json'])).data.models.map(
      (it) => it.model_id,
    );
    return [
      await changes(place, cwd, 'different models', (at) => ids[at], GOALS.apart),
      await changes(place, cwd, 'one model', () => ids[WRITERS], GOALS.together),
      await follow(place, cwd, ids[1]),
      ...firstRun(place),
      load(place, cwd, ids[2]),
    ];
  } finally {
    server.stop();
  }
}

function run({ context, url }, cwd, args) {
  const { status, stdout, stderr } = runNode([context.program, ...args], {
    cwd,
    env: { GNN_REGISTRY_DATABASE: url },
  });
  if (status !== 0) throw new Error(`${args.join(' ')} answers ${status}: ${stderr}`);
  return stdout;
}

/** How many changes eight processes are told to be done, while all are at it. */
async function changes({ context, url }, cwd, what, modelOf, goal) {
  // Each change is a tag more, of which a model has 1,000 at most.
  const seconds = context.figure(1, 6);
  const writers = range(WRITERS).map((at) =>
    startProgram(context, 'database-writer.mjs', {
      cwd,
      database: url,
      registry: 'default',
      patience: 60,
      count: 1_000_000,
      name: `${what.slice(0, 3)}-${at}`,
      models: [modelOf(at)],
    }),
  );
  await Promise.all(writers.map(({ child }) => once(child.stdout, 'data')));
  await sleep(1000);
  let count = 0;
  for (const { child } of writers) {
    child.stdout.on('data', (text) => {
      count += text.split('\n').length - 1;
    });
  }
  const begun = performance.now();
  await sleep(seconds * 1000);
  const rate = (1000 * count) / (performance.now() - begun);
  for (const { child } of writers) end(child);
  const ended = await Promise.all(writers.map(({ done }) => done));
  const failed = ended.find(({ stderr }) => stderr !== '');
  if (failed !== undefined) throw new Error(failed.stderr);
  return {
    what: `changes a second by ${WRITERS} processes, ${what}`,
    measured: `${Math.round(rate)}`,
    goal: `≥ ${goal}`,
    held: rate >= goal,
    excess: 0,
  };
}

/** From the moment when a change is told as done to that when a service has sent its event. */
async function follow({ context, url }, cwd, id) {
  const env = { ...process.env, GNN_REGISTRY_DATABASE: url };
  const args = [context.program, 'serve', '--port', '0', '--log-level', 'warn'];
  const service = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [text] = await once(service.stdout, 'data');
    const stop = new AbortController();
    const feed = await fetch(`${/http:\S+/.exec(String(text))[0]}events`, { signal: stop.signal });
    const seen = new Map();
    const reading = read(feed.body, (line) => {
      for (const [label] of line.matchAll(/follow-\d+/g)) seen.set(label, performance.now());
    });
    const { ModelRegistry } = await import(pathToFileURL(join(context.dist, 'index.mjs')).href);
    const own = await ModelRegistry.open({ cwd, database: url, outputDir: 'out' });
    const times = [];
    for (const at of range(context.figure(5, 50))) {
      await own.addTag(id, `follow-${at}`);
      await own.save();
      const done = performance.now();
      while (!seen.has(`follow-${at}`)) await sleep(1);
      times.push(seen.get(`follow-${at}`) - done);
    }
    stop.abort();
    await reading;
    return msRow('another’s change, until its event is sent', Math.max(...times), GOALS.follow, {
      detail: `the longest of ${times.length}; the median is ${showMs(median(times))}`,
    });
  } finally {
    const ended = once(service, 'exit');
    service.kill('SIGTERM');
    await ended;
  }
}

async function read(body, onText) {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) onText(decoder.decode(chunk, { stream: true }));
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  }
}

/** The same first run on files and on a database, one after the other; then questions about what it registered. */
/** How many runs on files and on a database are compared, in turn: what one takes varies by a tenth. */
const PAIRS = 3;

function firstRun(place) {
  const { context } = place;
  const count = context.figure(1000, 10_000);
  const { cwd } = context.corpus(count);
  const timed = (args) => {
    rmSync(join(cwd, 'out'), { recursive: true, force: true });
    return context.step(cwd, args);
  };
  const pairs = range(context.figure(1, PAIRS)).map((at, _, { length }) => {
    const floor = timed([]);
    // The files beside the last one are asked, too.
    const registry = at === length - 1 ? 'questions' : `questions-${at}`;
    const ms = timed(['--database', place.url, '--registry', registry]);
    return { floor, ms, ratio: ms / floor };
  });
  const ratio = median(pairs.map((it) => it.ratio));
  const [{ floor, ms }] = pairs.toSorted(
    (one, other) => Math.abs(one.ratio - ratio) - Math.abs(other.ratio - ratio),
  );
  const asked = questions(place, cwd, count);
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
  return [
    {
      what: `${count} specs, first run on a database`,
      measured: showMs(ms),
      floor: `${showMs(floor)} on files`,
      ratio,
      goal: `≤ ${GOALS.first} ×`,
      held: ratio <= GOALS.first,
      excess: ratio / GOALS.first,
    },
    ...asked,
  ];
}

function questions(place, cwd, count) {
  const [id] = JSON.parse(run(place, cwd, ['list', '--json', '--limit', '1', ...ASK])).data.models;
  const calls = [
    ['get', ['get', id.model_id]],
    ['list', ['list', '--limit', '20']],
    ['search', ['search', 'bench', 'hidden', '--limit', '5']],
  ];
  const ask = (args) => {
    const begun = performance.now();
    run(place, cwd, [...args, ...ASK]);
    return performance.now() - begun;
  };
  return calls.map(([name, args]) => {
    ask(args);
    const ms = median(range(place.context.figure(1, 9)).map(() => ask(args)));
    return msRow(`${name} on ${count} models in a database, whole process`, ms, GOALS.question);
  });
}

/** Copies a model many times under other ids, into a registry of its own. */
function multiply({ server }, id, count, registry) {
  server.sql(`INSERT INTO gnn_registry.registries SELECT '${registry}', gen_random_uuid(), generation, updated_at,
      state, state_generation, audit_sequence, audit_hash, log_end FROM gnn_registry.registries WHERE name = 'default';
    INSERT INTO gnn_registry.models SELECT '${registry}', 'm' || at, revision, replace(entry::text, '"${id}"', '"m' || at || '"')::json
      FROM gnn_registry.models, generate_series(1, ${count}) AS at WHERE registry = 'default' AND id = '${id}';
    ANALYZE gnn_registry.models`);
}

/** In a process of its own, from its start until one of many models is answered. */
function load(place, cwd, id) {
  const count = place.context.figure(2000, 100_000);
  multiply(place, id, count, 'load');
  const times = range(place.context.figure(1, 3)).map(() => {
    const begun = performance.now();
    run(place, cwd, ['get', 'm7', '--registry', 'load']);
    return performance.now() - begun;
  });
  return msRow(`${count} models loaded from a database, whole process`, median(times), GOALS.load);
}

function msRow(what, ms, goal, more) {
  const [measured, wanted] = [showMs(ms), `≤ ${showMs(goal)}`];
  return { what, measured, goal: wanted, held: ms <= goal, excess: 0, ...more };
}
