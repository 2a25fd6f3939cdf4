/** What is found when a registry is loaded, and what a writing run makes of it. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Layout } from '../../../src/store/file/layout.js';
import type { LoadedRegistry } from '../../../src/store/file/load.js';
import { wordPlainly } from '../../../src/domain/wording.js';
import { isUnchanged, loadRegistry } from '../../../src/store/file/load.js';
import { restoreRegistry } from '../../../src/store/file/registry.js';
import {
  NOW,
  entryOf,
  ofNextFormat,
  registryText,
  save,
  stateOf,
} from '../../support/registry-store.js';

let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });
const TIME = '2030-01-02T03-04-05.678Z';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-load-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.root, { recursive: true });
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

const load = (): Promise<LoadedRegistry> => loadRegistry(layout, NOW);
const idsOf = ({ state }: LoadedRegistry): string[] => [...state.models.keys()];
const published = (): Promise<string> => readFile(layout.registry, 'utf8');
const generation = (number: number): string => join(layout.generations, `${number}.registry`);
const mark = (name: string): string => join(layout.generations, name);

/** What a writing run does with a registry that its plan leaves as it is. @returns The notices. */
async function settle(): Promise<string[]> {
  const loaded = await load();
  const notices = loaded.notices.map(wordPlainly);
  const onNotice = (text: string): void => void notices.push(text);
  if (loaded.due === 'publish') await restoreRegistry(layout, loaded, { now: NOW, onNotice });
  if (loaded.due === 'commit') await save(layout, loaded.state, undefined, onNotice);
  expect(await load()).toMatchObject({ due: 'nothing', notices: [] });
  return notices;
}

/** Three generations: of a, of a and b, and of all three models. */
async function threeGenerations(): Promise<void> {
  for (const ids of [['a'], ['a', 'b'], ['a', 'b', 'c']]) await save(layout, stateOf(...ids));
}

async function change(path: string, from: string, to: string): Promise<string> {
  const text = (await readFile(path, 'utf8')).replace(from, to);
  await writeFile(path, text);
  return text;
}

test('loading writes nothing, whatever it finds', async () => {
  await threeGenerations();
  for (const text of ['{', '', '{"models": {"x": {"name": "X"}}}']) {
    await writeFile(layout.registry, text);
    const before = await readdir(layout.root);
    expect((await load()).due).not.toBe('nothing');
    expect(await readdir(layout.root)).toEqual(before);
    expect(await published()).toBe(text);
  }
});

describe('an older registry', () => {
  test('whose publication a kill cut short is brought up to the highest generation', async () => {
    await threeGenerations();
    await rm(mark('3.published'));
    await cp(generation(2), layout.registry);
    expect(await load()).toMatchObject({ due: 'publish', notices: [], state: { generation: 3 } });
    expect(await settle()).toEqual([expect.stringContaining('generation 3 was restored')]);
    expect(await published()).toBe(await readFile(generation(3), 'utf8'));
    expect(await readdir(layout.root)).toHaveLength(3);
    expect(await readdir(layout.generations)).toContain('3.published');
  });

  test('that is missing is restored', async () => {
    await threeGenerations();
    await rm(layout.registry);
    expect(await settle()).toEqual([
      expect.stringMatching(/is missing.*generation 3, with 3 models\. Nothing/),
    ]);
    expect(await published()).toBe(await readFile(generation(3), 'utf8'));
  });
});

