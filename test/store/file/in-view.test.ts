/** What is in view is the registry, unless a kill cut the publication of a newer state short. */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wordPlainly } from '../../../src/domain/wording.js';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { loadRegistry, type LoadedRegistry } from '../../../src/store/file/load.js';
import { generationOfMark } from '../../../src/store/file/marks.js';
import { noteInView, restoreRegistry } from '../../../src/store/file/registry.js';
import { NOW, registryText, save, stateOf } from '../../support/registry-store.js';

let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });
const TIME = '2030-01-02T03-04-05.678Z';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-in-view-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.root, { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const load = (): Promise<LoadedRegistry> => loadRegistry(layout, NOW);
const idsOf = ({ state }: LoadedRegistry): string[] => [...state.models.keys()];
const published = (): Promise<string> => readFile(layout.registry, 'utf8');
const generation = (number: number): string => join(layout.generations, `${number}.registry`);
const mark = (name: string): string => join(layout.generations, name);
const another = (number: number): string =>
  registryText({ ...stateOf('a', 'x'), generation: number });

/** Three generations: of a, of a and b, and of all three models. */
async function threeGenerations(): Promise<void> {
  for (const ids of [['a'], ['a', 'b'], ['a', 'b', 'c']]) await save(layout, stateOf(...ids));
}

describe('a sound registry that was put in the place of ours', () => {
  test.each([
    ['an older generation', async () => readFile(generation(1), 'utf8'), ['a'], 3],
    ['the generation before', async () => readFile(generation(2), 'utf8'), ['a', 'b'], 3],
    ['another branch, at a lower generation', async () => another(2), ['a', 'x'], 3],
    ['another branch, at the same generation', async () => another(3), ['a', 'x'], 3],
    ['another branch, at a higher generation', async () => another(9), ['a', 'x'], 9],
  ])('as %s is the registry, and nothing is lost', async (_, read, ids, number) => {
    await threeGenerations();
    const [text, replaced] = [await read(), await readFile(generation(3), 'utf8')];
    await writeFile(layout.registry, text);
    const loaded = await load();
    expect(loaded).toMatchObject({ due: 'nothing', replaces: 3, state: { generation: number } });
    expect(idsOf(loaded)).toEqual(ids);
    expect(loaded.notices.map(wordPlainly)).toEqual([
      expect.stringMatching(
        /was replaced, .*is the registry now\..* generation 3, is kept, and `generation list`/,
      ),
    ]);
    // It is said once, and nothing is written into it.
    noteInView(layout, loaded);
    expect(await load()).toMatchObject({ due: 'nothing', replaces: 3, notices: [] });
    expect(await published()).toBe(text);
    await save(layout, stateOf(...ids, 'new'));
    expect(JSON.parse(await published()).generation).toBe(number + 1);
    expect(await load()).toMatchObject({ due: 'nothing', notices: [] });
    expect(await readFile(layout.backup, 'utf8')).toBe(text);
    expect(await readFile(generation(3), 'utf8')).toBe(replaced);
  });

  test('is told again after it was replaced itself', async () => {
    await threeGenerations();
    await cp(generation(1), layout.registry);
    noteInView(layout, await load());
    await save(layout, stateOf('a', 'y'));
    await cp(generation(1), layout.registry);
    expect(await load()).toMatchObject({ replaces: 4, notices: [expect.anything()] });
    await cp(generation(4), layout.registry);
    expect(await load()).toMatchObject({ notices: [], state: { generation: 4 } });
    expect((await load()).replaces).toBeUndefined();
  });

  test('is not kept back by a commit that was built on it and cut short', async () => {
    await threeGenerations();
    await writeFile(layout.registry, another(2));
    await save(layout, stateOf('a', 'x', 'y'));
    await rm(mark('4.published'));
    await writeFile(layout.registry, another(2));
    expect(await load()).toMatchObject({ due: 'publish', state: { generation: 4 } });
    await restoreRegistry(layout, await load(), { now: NOW });
    expect(idsOf(await load())).toEqual(['a', 'x', 'y']);
  });

  test('stays where the mark of the newest generation is lost, unless that was built on it', async () => {
    await threeGenerations();
    await rm(mark('3.published'));
    await cp(generation(1), layout.registry);
    expect(await load()).toMatchObject({ due: 'nothing', replaces: 3 });
    await cp(generation(2), layout.registry);
    expect(await load()).toMatchObject({ due: 'publish' });
    await writeFile(layout.registry, another(2));
    expect(await load()).toMatchObject({ due: 'nothing', replaces: 3 });
    // The next writer that finds the newest in view marks it again.
    await cp(generation(3), layout.registry);
    noteInView(layout, await load());
    await cp(generation(2), layout.registry);
    expect(await load()).toMatchObject({ due: 'nothing', replaces: 3 });
  });

  test('leaves the last ten generations that were replaced, with their marks', async () => {
    for (let round = 0; round < 12; round += 1) {
      await save(layout, stateOf(`m${round}`));
      await writeFile(layout.registry, another(1));
      await save(layout, stateOf('a', 'x', `n${round}`));
    }
    for (let count = 0; count < 10; count += 1) await save(layout, stateOf('a', `o${count}`));
    const names = await readdir(layout.generations);
    const generations = names
      .filter((it) => it.endsWith('.registry'))
      .map((it) => Number.parseInt(it, 10));
    expect(generations.toSorted((a, b) => a - b)).toEqual([
      5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
    ]);
    const marked = new Set(names.map((it) => generationOfMark(it) ?? 5));
    expect([...marked].toSorted((a, b) => a - b)).toEqual(generations.toSorted((a, b) => a - b));
    expect(generationOfMark('5.registry')).toBeUndefined();
  });

  test('between loading and writing is kept aside, unless a generation has it', async () => {
    await threeGenerations();
    const loaded = await load();
    const notices: string[] = [];
    const onNotice = (text: string): void => void notices.push(text);
    for (const text of [await readFile(generation(1), 'utf8'), another(2)]) {
      await writeFile(layout.registry, text);
      await restoreRegistry(layout, { ...loaded, due: 'publish' }, { now: NOW, onNotice });
    }
    expect(notices.filter((it) => it.includes('in the meantime'))).toHaveLength(1);
    expect(await readFile(`${layout.registry}.edited-${TIME}`, 'utf8')).toBe(another(2));
  });

  test('without generations is the registry', async () => {
    await writeFile(layout.registry, registryText(stateOf('a')));
    expect(await load()).toMatchObject({ due: 'nothing', state: { generation: 7 } });
    const text = await published();
    await save(layout, stateOf('a', 'b'));
    expect(JSON.parse(await readFile(layout.backup, 'utf8')).generation).toBe(7);
    expect((await readdir(layout.generations)).filter((it) => it.endsWith('.registry'))).toEqual([
      '8.registry',
    ]);
    // Its first commit may be cut short, too.
    await rm(mark('8.published'));
    await writeFile(layout.registry, text);
    expect(await load()).toMatchObject({ due: 'publish', state: { generation: 8 } });
  });
});

/** The text of a generation, edited: with a new model. */
const edit = (text: string): string => {
  const json = JSON.parse(text);
  json.models.new = { ...json.models.a, model_id: 'new' };
  return JSON.stringify(json);
};
const settle = async (): Promise<string[]> => {
  const loaded = await load();
  const notices = loaded.notices.map(wordPlainly);
  if (loaded.due === 'commit') await save(layout, loaded.state);
  expect(await load()).toMatchObject({ due: 'nothing', notices: [] });
  return notices;
};

describe('an edited or damaged registry', () => {
  test.each([
    ['the older generation that it was made of', 1, ['a', 'new']],
    ['the generation before', 2, ['a', 'b', 'new']],
    ['the newest one', 3, ['a', 'b', 'c', 'new']],
  ])('is based on %s', async (_, number, ids) => {
    await threeGenerations();
    const newest = await readFile(generation(3), 'utf8');
    const text = edit(await readFile(generation(number), 'utf8'));
    await writeFile(layout.registry, text);
    const [notice = '', kept] = await settle();
    expect(idsOf(await load())).toEqual(ids);
    expect(notice).toContain('Merged: the model new.');
    if (number === 3) expect(notice).toContain('Everything that was committed is kept');
    else {
      expect(notice).toContain(`It was made of generation ${number}`);
      expect(kept).toMatch(/^Generation 3, the last one .* is kept in/);
      expect(generationOfMark(`3.replaced-${'a'.repeat(32)}`)).toBe(3);
      expect((await readdir(layout.generations)).join()).toContain('3.replaced-');
    }
    expect(await readFile(generation(3), 'utf8')).toBe(newest);
    expect(await readFile(`${layout.registry}.edited-${TIME}`, 'utf8')).toBe(text);
  });

  test('is based on the backup, if only that has its checksum', async () => {
    await threeGenerations();
    await writeFile(layout.registry, another(2));
    await save(layout, stateOf('a', 'x', 'y'));
    await writeFile(layout.registry, edit(another(2)));
    await settle();
    expect(idsOf(await load())).toEqual(['a', 'new', 'x']);
  });

  test('of a state that is kept nowhere is the registry as it is', async () => {
    await threeGenerations();
    await writeFile(layout.registry, edit(another(2)));
    expect(await settle()).toEqual([
      expect.stringContaining('was edited by another program'),
      expect.stringContaining('Generation 3, the last one'),
    ]);
    expect(idsOf(await load())).toEqual(['a', 'new', 'x']);
    expect((await readdir(layout.generations)).join()).toContain(
      '3.published,3.registry,3.replaced-',
    );
  });

  test('is restored from the state that it was, with a cut or a changed byte', async () => {
    await threeGenerations();
    const text = await readFile(generation(2), 'utf8');
    for (const damaged of [text.slice(0, -40), text.replace('Model b', 'Model c')]) {
      await writeFile(layout.registry, damaged);
      noteInView(layout, await load());
      const loaded = await load();
      expect(idsOf(loaded)).toEqual(['a', 'b']);
      expect(loaded.notices.map(wordPlainly)).toEqual([
        expect.stringMatching(
          /is damaged: .* It was a copy of generation 2, .* Nothing in it is missing/,
        ),
        expect.stringContaining('Generation 3, the last one'),
      ]);
    }
    await settle();
    expect(await readFile(`${layout.registry}.corrupt-${TIME}`, 'utf8')).not.toBe(text);
    expect(idsOf(await load())).toEqual(['a', 'b']);
  });

  test('of a state that nobody knows is told to be so, and the newest is taken', async () => {
    await threeGenerations();
    await writeFile(layout.registry, another(2).slice(0, -40));
    expect(await load()).toMatchObject({
      state: { generation: 3 },
      notices: [
        expect.stringContaining('is damaged'),
        expect.stringContaining('generation 3, the last one committed here, is used instead'),
      ],
    });
  });

  test('without a checksum is based on what the marks say was in view', async () => {
    await threeGenerations();
    await cp(generation(1), layout.registry);
    noteInView(layout, await load());
    const { models } = JSON.parse(edit(await published()));
    await writeFile(layout.registry, JSON.stringify({ models }));
    await settle();
    expect(idsOf(await load())).toEqual(['a', 'new']);
  });
});
