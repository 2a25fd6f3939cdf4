/** The commit, in one process. */
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { loadRegistry } from '../../../src/store/file/load.js';
import { prepareRegistry, saveRegistry, sweepOutput } from '../../../src/store/file/registry.js';
import { NOW, save, stateOf } from '../../support/registry-store.js';

let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });

beforeEach(async () => {
  cwd = await mkdtemp(join(inject('disk'), 'gnn-generations-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const registered = async (): Promise<string[]> =>
  [...(await loadRegistry(layout, NOW)).state.models.keys()].toSorted();
const numbers = async (): Promise<number[]> =>
  (await readdir(layout.generations))
    .filter((name) => name.endsWith('.registry'))
    .map((name) => Number.parseInt(name, 10))
    .filter((number) => !Number.isNaN(number))
    .toSorted((a, b) => a - b);
const temporaries = async (): Promise<string[]> =>
  (await readdir(layout.root, { recursive: true })).filter((name) => name.endsWith('.tmp'));

test('two that loaded the same state: one of them is told', async () => {
  await save(layout, stateOf('a'));
  const loaded = await loadRegistry(layout, NOW);
  const commit = (...ids: string[]): Promise<boolean> => {
    const bytes = prepareRegistry(layout, { ...stateOf(...ids), generation: 2 }, 1e6);
    return saveRegistry(layout, loaded, bytes, { backup: true, now: NOW });
  };
  const won = await Promise.all([commit('a', 'b'), commit('a', 'c')]);
  expect(won.toSorted()).toEqual([false, true]);
  expect(await registered()).toEqual(won[0] ? ['a', 'b'] : ['a', 'c']);
  expect(await temporaries()).toEqual([]);
});

test('the last ten generations stay, and one in use is never written into', async () => {
  for (let at = 0; at < 13; at += 1) await save(layout, stateOf(`m${at}`));
  expect(await numbers()).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  const before = await readFile(join(layout.generations, '13.registry'));
  await writeFile(layout.registry, 'rewritten in place', { flag: 'r+' });
  expect(before.equals(await readFile(join(layout.generations, '13.registry')))).toBe(true);
});

test('temporaries of killed runs are swept among the generations, files and folders', async () => {
  await save(layout, stateOf('a'));
  const old = new Date(Date.now() - 2 * 3_600_000);
  const file = join(layout.generations, '.2.registry.12-0123456789ab.tmp');
  const folder = join(layout.generations, '.2.registry.12-0123456789ac.tmp');
  await writeFile(file, 'half');
  await mkdir(folder);
  await writeFile(join(folder, 'registry'), 'half');
  for (const one of [file, folder]) await utimes(one, old, old);
  await sweepOutput({ layout, env: { now: () => new Date() } });
  expect(await readdir(layout.generations)).toEqual(['1.published', '1.registry']);
});

test('two registries in one folder keep their generations apart', async () => {
  const other = createLayout({ outputDir: 'out', registryPath: `${layout.root}/other.json`, cwd });
  await save(layout, stateOf('a'));
  await save(other, stateOf('b'));
  await save(other, stateOf('b', 'c'));
  expect((await readdir(layout.root)).toSorted()).toEqual([
    '.generations',
    '.other.json.generations',
    'model_registry.json',
    'other.json',
    'other.json.bak',
  ]);
  expect(await registered()).toEqual(['a']);
});
