import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import { validate } from '../../../src/domain/generated/model-registry.js';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { loadRegistry } from '../../../src/store/file/load.js';
import { prepareRegistry, saveRegistry } from '../../../src/store/file/registry.js';
import {
  NOW,
  entryOf,
  isSummed,
  ofNextFormat,
  registryText,
  save,
  saving,
  stateOf,
} from '../../support/registry-store.js';

const isRoot = getuid?.() === 0;
let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-registry-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.root, { recursive: true });
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

function refusal(code: string, pattern: string): object {
  const message = expect.stringMatching(new RegExp(pattern));
  return { code, message, hint: expect.stringMatching(/./) };
}

function reverseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, key === 'versions' ? inner : reverseKeys(inner)]),
  );
}

test('the text is what the schema takes, in its order', () => {
  const ids = ['b', 'a', '10', '9', 'B', 'ä', 'constructor'];
  const text = registryText(stateOf(...ids));
  const json = JSON.parse(text);
  expect(validate(json)).toBe(true);
  const top = 'schema version generation checksum updated_at models';
  expect(Object.keys(json).join(' ')).toBe(top);
  const written = [...text.matchAll(/^ {4}"(.*)": \{$/gm)].map((found) => found[1]);
  expect(written).toEqual(['10', '9', 'B', 'a', 'b', 'constructor', String.raw`\u00e4`]);
  expect(text.endsWith('}\n')).toBe(true);
  expect(text).not.toContain('\r');
  expect(Object.keys(json.models.a.versions)).toEqual(['1.0', '1.1.0']);
});

test('it is indented as JSON.stringify does it', () => {
  for (const state of [stateOf('a', 'b'), stateOf()]) {
    const text = registryText(state);
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  }
});

test('keys have the order of the schema, whatever order they were made in', async () => {
  const schema = JSON.parse(await readFile('schemas/model-registry.schema.json', 'utf8'));
  const text = registryText(stateOf('a'));
  const { models } = JSON.parse(JSON.stringify(reverseKeys(JSON.parse(text))));
  const state = { ...stateOf(), models: new Map<string, Entry>(Object.entries(models)) };
  expect(registryText(state)).toBe(text);
  const keysOf = (name: string, one: object = {}): string[] => {
    const kept = new Map(Object.entries(one).filter(([, value]) => value !== null));
    return Object.keys(schema.$defs[name].properties).filter((key) => kept.has(key));
  };
  const { a } = JSON.parse(text).models;
  const known = entryOf('a');
  expect(Object.keys(a)).toEqual(keysOf('entry', known));
  expect(Object.keys(a.metadata)).toEqual(keysOf('entry_metadata', known.metadata));
  expect(Object.keys(a.health)).toEqual(keysOf('health', known.health));
  expect(Object.keys(a.versions['1.0'])).toEqual(keysOf('version_entry', known.versions['1.0']));
});

test('what was rolled back stands before the versions, and fits the schema', () => {
  const a = { ...entryOf('a'), rolled_back_from: { version: '1.1.0', hash: 'a'.repeat(64) } };
  const json = JSON.parse(registryText({ ...stateOf(), models: new Map([['a', a]]) }));
  expect(validate(json)).toBe(true);
  expect(Object.keys(json.models.a).slice(-2)).toEqual(['rolled_back_from', 'versions']);
  expect(json.models.a.rolled_back_from).toEqual(a.rolled_back_from);
});

test('foreign keys are written last', () => {
  const a = { ...entryOf('a'), foreign: { z: 1, b: [2] } };
  const text = registryText({ ...stateOf(), models: new Map([['a', a]]) });
  expect(Object.keys(JSON.parse(text).models.a).at(-1)).toBe('foreign');
});

test('the checksum notices every changed character', () => {
  const text = registryText(stateOf('a'));
  expect(isSummed(text)).toBe(true);
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'x' ? 'y' : 'x';
    expect(isSummed(text.slice(0, at) + other + text.slice(at + 1)), `at ${at}`).toBe(false);
    expect(isSummed(text.slice(0, at)), `cut at ${at}`).toBe(false);
  }
  expect(isSummed(text.replaceAll('\n', '\r\n'))).toBe(false);
  expect(isSummed('')).toBe(false);
});

test('a text that looks like the checksum line does not mislead', () => {
  const a = { ...entryOf('a'), description: '\n  "checksum": "",\n' };
  const text = registryText({ ...stateOf(), models: new Map([['a', a]]) });
  expect(isSummed(text)).toBe(true);
  expect(JSON.parse(text).models.a.description).toBe(a.description);
});

test('no registry is an empty state', async () => {
  const empty = { generation: 0, updatedAt: NOW.toISOString(), models: new Map() };
  expect(await loadRegistry(layout, NOW)).toMatchObject({
    state: empty,
    due: 'commit',
    notices: [],
    before: undefined,
    published: { bytes: undefined },
  });
});

