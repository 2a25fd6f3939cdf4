/** How many requests a second the service answers, with the load on the same machine. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { showMs } from '../lib/context.mjs';

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
const LOADER = ['-y', 'autocannon@8'];

/** Told, and no gate of CI: the load takes part of the machine that it measures. */
export async function service(context) {
  const count = context.figure(1000, 10_000);
  const { cwd } = context.corpus(count);
  context.step(cwd);
  const [id] = Object.keys(context.registry(cwd).models);
  const begun = performance.now();
  const args = ['serve', '--port', '0', '--log-level', 'warn'];
  const child = spawn(process.execPath, [context.program, ...args, '--output-dir', 'out'], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await once(child.stdout, 'data');
  const ready = performance.now() - begun;
  const url = /http:\S+/.exec(String(text))[0];
  const seconds = context.figure(3, 20);
  const rows = [rowOf('service, ready', ready, GOALS.ready, showMs)];
  const calls = [
    ['one model', `models/${id}`, GOALS.one],
    ['a filtered list of 50', 'models?status=active&limit=50', GOALS.list],
    ['a search', 'search?query=hidden%20state&limit=20', GOALS.search],
  ];
  for (const [what, path, goal] of calls) {
    await load(url + path, ['-d', 2]);
    const full = await load(url + path, ['-d', seconds]);
    const half = await load(url + path, ['-d', seconds, '-R', Math.ceil(full.requests.mean / 2)]);
    if (full.non2xx > 0 || half.non2xx > 0) throw new Error(`${path} answers with problems`);
    const rate = full.requests.mean;
    rows.push({
      what: `requests a second for ${what} of ${count}`,
      measured: `${Math.round(rate)}`,
      goal: `≥ ${goal}`,
      held: rate >= goal,
      excess: 0,
    });
    rows.push(rowOf(`the same at half of that, p99`, half.latency.p99, GOALS.p99, showMs));
  }
  rows.push(...(await watchMemory(context, child.pid, url + calls[0][1])));
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return rows;
}

/** An hour's worth of requests, as many as a gateway that asks 55 times a second has. */
async function watchMemory(context, pid, url) {
  const part = context.figure(2000, 20_000);
  const sizes = [];
  for (let at = 0; at < PARTS; at += 1) {
    await load(url, ['-a', part]);
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    sizes.push(Number(kilobytes) / 1024);
  }
  const [first] = sizes;
  const last = sizes.at(-1);
  return [
    rowOf('its memory', last, GOALS.memory, showMegabytes),
    rowOf(`the same after ${PARTS * part} requests`, last, first * GOALS.growth, showMegabytes),
  ];
}

const PARTS = 10;

async function load(url, more) {
  const args = [...LOADER, '-j', '-c', '10', ...more.map(String), url];
  const { stdout } = await promisify(execFile)('npx', args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

function showMegabytes(value) {
  return `${Math.round(value)} MB`;
}

function rowOf(what, value, goal, show) {
  return { what, measured: show(value), goal: `≤ ${show(goal)}`, held: value <= goal, excess: 0 };
}
