/** The names that generations have, and had in format 1.0.0: `.json`. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import {
  fileIn,
  findGenerations,
  isGenerationName,
  moveOldNames,
  pathOfGeneration,
} from '../../../src/store/file/generation-names.js';
import { readGeneration } from '../../../src/store/file/generations.js';
import { createLayout, type Layout } from '../../../src/store/file/layout.js';
import { loadRegistry } from '../../../src/store/file/load.js';
import { prepareRegistry, saveRegistry } from '../../../src/store/file/registry.js';
import { NOW, save, stateOf } from '../../support/registry-store.js';

let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });
beforeEach(() => {
  cwd = mkdtempSync(join(inject('disk'), 'gnn-generation-names-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
});
afterEach(() => rmSync(cwd, { recursive: true }));

const at = (name: string): string => join(layout.generations, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');
const names = (): string[] =>
  readdirSync(layout.generations).filter((name) => isGenerationName(name));
const ids = async (): Promise<string[]> => [
  ...(await loadRegistry(layout, NOW)).state.models.keys(),
];

/** Commits two states and gives them the names that they had in format 1.0.0. */
async function saveOld(): Promise<void> {
  await save(layout, stateOf('a'));
  await save(layout, stateOf('a', 'b'));
  for (const number of [1, 2]) renameSync(at(`${number}.registry`), at(`${number}.json`));
}

test('both names of a number are one generation; the highest comes first', () => {
  const listed = ['2.json', '10.registry', '2.registry', '9.json', '2.published', '10.registry~'];
  expect(findGenerations(listed)).toEqual([10, 9, 2]);
});

test.each([
  '0.registry',
  '01.json',
  '1.registry.json',
  'x.json',
  '1.published',
  '.1.registry',
  '12345678901234567.json',
])('%s is no generation', (name) => {
  expect(isGenerationName(name)).toBe(false);
});

test('those of format 1.0.0 are read, and have their present names after a commit', async () => {
  await saveOld();
  expect(await ids()).toEqual(['a', 'b']);
  expect(pathOfGeneration(layout, 2)).toBe(at('2.json'));
  const before = ['1', '2'].map((it) => text(`${it}.json`));
  expect(await save(layout, stateOf('a', 'b', 'c'))).toBe(true);
  expect(names()).toEqual(['1.registry', '2.registry', '3.registry']);
  expect(['1', '2'].map((it) => text(`${it}.registry`))).toEqual(before);
  expect(await ids()).toEqual(['a', 'b', 'c']);
});

test('a damaged registry is restored from one', async () => {
  await saveOld();
  writeFileSync(layout.registry, 'damaged');
  expect(await ids()).toEqual(['a', 'b']);
});

test('a file with both names, as a kill leaves it, is put right by the next commit', async () => {
  await saveOld();
  linkSync(at('2.json'), at('2.registry'));
  expect(await ids()).toEqual(['a', 'b']);
  const { ino } = statSync(at('2.json'));
  await save(layout, stateOf('c'));
  expect(names()).toEqual(['1.registry', '2.registry', '3.registry']);
  expect(statSync(at('2.registry')).ino).toBe(ino);
});

test('an old one with other bytes than that of its number stays', async () => {
  await saveOld();
  writeFileSync(at('2.registry'), text('1.json'));
  moveOldNames(layout);
  expect(names()).toEqual(['1.registry', '2.json', '2.registry']);
  expect(text('2.json')).not.toBe(text('2.registry'));
  await save(layout, stateOf('c'));
  expect(existsSync(at('2.json'))).toBe(true);
});

test('a commit takes no number that an old one has', async () => {
  await save(layout, stateOf('a'));
  const loaded = await loadRegistry(layout, NOW);
  const bytes = prepareRegistry(layout, { ...stateOf('a', 'b'), generation: 2 }, 1e6);
  const theirs = prepareRegistry(layout, { ...stateOf('a', 'x'), generation: 2 }, 1e6);
  writeFileSync(at('2.json'), theirs);
  expect(await saveRegistry(layout, loaded, bytes, { backup: true, now: NOW })).toBe(false);
  expect(names()).toEqual(['1.registry', '2.json']);
  expect(theirs.equals(readFileSync(at('2.json')))).toBe(true);
  expect(await ids()).toEqual(['a', 'x']);
});

test('a folder, where there are no hard links, keeps its file, of whichever name', async () => {
  await saveOld();
  const bytes = text('2.json');
  rmSync(at('2.json'));
  mkdirSync(at('2.json'));
  writeFileSync(at('2.json/registry.json'), bytes);
  expect(fileIn(at('2.json'))).toBe(at('2.json/registry.json'));
  expect(await ids()).toEqual(['a', 'b']);
  moveOldNames(layout);
  expect(names()).toEqual(['1.registry', '2.registry']);
  expect(text('2.registry/registry.json')).toBe(bytes);
  expect(String(await readGeneration(layout, 2))).toBe(bytes);
  mkdirSync(at('3.registry'));
  expect(fileIn(at('3.registry'))).toBe(at('3.registry/registry'));
});

test('the last ten stay, of both names together', async () => {
  await saveOld();
  for (let count = 3; count < 12; count += 1) {
    await save(layout, stateOf(`m${count}`));
    renameSync(at(`${count}.registry`), at(`${count}.json`));
  }
  await save(layout, stateOf('last'));
  expect(findGenerations(names())).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  expect(names().every((name) => name.endsWith('.registry'))).toBe(true);
});
