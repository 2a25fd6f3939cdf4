/** How long the page of a large registry takes to be written, to be seen, and to be searched. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { STEP_ARGS, showMs } from '../lib/context.mjs';
import { compare, median, percentile, runNode } from '../lib/measure.mjs';

/** How many times as long as a first run; milliseconds. */
const GOALS = { written: 2, paint: 1000, search: 50 };
const BROWSER = '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
/** Typed letter by letter, each of which searches anew. */
const WORDS = ['model 7', 'hidden state', 'likelihood', 'zz'];

/** Told, and no gate of CI. */
export async function page(context) {
  const { cwd, count } = context.corpus(context.figure(60, 10_000));
  const call = (args) => {
    const { ms, status, stderr } = runNode([context.program, ...args], { cwd });
    if (status !== 0 && status !== 2) throw new Error(stderr);
    return ms;
  };
  const remove = (name) => rmSync(join(cwd, name), { recursive: true, force: true });
  const write = () => {
    remove('page');
    return call(['site', '-o', 'page', '--output-dir', 'out']);
  };
  const run = () => {
    remove('out');
    return call(STEP_ARGS);
  };
  run();
  const { ms, floor, ratio } = compare(context.figure(1, 3), write, run);
  return [
    {
      what: `page of ${count} models, pictures and all`,
      measured: showMs(ms),
      floor: showMs(floor),
      ratio,
      goal: `≤ ${GOALS.written} × a first run`,
      held: ratio <= GOALS.written,
      excess: 0,
    },
    ...(existsSync(BROWSER) ? await look(context, join(cwd, 'page/index.html'), count) : []),
  ];
}

async function look(context, file, count) {
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  try {
    const address = pathToFileURL(file).href;
    const paints = [];
    for (let round = 0; round < context.figure(3, 9); round += 1) {
      const tab = await browser.newPage();
      await tab.goto(address);
      await tab.waitForSelector('.rows li');
      paints.push(await tab.evaluate(firstPaint));
      await tab.close();
    }
    const tab = await browser.newPage();
    await tab.goto(address);
    await tab.waitForSelector('.rows li');
    const times = [];
    for (const words of WORDS) {
      for (let end = 1; end <= words.length; end += 1) {
        times.push(await tab.evaluate(search, words.slice(0, end)));
      }
    }
    return [
      told(`first paint of the page of ${count} models`, median(paints), GOALS.paint),
      told(`a search on that page, p95 of ${times.length}`, percentile(times, 0.95), GOALS.search),
    ];
  } finally {
    await browser.close();
  }
}

function told(what, ms, goal) {
  return { what, measured: showMs(ms), goal: `≤ ${goal} ms`, held: ms <= goal, excess: 0 };
}

/** In the page. @returns milliseconds from its start to what is seen first of the list */
async function firstPaint() {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  if (paint === undefined) throw new Error('nothing was painted');
  return paint.startTime;
}

/** In the page: what a person who types waits for. @returns milliseconds until the answer is painted */
async function search(words) {
  const input = document.querySelector('input[type=search]');
  const begun = performance.now();
  input.value = words;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  // The task after the next frame begins when that is painted.
  await new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
  });
  const shown = decodeURIComponent(location.hash).replaceAll('+', ' ');
  if (!shown.includes(words.trim())) throw new Error(`${shown} does not show ${words}`);
  return performance.now() - begun;
}