describe('a damaged registry', () => {
  test.each([
    ['cut', (text: string) => text.slice(0, 100), 'it is not JSON'],
    ['empty', () => '', 'it is not JSON'],
    ['something else', () => '{"name": "x"}', 'does not read as a registry'],
  ])('that is %s is kept aside, and the newest state restored', async (_, damage, reason) => {
    await threeGenerations();
    const damaged = damage(await published());
    await writeFile(layout.registry, damaged);
    const loaded = await load();
    expect([loaded.due, idsOf(loaded)]).toEqual(['publish', ['a', 'b', 'c']]);
    const notices = await settle();
    expect(notices).toEqual([
      expect.stringMatching(
        new RegExp(
          `damaged: .*${reason}.*generation 3, with 3 models\\. Nothing that was committed`,
        ),
      ),
      expect.stringContaining(`model_registry.json.corrupt-${TIME}`),
    ]);
    const kept = await readFile(`${layout.registry}.corrupt-${TIME}`, 'utf8');
    expect(kept).toBe(damaged);
    expect(await published()).toBe(await readFile(generation(3), 'utf8'));
  });

  test('whose newest generation is damaged too: what is missing is said', async () => {
    await threeGenerations();
    await writeFile(layout.registry, 'x');
    await writeFile(generation(3), 'y');
    const notices = await settle();
    expect(notices).toEqual([
      expect.stringMatching(/damaged.*generation 2, with 2 models\.$/),
      expect.stringMatching(/out\/.*\.generations, the generation 3 cannot be read.*is missing/),
      expect.stringContaining('.corrupt-'),
    ]);
    // Its number is not given twice.
    expect((await load()).state.generation).toBe(4);
    expect(await readFile(generation(3), 'utf8')).toBe('y');
  });

  test('without any sound generation is restored from the backup', async () => {
    await threeGenerations();
    await writeFile(layout.registry, 'x');
    for (const number of [1, 2, 3]) await writeFile(generation(number), 'y');
    expect(idsOf(await load())).toEqual(['a', 'b']);
    expect(await settle()).toEqual([
      expect.stringMatching(/model_registry\.json\.bak, with 2 models/),
      expect.stringMatching(/generations 1, 2, 3 cannot be read/),
      expect.stringContaining('.corrupt-'),
    ]);
    await rm(layout.generations, { recursive: true });
    await writeFile(layout.registry, 'x');
    expect((await settle())[1]).toMatch(/The generations after it are not in/);
  });

  test('with nothing sound left is an error that says what to do', async () => {
    await threeGenerations();
    await rm(layout.backup);
    for (const number of [1, 2, 3]) await writeFile(generation(number), 'y');
    await writeFile(layout.registry, 'x');
    const refused = {
      code: 'registry-corrupt',
      message: expect.stringMatching(/out\/.*model_registry\.json is damaged.*none of its earlier/),
      hint: expect.stringContaining('`rebuild`'),
    };
    await expect(load()).rejects.toMatchObject(refused);
    await rm(layout.registry);
    await expect(load()).rejects.toMatchObject({ code: 'registry-corrupt' });
  });

  test.each(['', '{', 'null', '[]', '{}', '{"models": 1}', '{"schema": 1, "models": {"a": 1}}'])(
    '%j without any other state is an error',
    async (text) => {
      await writeFile(layout.registry, text);
      await expect(load()).rejects.toMatchObject({ code: 'registry-corrupt' });
    },
  );

  test('bytes that are no text are no edit', async () => {
    const bytes = Buffer.from(registryText(stateOf('a')));
    bytes[bytes.indexOf('Model a')] = 0xff;
    await writeFile(layout.registry, bytes);
    await expect(load()).rejects.toMatchObject({ code: 'registry-corrupt' });
  });
});

const conflict = (ours: string, theirs: string): string =>
  `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`;

describe('conflict markers of a merge', () => {
  test.each([
    [
      'around a line',
      (text: string) => text.replace(/^.*"Model b".*\n/m, (it) => conflict(it, it)),
    ],
    ['around the whole file', (text: string) => conflict(text, text)],
    [
      'with the line ends of Windows',
      (text: string) => conflict(text, text).replaceAll('\n', '\r\n'),
    ],
    ['of which one is left', (text: string) => `${text}>>>>>>> other\n`],
    ['of which one was cut', (text: string) => `${text}>>>> other\n`],
  ])('%s are no reason for an older state', async (_, merge) => {
    await threeGenerations();
    const text = merge(await published());
    const line = text.split('\n').findIndex((it) => /^[<>]{3}/.test(it)) + 1;
    await writeFile(layout.registry, text);
    const refused = {
      code: 'registry-conflict',
      message: expect.stringContaining(
        `out/4_model_registry_output/model_registry.json has conflict markers of a merge, the first in line ${line}:`,
      ),
      hint: expect.stringMatching(/`git setup`.*checkout --merge.*git mergetool.*`merge`/),
    };
    await expect(load()).rejects.toMatchObject(refused);
    await expect(save(layout, stateOf('a'))).rejects.toMatchObject(refused);
    expect(await published()).toBe(text);
  });

  test.each([
    [
      'with both sides of JSON that is broken',
      (line: string) => `${line}\n  "checksum": "sha256:x"`,
    ],
    ['with both sides of JSON that is whole', (line: string) => `${line}\n${line}`],
  ])('taken out by hand, %s, are one all the same', async (_, keepBoth) => {
    await threeGenerations();
    const before = await published();
    const text = before.replace(/^ {2}"checksum": .*$/m, (line) => keepBoth(line));
    const line = text.split('\n').findLastIndex((it) => it.startsWith('  "checksum"')) + 1;
    await writeFile(layout.registry, text);
    await expect(load()).rejects.toMatchObject({
      code: 'registry-conflict',
      message: expect.stringContaining(
        `both sides of a merge, with a second checksum in line ${line}:`,
      ),
    });
    expect(await published()).toBe(text);
  });

  test('in a generation or the backup are damage', async () => {
    await threeGenerations();
    await rm(layout.registry);
    for (const path of [generation(3), layout.backup]) {
      await writeFile(path, conflict(await readFile(path, 'utf8'), 'x'));
    }
    expect(idsOf(await load())).toEqual(['a', 'b']);
  });
});

