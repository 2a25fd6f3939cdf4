/** The pictures of the pages are what the program draws of the samples (UPDATE_PAGES=1 writes them). */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect, test } from 'vitest';
import { parseModels } from '../../src/pipeline/history.js';
import { drawDifference } from '../../src/pictures/draw-difference.js';
import { drawModel, type PictureOptions } from '../../src/pictures/draw-model.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { compareModels } from '../../src/version/difference/index.js';
import { ROOT, readPage } from '../support/pages.js';

const FOLDER = join(ROOT, 'docs/pictures');
const ROBOT = 'discrete/greenhouse_watering_robot.md';

const layouter = startLayouter();

async function readSample(path: string, edit = (text: string): string => text) {
  const text = edit(readFileSync(join(ROOT, 'input/gnn_files', path), 'utf8'));
  const [model] = await parseModels(Buffer.from(text));
  return model ?? expect.unreachable(`no model in ${path}`);
}

async function draw(path: string, options?: PictureOptions): Promise<string> {
  const { model, values } = await readSample(path);
  return (await drawModel(model, layouter, { ...options, values })).svg;
}

/** A better sensor, no habit, and a plant that a wind dries. */
function improve(text: string): string {
  return text
    .replace(/^E\[.*\n/m, 'w[2,type=float]          # wind\n')
    .replace('E>π\n', 'w>s_prime\n')
    .replace(/^E=.*\n/m, '')
    .replace('A-o\n', 'A>o\n')
    .replace('(0.80, 0.15, 0.02)', '(0.95, 0.15, 0.02)')
    .replace('(0.15, 0.75, 0.18)', '(0.04, 0.75, 0.18)')
    .replace('(0.05, 0.10, 0.80)', '(0.01, 0.10, 0.80)');
}

async function drawImproved(): Promise<string> {
  const [before, after] = [await readSample(ROBOT), await readSample(ROBOT, improve)];
  const changes = compareModels(before, after, false);
  const sides = {
    before: { title: 'greenhouse_watering_robot@1.0.0', ...before },
    after: { title: 'greenhouse_watering_robot@2.0.0', ...after },
  };
  const verdict = `incompatible: ${changes
    .filter((it) => it.importance === 'major')
    .map((it) => it.text)
    .join('; ')}`;
  return (await drawDifference({ ...sides, changes, verdict }, layouter)).svg;
}

const PICTURES: Readonly<Record<string, () => Promise<string>>> = {
  'bee_meadow_trip.svg': () => draw('factored/bee_meadow_trip.md'),
  'greenhouse_difference.svg': drawImproved,
  'greenhouse_matrices.svg': () => draw(ROBOT, { matrices: true }),
  'greenhouse_watering_robot.svg': () => draw(ROBOT),
  'two_tugboats.svg': () => draw('multi_agent/two_tugboats.md'),
};

test.each(Object.entries(PICTURES))('%s', async (name, make) => {
  const path = join(FOLDER, name);
  const made = await make();
  if (env['UPDATE_PAGES']) writeFileSync(path, made);
  expect(existsSync(path) && readFileSync(path, 'utf8')).toBe(made);
});

test('each picture is on a page', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(PICTURES));
  for (const name of Object.keys(PICTURES)) {
    expect(readPage('docs/pictures.md')).toContain(`(pictures/${name})`);
  }
});