test('below a file, no registry is missing: none can be read', async () => {
  await writeFile(join(cwd, 'file'), '');
  const below = createLayout({ outputDir: 'file', registryPath: null, cwd });
  await expect(loadRegistry(below, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', below.registryShown),
  );
});

test('what was saved is loaded, and nothing more is due', async () => {
  const state = stateOf('a', '10', 'b');
  expect(await save(layout, state)).toBe(true);
  const loaded = await loadRegistry(layout, NOW);
  expect(loaded).toMatchObject({ due: 'nothing', notices: [] });
  expect({ ...loaded.state, models: new Map(loaded.state.models) }).toEqual({
    ...state,
    generation: 1,
  });
  const published = await readFile(layout.registry);
  expect(published.equals(await readFile(join(layout.generations, '1.registry')))).toBe(true);
  expect((await readdir(layout.root)).toSorted()).toEqual(['.generations', 'model_registry.json']);
});

test('the backup is the generation before, and only where it is wanted', async () => {
  await save(layout, stateOf('a'));
  await save(layout, stateOf('a', 'b'), { ...saving, backup: false });
  expect(await readdir(layout.root)).not.toContain('model_registry.json.bak');
  const second = await readFile(layout.registry);
  await save(layout, stateOf('c'));
  expect(second.equals(await readFile(layout.backup))).toBe(true);
});

test('a newer format is not read down to this one', async () => {
  await writeFile(layout.registry, ofNextFormat(registryText(stateOf('a'))));
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'model-registry:2'),
  );
});

test('a link, a folder and a FIFO are no registry', async () => {
  await symlink('elsewhere.json', layout.registry);
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'model_registry.json.*symbolic link'),
  );
  await rm(layout.registry);
  await mkdir(layout.registry);
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'not a regular file'),
  );
  await rm(layout.registry, { recursive: true });
  await symlink('..', layout.generations);
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'generations, is a symbolic link'),
  );
  await rm(layout.generations);
  execFileSync('mkfifo', [layout.registry]);
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'not a regular file'),
  );
  const self = join(cwd, 'self');
  await symlink('self', self);
  const looping = createLayout({ outputDir: self, registryPath: null, cwd });
  await expect(loadRegistry(looping, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'ELOOP'),
  );
});

test.skipIf(isRoot)('a registry without permission', async () => {
  await writeFile(layout.registry, '{}', { mode: 0o000 });
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'EACCES'),
  );
});

test('a registry over the limit is not written', async () => {
  await save(layout, stateOf('a'), { ...saving, backup: false });
  const limit = (await readFile(layout.registry)).length;
  await save(layout, stateOf('a'), { backup: false, maxBytes: limit });
  const before = await readFile(layout.registry);
  const larger = save(layout, stateOf('a', 'b'), { backup: true, maxBytes: limit });
  await expect(larger).rejects.toMatchObject({
    code: 'registry-too-large',
    message: expect.stringContaining(`${limit} bytes`),
    hint: expect.stringContaining('max_registry_size'),
  });
  expect(before.equals(await readFile(layout.registry))).toBe(true);
  expect(await readdir(layout.generations)).toEqual([
    '1.published',
    '1.registry',
    '2.published',
    '2.registry',
  ]);
  expect(await readdir(layout.root)).not.toContain('model_registry.json.bak');
});

test('where nothing can be written, the message names the path', async () => {
  const below = createLayout({ outputDir: 'file', registryPath: null, cwd });
  const loaded = await loadRegistry(below, NOW);
  await writeFile(join(cwd, 'file'), '');
  const bytes = prepareRegistry(below, stateOf('a'), 1e6);
  await expect(
    saveRegistry(below, loaded, bytes, { backup: true, now: NOW }),
  ).rejects.toMatchObject(refusal('output-unwritable', below.generations));
  await save(layout, stateOf('a'));
  await mkdir(layout.backup);
  await expect(save(layout, stateOf('b'))).rejects.toMatchObject(
    refusal('output-unwritable', layout.backup),
  );
  expect(await readdir(layout.generations)).toEqual(['1.published', '1.registry']);
  expect((await readdir(layout.root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect((await loadRegistry(layout, NOW)).state.models.has('a')).toBe(true);
});

test.skipIf(isRoot)('a read-only folder keeps its registry', async () => {
  await save(layout, stateOf('a'));
  await chmod(layout.root, 0o500);
  await expect(save(layout, stateOf('b'))).rejects.toMatchObject(
    refusal('output-unwritable', 'EACCES'),
  );
  expect((await loadRegistry(layout, NOW)).state.models.has('a')).toBe(true);
  await chmod(layout.root, 0o700);
});
