/** How many requests a second the service answers, with the load on the same machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRandom } from '../../torture/lib/random.mjs';
import { showMs } from '../lib/context.mjs';
import { CONNECTIONS, startLoader } from '../lib/loader.mjs';

/** Requests a second, milliseconds, megabytes, and how much memory may grow after the first tenth of the requests. */
const GOALS = {
  one: 5000,
  list: 1000,
  search: 300,
  p99: 50,
  ready: 1000,
  memory: 250,
  growth: 1.1,
};
/** In milliseconds. */
const SECOND = 1000;
/** As many different requests, so that the answers to all of them are more than the service keeps. */
const DIFFERENT = 20_000;
const WORDS = ['agent', 'beliefs', 'water', 'light', 'infers', 'chooses', 'quay', 'rise', 'reads'];
const SORTS = ['id', 'name', '-name', 'updated', '-variables'];

/** Told, and no gate of CI: the load takes part of the machine that it measures. */
export async function service(context) {
  const count = context.figure(60, 10_000);
  const { cwd } = context.corpus(count);
  context.step(cwd);
  const ids = Object.keys(context.registry(cwd).models);
  const begun = performance.now();
  const args = ['serve', '--port', '0', '--log-level', 'warn'];
  const child = spawn(process.execPath, [context.program, ...args, '--output-dir', 'out'], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const [text] = await once(child.stdout, 'data');
    const ready = performance.now() - begun;
    const loader = startLoader(/http:\S+/.exec(String(text))[0]);
    const questions = makeQuestions(ids, createRandom(context.seed));
    try {
      return [
        rowOf('service, ready', ready, GOALS.ready, showMs),
        ...(await measureSpeed(context, count, loader, questions)),
        ...(await watchMemory(context, child.pid, loader, questions)),
      ];
    } finally {
      await loader.end();
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function measureSpeed(context, count, { load }, questions) {
  // Figures are taken by the second, or more often in what is shorter.
  const sampleInt = context.figure(250, SECOND);
  const during = { sampleInt, duration: context.figure(0.5, 20) };
  const warmUp = { sampleInt, duration: context.figure(0.5, 2) };
  const rows = [];
  for (const [what, different, goal] of [
    ['one model', questions.one, GOALS.one],
    ['a filtered list of 50', questions.list, GOALS.list],
    ['a search', questions.search, GOALS.search],
  ]) {
    const same = ['each time the same', different.slice(0, 1)];
    // What is different is answered more slowly.
    for (const [which, requests] of [...context.figure([], [same]), ['all different', different]]) {
      await load(requests, warmUp);
      const full = await load(requests, during);
      const rate = full.requests.mean * (SECOND / sampleInt);
      const halfOf = async (most, name) => {
        const overallRate = Math.ceil(most / 2);
        const { latency } = await load(requests, { ...during, overallRate });
        return rowOf(`the same at half of ${name}, p99`, latency.p99, GOALS.p99, showMs);
      };
      rows.push({
        what: `requests a second for ${what} of ${count}, ${which}`,
        measured: `${Math.round(rate)}`,
        goal: `≥ ${goal}`,
        held: rate >= goal,
        excess: 0,
      });
      rows.push(await halfOf(rate, 'what was reached'));
      // The goal may mean either: what is asked for again and again is answered far faster than it asks for.
      if (requests.length > 1) rows.push(await halfOf(goal, 'the goal'));
    }
  }
  return rows;
}

/** A list that is filtered and sorted in its own way. */
function listPath(at) {
  const name = Math.floor(at / SORTS.length) % 1000;
  const limit = 50 - Math.floor(at / 5000);
  return `/models?status=active&name=${name}&sort=${SORTS[at % SORTS.length]}&limit=${limit}`;
}

function many(pathAt) {
  return Array.from({ length: DIFFERENT }, (_, at) => ({ path: pathAt(at) }));
}

/** Requests by what they ask for; no two of a kind are alike. */
function makeQuestions(ids, random) {
  const { pick } = random;
  return {
    one: ids.map((id) => ({ path: `/models/${id}` })).toSorted(() => random.next() - 0.5),
    list: many(listPath),
    search: many((at) => `/search?query=${pick(WORDS)}%20${pick(WORDS)}%20${at}&limit=20`),
    pages: many((at) => `/models?page=${1 + (at % Math.ceil(ids.length / 50))}&size=50`),
    versions: ids.map((id) => ({ path: `/models/${id}/versions` })),
    others: ['/stats', '/metrics', '/health', '/v1/models', '/aliases', '/tags'].map((path) => ({
      path,
    })),
    changes: many(() => `/models/${pick(ids)}/tags`).map(({ path }, at) => ({
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tag: `bench-${at}` }),
    })),
  };
}

/** Of a thousand requests, how many are of each kind. */
const MIXTURE = {
  one: 600,
  list: 200,
  search: 120,
  versions: 40,
  pages: 25,
  others: 13,
  changes: 2,
};

function mix(questions, count) {
  const kinds = Object.entries(MIXTURE).flatMap(([kind, share]) =>
    Array.from({ length: share }, () => kind),
  );
  const next = Object.fromEntries(Object.keys(MIXTURE).map((kind) => [kind, 0]));
  // 619 has no divisor in common with 1,000: each kind is spread over all of them.
  return Array.from({ length: count }, (_, at) => {
    const kind = kinds[(at * 619) % kinds.length];
    return questions[kind][next[kind]++ % questions[kind].length];
  });
}

/** An hour's worth of requests, as many as a gateway that asks 55 times a second has. */
async function watchMemory(context, pid, { load }, questions) {
  // A load ends when its figures are taken.
  const sampleInt = context.figure(50, SECOND);
  const part = context.figure(200, 20_000);
  const requests = mix(questions, part * PARTS);
  const sizes = [];
  // The page of all models is made once: a change makes it anew, which takes longer than the other requests.
  await load([{ path: '/' }], { sampleInt, amount: CONNECTIONS });
  for (let at = 0; at < PARTS; at += 1) {
    const some = requests.slice(at * part, (at + 1) * part);
    const told = await load(some, { sampleInt, amount: part });
    if (told.errors > 0) throw new Error(`${told.errors} requests were not answered in time`);
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    sizes.push(Number(kilobytes) / 1024);
  }
  const [first] = sizes;
  const last = sizes.at(-1);
  const detail = `After each tenth: ${sizes.map((it) => Math.round(it)).join(', ')} MB`;
  return [
    { ...rowOf('its memory under mixed requests', last, GOALS.memory, showMegabytes), detail },
    rowOf(`the same after ${PARTS * part} requests`, last, first * GOALS.growth, showMegabytes),
  ];
}

const PARTS = 10;

function showMegabytes(value) {
  return `${Math.round(value)} MB`;
}

function rowOf(what, value, goal, show) {
  return { what, measured: show(value), goal: `≤ ${show(goal)}`, held: value <= goal, excess: 0 };
}
