import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashedArchivePath } from '../../../src/domain/archive-names.js';
import { sha256 } from '../../../src/domain/canonical.js';
import { joinArchives } from '../../../src/domain/joined-archives.js';
import type { Entry, Summary } from '../../../src/domain/model.js';
import { createFileClock } from '../../../src/files/temporary.js';
import { emitMetadata, emitModel } from '../../../src/emit/metadata.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { createLayout } from '../../../src/store/file/layout.js';
import { readSoundMetadata } from '../../../src/pipeline/history.js';
import { packBytes } from '../../../src/files/gzip.js';
import {
  findArchive,
  hasFiles,
  readCheckedArchive,
  readMetadata,
} from '../../../src/store/file/metadata.js';
import { writeSummary } from '../../../src/store/file/summary.js';
import { entryWith } from '../../support/registry-entries.js';
import { onlySpec, soundSpec } from '../../support/spec-text.js';

const SCHEMA = 'urn:gnn-model-registry:schema:model-metadata:1';
let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-metadata-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(join(layout.root, 'agent'), { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function readWith(text: string): Promise<unknown> {
  await writeFile(join(layout.root, 'agent/agent_metadata.json'), text);
  return readMetadata(layout, 'agent');
}

test('what was written is read', async () => {
  const json = { schema: SCHEMA, diagnostics: [], ontology: [], version: '1.0.0' };
  expect(await readWith(JSON.stringify(json))).toEqual({
    ...json,
    title: null,
    gnn_section: null,
    gnn_version: null,
    annotation: null,
    time: null,
    footer: null,
    signature: null,
    front_matter: null,
  });
});

test.each([
  '',
  '{',
  'null',
  '7',
  '[]',
  '{}',
  JSON.stringify({ schema: 'another', diagnostics: [], ontology: [] }),
  JSON.stringify({ schema: SCHEMA, ontology: [] }),
  JSON.stringify({ schema: SCHEMA, diagnostics: {}, ontology: [] }),
  JSON.stringify({ schema: SCHEMA, diagnostics: [] }),
  JSON.stringify({ schema: SCHEMA, diagnostics: [], ontology: null }),
])('%j is damaged', async (text) => {
  expect(await readWith(text)).toBeUndefined();
});

test('nothing there, or a folder, is undefined', async () => {
  expect(await readMetadata(layout, 'agent')).toBeUndefined();
  await mkdir(join(layout.root, 'agent/agent_metadata.json'));
  expect(await readMetadata(layout, 'agent')).toBeUndefined();
});

test.each(['..', '../x', 'a\\b', ''])('the id %j is never a path', async (id) => {
  await expect(readMetadata(layout, id)).rejects.toMatchObject({ code: 'internal' });
});

const store = { metadata: (id: string) => readMetadata(layout, id) };
const soundWith = async (written: string): Promise<unknown> => {
  await readWith(written);
  return readSoundMetadata(store, 'agent');
};

describe('metadata that is sound in every part', () => {
  const { model, diagnostics } = onlySpec(soundSpec());
  const text = emitMetadata({
    entry: { model_id: 'agent', version: '1.0.0', file_path: 'in/agent.md' },
    hash: sha256('x'),
    semanticHash: `sha256:${sha256('y')}`,
    text: emitModel(model),
    diagnostics,
  });

  test('is read', async () => {
    expect(await soundWith(text)).toEqual({
      schema: SCHEMA,
      model_id: 'agent',
      version: '1.0.0',
      hash: sha256('x'),
      semantic_hash: `sha256:${sha256('y')}`,
      file_path: 'in/agent.md',
      ...model,
      diagnostics,
    });
  });

  test.each([
    { variables: [{ name: 5 }] },
    { parameters: [{}] },
    { hash: 'short' },
    { more: 1 },
    { kind: 'nothing like it' },
  ])('with %j is not', async (parts) => {
    const damaged = JSON.stringify({ ...JSON.parse(text), ...parts });
    expect(await soundWith(damaged)).toBeUndefined();
  });

  test('that is missing, or no JSON, is not', async () => {
    expect(await readSoundMetadata(store, 'agent')).toBeUndefined();
    expect(await soundWith('{')).toBeUndefined();
    expect(await soundWith('null')).toBeUndefined();
  });
});

describe('archived bytes', () => {
  const path = 'agent/1.0.0.md';
  const bytes = Buffer.from('\ufeff## X\r\n\0');

  beforeEach(async () => {
    await mkdir(join(layout.root, 'agent/versions'));
    await writeFile(join(layout.root, path), bytes);
  });

  test('are read as they are', async () => {
    expect((await findArchive(layout, path, null))?.bytes).toEqual(bytes);
  });

  test('of several branches are not to be removed if they are too large', async () => {
    await writeFile(join(layout.root, path), joinArchives(Buffer.from('a'), Buffer.from('b')));
    await truncate(join(layout.root, path), layout.limits.joined.bytes + 1);
    await expect(findArchive(layout, path, null)).rejects.toMatchObject({
      code: 'file-refused',
      hint: expect.not.stringContaining('remove'),
    });
    await writeFile(join(layout.root, path), '');
    await truncate(join(layout.root, path), layout.limits.archive.bytes + 1);
    await expect(findArchive(layout, path, null)).rejects.toMatchObject({
      hint: expect.stringContaining('or remove it'),
    });
  });

  test.each([null, 'agent/versions/2.0.0.md', 'x'.repeat(5000)])(
    '%j names none',
    async (source) => {
      expect(await findArchive(layout, source, null)).toBeUndefined();
    },
  );

  test('is found by its hash in a file of several branches that has its name', async () => {
    const packed = packBytes(bytes);
    const name = 'agent/versions/3.0.0.md.gz';
    const otherwise = gzipSync(bytes, { level: 1 });
    await writeFile(join(layout.root, name), joinArchives(packed, otherwise));
    const hash = sha256(bytes);
    expect((await findArchive(layout, name, hash))?.bytes).toEqual(bytes);
    const version = { version: '3.0.0', source: name, hash };
    expect(await readCheckedArchive(layout, version)).toEqual(bytes);
    const other = { ...version, hash: sha256('other') };
    await expect(readCheckedArchive(layout, other)).rejects.toMatchObject({
      code: 'archive-damaged',
    });
  });

  test.each(['\n', '\r\n'])(
    'are found in a file of several branches with line ends %j',
    async (end) => {
      const [one, other] = [Buffer.from('## X\n## Y\n'), Buffer.from('## X\r\n## Z\r\n')];
      const joined = joinArchives(one, other).toString().replaceAll('\r\n', '\n');
      await writeFile(join(layout.root, path), joined.replaceAll('\n', end));
      for (const wanted of [one, other]) {
        const source = hashedArchivePath(path, sha256(wanted), 8);
        const version = { version: '1.0.0', source, hash: sha256(wanted) };
        expect(await readCheckedArchive(layout, version)).toEqual(wanted);
      }
    },
  );

  test('of one side alone are found by their hash, whatever their line ends', async () => {
    const wanted = Buffer.from('## X\n## Y\n');
    await writeFile(join(layout.root, path), '## X\r\n## Y\r\n');
    const source = hashedArchivePath(path, sha256(wanted), 8);
    const version = { version: '1.0.0', source, hash: sha256(wanted) };
    expect(await readCheckedArchive(layout, version)).toEqual(wanted);
  });

  test('below a file cannot be read, which is not the same as missing', async () => {
    await expect(findArchive(layout, 'agent/1.0.0.md/x', null)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(/1\.0\.0\.md\/x cannot be read \(ENOTDIR\)/),
    });
  });

  test.each([
    'agent/versions',
    '',
    '../../secret',
    '/etc/hostname',
    'agent/../../../secret',
    'agent\\versions\\1.0.0.md',
    'a\0b',
  ])('%j is refused', async (source) => {
    await writeFile(join(cwd, 'secret'), 'secret');
    await expect(findArchive(layout, source, null)).rejects.toMatchObject({ code: 'file-refused' });
  });

  test('and metadata are there, the archive in full', async () => {
    const entry = entryWith('agent', { file_size_bytes: bytes.length });
    const now = createFileClock(layout.root);
    const has = (one: Entry, withMetadata: boolean): boolean =>
      hasFiles(layout, one, withMetadata, now);
    expect(has(entry, false)).toBe(true);
    expect(has(entry, true)).toBe(false);
    await writeFile(join(layout.root, 'agent/agent_metadata.json'), '{}');
    expect(has(entry, true)).toBe(true);
    // Of a renamed model it is looked into, even if it is young.
    const renamed = { ...entry, former_ids: ['robot'] };
    expect(has(renamed, true)).toBe(false);
    const head = { schema: 'x', model_id: 'agent', version: entry.version, hash: entry.hash };
    const write = (json: object): Promise<void> =>
      writeFile(join(layout.root, 'agent/agent_metadata.json'), JSON.stringify(json, null, 2));
    await write({ ...head, semantic_hash: null });
    expect(has(renamed, true)).toBe(true);
    await write({ ...head, model_id: 'robot', semantic_hash: null });
    expect(has(renamed, true)).toBe(false);
    expect(has({ ...entry, file_size_bytes: 1 }, true)).toBe(false);
    expect(has({ ...entry, version: '9.0.0' }, true)).toBe(false);
    expect(has(entryWith('..', { file_size_bytes: 1 }), true)).toBe(false);
    await rm(join(layout.root, path));
    expect(has(entry, false)).toBe(false);
  });
});

const summary: Summary = {
  schema: 'urn:gnn-model-registry:schema:model-registry-summary:2',
  success: true,
  exit_code: 0,
  target_dir: 'in',
  processed_files: 0,
  successful_registrations: 0,
  new_models: 0,
  new_versions: 0,
  updated: 0,
  unchanged: 0,
  refused_files: [],
  skipped_files: [],
  missing_sources: [],
  total_models: 0,
  matching_models: [],
  matching_bindings: [],
  registry_path: 'x',
  models: [],
  diagnostics: { counts: {}, list: [] },
  started_at: '2026-01-01T00:00:00.000Z',
  duration_ms: 1,
  specs_per_second: 0,
};

test('a summary is written as JSON with a final newline', async () => {
  await writeSummary(layout, summary);
  const text = await readFile(layout.summary, 'utf8');
  expect(JSON.parse(text)).toEqual(summary);
  expect(text.endsWith('}\n')).toBe(true);
});

test('a summary that cannot be written is an error with its path', async () => {
  const blocked = { ...layout, summary: join(layout.root, 'file', 'summary.json') };
  await writeFile(dirname(blocked.summary), 'x');
  await expect(writeSummary(blocked, summary)).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining(blocked.summary),
  });
});
