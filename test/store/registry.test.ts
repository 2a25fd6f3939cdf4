import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry, RegistryState } from '../../src/domain/model.js';
import { emitRegistry, verifyChecksum } from '../../src/store/registry-text.js';
import { adoptForeign } from '../../src/store/adopt.js';
import { layoutOf } from '../../src/store/layout.js';
import type { Layout } from '../../src/store/layout.js';
import {
  loadRegistry,
  prepareRegistry,
  saveRegistry,
  writeArchives,
  writeArtifacts,
} from '../../src/store/registry.js';
import { validate } from '../../src/domain/generated/model-registry.js';

const NOW = new Date('2030-01-02T03:04:05.678Z');
const isRoot = getuid?.() === 0;
const saving = { backup: true, maxBytes: 1_000_000 };

async function save(to: Layout, state: RegistryState, options: typeof saving): Promise<void> {
  await saveRegistry(to, prepareRegistry(to, state, options.maxBytes), options);
}
let cwd = '';
let layout: Layout = layoutOf({ outputDir: 'out', registryPath: null, cwd: '/' });

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-registry-'));
  layout = layoutOf({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.root, { recursive: true });
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

function entryOf(id: string): Entry {
  const version = { file_path: `in/${id}.md`, hash: 'a'.repeat(64), created_at: '2026-01-01' };
  const models = { [id]: { name: `Model ${id}`, versions: { '1.0': version, '1.1.0': version } } };
  const entry = adoptForeign({ models }, NOW)?.state.models.get(id);
  if (entry === undefined) throw new Error(`no entry for ${id}`);
  return entry;
}

function stateOf(...ids: string[]): RegistryState {
  const models = new Map(ids.map((id) => [id, entryOf(id)]));
  return { generation: 7, updatedAt: '2026-02-03T04:05:06.789Z', models };
}

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
  const text = emitRegistry(stateOf(...ids));
  const json = JSON.parse(text);
  expect(validate(json)).toBe(true);
  const top = 'schema version generation checksum updated_at models';
  expect(Object.keys(json).join(' ')).toBe(top);
  const written = [...text.matchAll(/^ {4}"(.*)": \{$/gm)].map((found) => found[1]);
  expect(written).toEqual(['10', '9', 'B', 'a', 'b', 'constructor', 'ä']);
  expect(text.endsWith('}\n')).toBe(true);
  expect(text).not.toContain('\r');
  expect(Object.keys(json.models.a.versions)).toEqual(['1.0', '1.1.0']);
});

test('it is indented as JSON.stringify does it', () => {
  for (const state of [stateOf('a', 'b'), stateOf()]) {
    const text = emitRegistry(state);
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  }
});

test('keys have the order of the schema, whatever order they were made in', async () => {
  const schema = JSON.parse(await readFile('schemas/model-registry.schema.json', 'utf8'));
  const text = emitRegistry(stateOf('a'));
  const { models } = JSON.parse(JSON.stringify(reverseKeys(JSON.parse(text))));
  const state = { ...stateOf(), models: new Map<string, Entry>(Object.entries(models)) };
  expect(emitRegistry(state)).toBe(text);
  const keysOf = (name: string): string[] =>
    Object.keys(schema.$defs[name].properties).filter((key) => key !== 'foreign');
  const { a } = JSON.parse(text).models;
  expect(Object.keys(a)).toEqual(keysOf('entry').filter((key) => key !== 'rolled_back_from'));
  expect(Object.keys(a.metadata)).toEqual(keysOf('entry_metadata'));
  expect(Object.keys(a.health)).toEqual(keysOf('health'));
  expect(Object.keys(a.versions['1.0'])).toEqual(keysOf('version_entry'));
});

test('what was rolled back stands before the versions, and fits the schema', () => {
  const a = { ...entryOf('a'), rolled_back_from: { version: '1.1.0', hash: 'a'.repeat(64) } };
  const json = JSON.parse(emitRegistry({ ...stateOf(), models: new Map([['a', a]]) }));
  expect(validate(json)).toBe(true);
  expect(Object.keys(json.models.a).slice(-2)).toEqual(['rolled_back_from', 'versions']);
  expect(json.models.a.rolled_back_from).toEqual(a.rolled_back_from);
});

test('foreign keys are written last', () => {
  const a = { ...entryOf('a'), foreign: { z: 1, b: [2] } };
  const text = emitRegistry({ ...stateOf(), models: new Map([['a', a]]) });
  expect(Object.keys(JSON.parse(text).models.a).at(-1)).toBe('foreign');
});

test('the checksum notices every changed character', () => {
  const text = emitRegistry(stateOf('a'));
  expect(verifyChecksum(text)).toBe(true);
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'x' ? 'y' : 'x';
    expect(verifyChecksum(text.slice(0, at) + other + text.slice(at + 1)), `at ${at}`).toBe(false);
    expect(verifyChecksum(text.slice(0, at)), `cut at ${at}`).toBe(false);
  }
  expect(verifyChecksum(text.replaceAll('\n', '\r\n'))).toBe(false);
  expect(verifyChecksum('')).toBe(false);
});