describe('a damaged generation', () => {
  test('does no harm where the registry itself is whole, and is replaced by a new one', async () => {
    await threeGenerations();
    const before = await published();
    await writeFile(generation(3), 'y');
    expect(idsOf(await load())).toEqual(['a', 'b', 'c']);
    expect(await settle()).toEqual([expect.stringContaining('so nothing is missing')]);
    expect(JSON.parse(await published()).models).toEqual(JSON.parse(before).models);
    expect(await readdir(layout.root)).toEqual(expect.not.arrayContaining(['edited']));
  });

  test.each(['a folder', 'a copy of another one'])('is %s', async (what) => {
    await threeGenerations();
    await rm(layout.registry);
    await rm(generation(3));
    if (what === 'a folder') await mkdir(generation(3));
    else await cp(generation(1), generation(3));
    expect(idsOf(await load())).toEqual(['a', 'b']);
  });

  test('of a newer format is not read down to this one', async () => {
    await threeGenerations();
    await rm(layout.registry);
    const text = await readFile(generation(3), 'utf8');
    await writeFile(generation(3), ofNextFormat(text));
    await expect(load()).rejects.toMatchObject({ code: 'registry-unreadable' });
  });

  test('only seems to be of a newer format', async () => {
    await threeGenerations();
    await rm(layout.registry);
    await change(generation(3), 'model-registry:1', 'model-registry:9');
    expect(idsOf(await load())).toEqual(['a', 'b']);
  });
});

