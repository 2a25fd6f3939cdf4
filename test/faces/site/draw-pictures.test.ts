/** Which pictures the page has. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawPictures, type SitePictures } from '../../../src/faces/site/draw-pictures.js';
import { STEP } from '../../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from '../../operations/harness.js';

let bench: Bench;
const written = new Map<string, string>();

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(async () => {
  written.clear();
  await bench.remove();
});

/** Draws at most so many new pictures, of what the registry has now. */
async function draw(most: number): Promise<{ pictures: SitePictures; isThere: boolean[] }> {
  const registry = await bench.open();
  const names = new Set([...written.keys()].map((it) => it.replace('pictures/', '')));
  const entries = [...registry.state.models.values()];
  const write = async (path: string, svg: string) => {
    expect(written.has(path)).toBe(false);
    written.set(path, svg);
  };
  const pictures = await drawPictures(registry, entries, { names, write }, most);
  const [entry] = entries;
  const [first, second, third] = Object.values(entry?.versions ?? {});
  if (!entry || !first || !second || !third) throw new Error('there are not three versions');
  const paths = [
    pictures.ofVersion(entry, third),
    pictures.ofStep(entry, second, third),
    pictures.ofStep(entry, first, second),
    pictures.ofVersion(entry, second),
    pictures.ofVersion(entry, first),
  ];
  for (const path of paths) if (path !== null) expect(written.get(path)).toMatch(/^<svg /);
  return { pictures, isThere: paths.map((it) => it !== null) };
}

test('the current version comes first, then the steps between versions, then the others', async () => {
  const once = await draw(1);
  expect(once.isThere).toEqual([true, false, false, false, false]);
  expect(once.pictures).toMatchObject({ drawn: 1, left: 4 });
  const twice = await draw(2);
  expect(twice.isThere).toEqual([true, true, true, false, false]);
  expect(twice.pictures).toMatchObject({ drawn: 3, left: 2 });
  const all = await draw(10);
  expect(all.isThere).toEqual([true, true, true, true, true]);
  expect(all.pictures).toMatchObject({ drawn: 5, left: 0 });
});

test('a step is drawn as a difference, and a version of which nothing is left is not drawn', async () => {
  const [, second] = Object.values((await bench.entry('agent')).versions);
  await rm(join(bench.cwd, STEP, second?.source ?? ''));
  const { pictures, isThere } = await draw(10);
  expect(isThere).toEqual([true, false, false, false, true]);
  expect(pictures).toMatchObject({ drawn: 2, left: 0 });
});

test('a version that never had bytes here, or was deleted, takes the turn of no other one', async () => {
  const entry = await bench.entry('agent');
  const [first, second] = Object.values(entry.versions);
  const registry = await bench.open();
  const versions = Object.entries(entry.versions).map(([name, version]) => [
    name,
    version === second ? { ...version, source: null } : version,
  ]);
  const changed = { ...entry, versions: Object.fromEntries(versions) };
  const draw = (most: number) =>
    drawPictures(
      registry,
      [changed],
      {
        names: new Set(),
        write: async (path, svg) => void written.set(path, svg),
      },
      most,
    );
  expect(await draw(1)).toMatchObject({ drawn: 1, left: 1 });
  const both = await draw(2);
  expect(both).toMatchObject({ drawn: 2, left: 0 });
  expect(first && both.ofVersion(changed, first)).toMatch(/^pictures\//);
  expect(second && both.ofVersion(changed, second)).toBeNull();
});