test('a text that looks like the checksum line does not mislead', () => {
  const a = { ...entryOf('a'), description: '\n  "checksum": "",\n' };
  const text = emitRegistry({ ...stateOf(), models: new Map([['a', a]]) });
  expect(verifyChecksum(text)).toBe(true);
  expect(JSON.parse(text).models.a.description).toBe(a.description);
});

test('no registry is an empty state', async () => {
  const empty = { generation: 0, updatedAt: NOW.toISOString(), models: new Map() };
  expect(await loadRegistry(layout, NOW)).toEqual({
    fingerprint: '',
    state: empty,
    origin: 'none',
    notices: [],
  });
  await writeFile(join(cwd, 'file'), '');
  const below = layoutOf({ outputDir: 'file', registryPath: null, cwd });
  expect(await loadRegistry(below, NOW)).toMatchObject({ origin: 'none' });
});

test('what was saved is loaded, and saved again with the same bytes', async () => {
  const state = stateOf('a', '10', 'b');
  await save(layout, state, saving);
  const first = await readFile(layout.registry);
  const loaded = await loadRegistry(layout, NOW);
  expect(loaded).toMatchObject({ origin: 'own', notices: [] });
  expect(loaded.state).toEqual(state);
  await save(layout, loaded.state, saving);
  expect(first.equals(await readFile(layout.registry))).toBe(true);
  expect(await readdir(layout.root)).toEqual(['model_registry.json', 'model_registry.json.bak']);
});

test('the backup is the registry before, and only where it is wanted', async () => {
  await save(layout, stateOf('a'), saving);
  await save(layout, stateOf('a', 'b'), { ...saving, backup: false });
  expect(await readdir(layout.root)).toEqual(['model_registry.json']);
  const second = await readFile(layout.registry);
  await save(layout, stateOf('c'), saving);
  expect(second.equals(await readFile(layout.backup))).toBe(true);
});

test('an edited registry of ours is kept as it is, and said', async () => {
  const text = emitRegistry(stateOf('a'));
  const edited = [text.replace('Model a', 'Model A'), `\u{FEFF}${text.replaceAll('\n', '\r\n')}`];
  for (const one of edited) {
    await writeFile(layout.registry, one);
    const loaded = await loadRegistry(layout, NOW);
    expect(loaded.origin).toBe('foreign');
    expect(loaded.notices).toEqual([
      expect.stringMatching(/out\/4_model_registry_output\/model_registry\.json.*checksum/),
    ]);
    expect(loaded.state.generation).toBe(7);
    expect(loaded.state.models.get('a')?.versions).toEqual(entryOf('a').versions);
  }
});

test('an edit that breaks the schema loses nothing, and hostile ids go no further', async () => {
  const json = JSON.parse(emitRegistry(stateOf('a')));
  json.models.a.mood = 'good';
  json.models['../../etc'] = { ...json.models.a, model_id: '../../etc' };
  await writeFile(layout.registry, JSON.stringify(json));
  const loaded = await loadRegistry(layout, NOW);
  expect(loaded.origin).toBe('foreign');
  expect(loaded.state.generation).toBe(7);
  expect([...loaded.state.models.keys()]).toEqual(['a']);
  expect(loaded.state.models.get('a')?.foreign).toEqual({ mood: 'good' });
  expect(loaded.notices.join('\n')).toContain('../../etc');
  delete json.models.a.mood;
  delete json.models['../../etc'].mood;
  await writeFile(layout.registry, JSON.stringify(json));
  expect([...(await loadRegistry(layout, NOW)).state.models.keys()]).toEqual(['a']);
});

test("another program's registry is taken over", async () => {
  const lost = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`bad${at}`, null]));
  const text = JSON.stringify({ version: '1.0.0', models: { ...lost, a: { name: 'A' } } });
  await writeFile(layout.registry, text);
  const loaded = await loadRegistry(layout, NOW);
  expect(loaded.origin).toBe('foreign');
  expect(loaded.state.models.get('a')).toMatchObject({ name: 'A' });
  expect(loaded.notices).toEqual([
    expect.stringContaining('1 model was taken over'),
    expect.stringMatching(/models\.bad0, .*models\.bad9 and 2 more\.$/),
  ]);
  await save(layout, loaded.state, saving);
  expect(await readFile(layout.backup, 'utf8')).toBe(text);
  expect(await loadRegistry(layout, NOW)).toMatchObject({ origin: 'own' });
});

test.each(['', '{', 'null', '[]', '{}', '{"models": 1}', '{"schema": 1, "models": {"a": 1}}'])(
  '%j is a damaged registry',
  async (text) => {
    await writeFile(layout.registry, text);
    await expect(loadRegistry(layout, NOW)).rejects.toMatchObject({
      code: 'registry-corrupt',
      message: expect.stringContaining('out/4_model_registry_output/model_registry.json'),
      hint: expect.stringContaining('.bak'),
    });
  },
);