describe('an edited registry', () => {
  test('adds what is new in it, and what was committed stays', async () => {
    await threeGenerations();
    const json = JSON.parse(await published());
    json.models.d = { ...entryOf('d') };
    json.models.a.versions['2.0.0'] = { ...json.models.a.versions['1.0'], version: '2.0.0' };
    json.models.a.status = 'deprecated';
    json.models.a.versions['1.0'].hash = 'b'.repeat(64);
    delete json.models.b;
    const text = JSON.stringify(json);
    await writeFile(layout.registry, text);
    const [notice, ...rest] = await settle();
    const kept = rest.pop();
    expect(notice).toMatch(/committed is kept \(generation 3\)/);
    expect(notice).toContain('Merged: version 2.0.0 of a, the model d. Not merged: 3 edits.');
    expect(rest).toEqual([
      'Not merged: status "deprecated" of a; use `deprecate`.',
      expect.stringMatching(/^Not merged: hash "b+…? of version 1\.0 of a; its spec says it\.$/),
      'Not merged: the removal of b; use `delete`.',
    ]);
    expect(kept).toContain(`model_registry.json.edited-${TIME}`);
    expect(await readFile(`${layout.registry}.edited-${TIME}`, 'utf8')).toBe(text);
    const after = JSON.parse(await published());
    expect(after.generation).toBe(4);
    expect(Object.keys(after.models)).toEqual(['a', 'b', 'c', 'd']);
    expect(Object.keys(after.models.a.versions)).toEqual(['1.0', '1.1.0', '2.0.0']);
    expect(after.models.a).toMatchObject({ status: 'active', versions: { '1.0': {} } });
    expect(after.models.a.versions['1.0'].hash).toBe('a'.repeat(64));
  });

  test('of the program of the field is taken in the same way', async () => {
    await threeGenerations();
    const version = { version: '1.2', file_path: 'in/a.md', created_at: '2026-01-01' };
    const a = { model_id: 'a', name: 'Model a', versions: { '1.2': version } };
    const models = { a, e: { model_id: 'e', name: 'E', versions: { '1.0': version } } };
    await writeFile(
      layout.registry,
      JSON.stringify({ version: '1.0.0', models: { ...models, f: 1 } }),
    );
    const notices = await settle();
    expect(notices).toEqual([
      expect.stringContaining('Merged: version 1.2 of a, the model e. Not merged: 5 edits.'),
      'Not merged: the removal of version 1.0 of a; registered versions stay.',
      'Not merged: the removal of version 1.1.0 of a; registered versions stay.',
      'Not merged: the removal of b; use `delete`.',
      'Not merged: the removal of c; use `delete`.',
      'Not merged: models.f; it is not understood.',
      expect.stringContaining('.edited-'),
    ]);
    const after = JSON.parse(await published());
    expect(Object.keys(after.models)).toEqual(['a', 'b', 'c', 'e']);
    expect(Object.keys(after.models.a.versions)).toEqual(['1.0', '1.1.0', '1.2']);
    expect(after.models.a.current_version).toBe('1.1.0');
  });

  test('that adds nothing is put aside, and the generation stays', async () => {
    await threeGenerations();
    const before = await published();
    await writeFile(layout.registry, `\u{FEFF}${before.replaceAll('\n', '\r\n')}`);
    expect(await settle()).toEqual([
      expect.stringContaining('It contains nothing new.'),
      expect.stringContaining('.edited-'),
    ]);
    expect(await published()).toBe(before);
  });

  test('is kept once for each content, also at the same time', async () => {
    await threeGenerations();
    const before = await published();
    for (const text of [`${before} `, `${before}  `, `${before} `]) {
      await writeFile(layout.registry, text);
      await settle();
    }
    const kept = (await readdir(layout.root)).filter((name) => name.includes('.edited-'));
    expect(kept.toSorted()).toEqual([
      `model_registry.json.edited-${TIME}`,
      `model_registry.json.edited-${TIME}-2`,
    ]);
  });

  test('without generations is taken as it is, hostile ids left out', async () => {
    const json = JSON.parse(registryText(stateOf('a')));
    json.models.a.mood = 'good';
    json.models['../../etc'] = { ...json.models.a, model_id: '../../etc' };
    await writeFile(layout.registry, JSON.stringify(json));
    const loaded = await load();
    expect(loaded).toMatchObject({ due: 'commit', state: { generation: 7 } });
    expect(idsOf(loaded)).toEqual(['a']);
    expect(loaded.state.models.get('a')?.foreign).toEqual({ mood: 'good' });
    expect(loaded.notices.join('\n')).toContain('../../etc');
    delete json.models.a.mood;
    delete json.models['../../etc'].mood;
    await writeFile(layout.registry, JSON.stringify(json));
    expect(idsOf(await load())).toEqual(['a']);
    delete json.models['../../etc'];
    json.generation = Number.MAX_SAFE_INTEGER;
    await writeFile(layout.registry, JSON.stringify(json));
    expect(await settle()).toEqual([
      expect.stringMatching(/out\/.*model_registry\.json was edited.*used as it is/),
      expect.stringContaining('.edited-'),
    ]);
    expect((await load()).state.generation).toBe(1);
  });

  test('that another program wrote first is taken over', async () => {
    const lost = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`bad${at}`, null]));
    const text = JSON.stringify({ version: '1.0.0', models: { ...lost, a: { name: 'A' } } });
    await writeFile(layout.registry, text);
    expect(await settle()).toEqual([
      expect.stringContaining('1 model was taken over'),
      expect.stringMatching(/models\.bad0, .*models\.bad9 and 2 more\.$/),
      expect.stringContaining('.edited-'),
    ]);
    expect(await readFile(`${layout.registry}.edited-${TIME}`, 'utf8')).toBe(text);
    expect(existsSync(layout.backup)).toBe(false);
  });

  test('that appears between loading and writing is kept aside', async () => {
    await threeGenerations();
    const loaded = await load();
    const notices: string[] = [];
    const onNotice = (text: string): void => void notices.push(text);
    for (const [text, kind] of [
      ['{"models": {}}', 'edited'],
      ['{"mod', 'corrupt'],
    ] as const) {
      await writeFile(layout.registry, text);
      await restoreRegistry(layout, { ...loaded, due: 'publish' }, { now: NOW, onNotice });
      expect(notices.join('\n')).toMatch(new RegExp(`wrote in the meantime.*${kind}-`, 's'));
      expect(await readFile(`${layout.registry}.${kind}-${TIME}`, 'utf8')).toBe(text);
    }
    expect(await load()).toMatchObject({ due: 'nothing' });
  });
});

test('a registry is not as it was loaded once a newer generation is there, though the file in view is the same', async () => {
  await save(layout, stateOf('a'));
  const seen = await load();
  expect(isUnchanged(layout, seen)).toBe(true);
  const { generation: number } = seen.state;
  await cp(generation(number), generation(number + 1));
  expect(isUnchanged(layout, seen)).toBe(false);
});