test('bytes that are no text are no edit', async () => {
  const bytes = Buffer.from(emitRegistry(stateOf('a')));
  bytes[bytes.indexOf('Model a')] = 0xff;
  await writeFile(layout.registry, bytes);
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject({ code: 'registry-corrupt' });
});

test('a newer format is not read down to this one', async () => {
  const text = emitRegistry(stateOf('a')).replace('model-registry:1', 'model-registry:2');
  await writeFile(layout.registry, text);
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
  execFileSync('mkfifo', [layout.registry]);
  await expect(loadRegistry(layout, NOW)).rejects.toMatchObject(
    refusal('registry-unreadable', 'not a regular file'),
  );
  const self = join(cwd, 'self');
  await symlink('self', self);
  const looping = layoutOf({ outputDir: self, registryPath: null, cwd });
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
  await save(layout, stateOf('a'), saving);
  const before = await readFile(layout.registry);
  const limit = before.length;
  await save(layout, stateOf('a'), { backup: false, maxBytes: limit });
  const larger = save(layout, stateOf('a', 'b'), { backup: true, maxBytes: limit });
  await expect(larger).rejects.toMatchObject({
    code: 'registry-too-large',
    message: expect.stringContaining(`${limit} bytes`),
    hint: expect.stringContaining('max_registry_size'),
  });
  expect(before.equals(await readFile(layout.registry))).toBe(true);
  expect(await readdir(layout.root)).toEqual(['model_registry.json']);
});

test('where nothing can be written, the message names the path', async () => {
  await writeFile(join(cwd, 'file'), '');
  const below = layoutOf({ outputDir: 'file', registryPath: null, cwd });
  await expect(save(below, stateOf('a'), saving)).rejects.toMatchObject(
    refusal('output-unwritable', below.registry),
  );
  await save(layout, stateOf('a'), saving);
  await mkdir(layout.backup);
  await expect(save(layout, stateOf('b'), saving)).rejects.toMatchObject(
    refusal('output-unwritable', layout.backup),
  );
  expect((await loadRegistry(layout, NOW)).state.models.has('a')).toBe(true);
});

test.skipIf(isRoot)('a read-only folder keeps its registry', async () => {
  await save(layout, stateOf('a'), saving);
  await chmod(layout.root, 0o500);
  await expect(save(layout, stateOf('b'), saving)).rejects.toMatchObject(
    refusal('output-unwritable', 'EACCES'),
  );
  expect((await loadRegistry(layout, NOW)).state.models.has('a')).toBe(true);
  await chmod(layout.root, 0o700);
});

test('archives and artifacts are written below the output, and only where they differ', async () => {
  const bytes = Buffer.from([1, 2, 255]);
  const archives = Array.from({ length: 50 }, (_, at) => ({ path: `m${at}/versions/1.md`, bytes }));
  await writeArchives(layout, archives, 4);
  await writeArtifacts(layout, [{ path: 'm1/m1_metadata.json', text: '{}\n' }], 1);
  expect(bytes.equals(await readFile(join(layout.root, 'm49/versions/1.md')))).toBe(true);
  const first = join(layout.root, 'm0/versions/1.md');
  const artifact = join(layout.root, 'm1/m1_metadata.json');
  const old = new Date('2001-01-01T00:00:00Z');
  await utimes(first, old, old);
  await utimes(artifact, old, old);
  await writeArchives(layout, archives, 4, { durable: true });
  await writeArtifacts(layout, [{ path: 'm1/m1_metadata.json', text: '{}\n' }], 1);
  expect((await stat(first)).mtime).toEqual(old);
  expect((await stat(artifact)).mtime).toEqual(old);
  await writeArchives(layout, [{ path: 'm0/versions/1.md', bytes: Buffer.from('new') }], 4);
  expect(await readFile(first, 'utf8')).toBe('new');
});

test('a path out of the output is refused', async () => {
  const hostile = [{ path: '../evil.md', bytes: Buffer.from('x') }];
  await expect(writeArchives(layout, hostile, 2)).rejects.toMatchObject({ code: 'internal' });
  const artifact = [{ path: 'a/../../evil.md', text: 'x' }];
  await expect(writeArtifacts(layout, artifact, 2)).rejects.toMatchObject({ code: 'internal' });
  expect(await readdir(cwd)).toEqual(['out']);
});

test('after a failure nothing more is written', async () => {
  await writeFile(join(layout.root, 'taken'), '');
  const files = ['taken/a.json', ...Array.from({ length: 200 }, (_, at) => `m${at}/a.json`)];
  const writing = writeArtifacts(
    layout,
    files.map((path) => ({ path, text: 'x' })),
    2,
  );
  await expect(writing).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringMatching(/taken\/a\.json.*(ENOTDIR)/),
  });
  const after = await readdir(layout.root, { recursive: true });
  expect(after.length).toBeLessThan(50);
  expect(after.filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
