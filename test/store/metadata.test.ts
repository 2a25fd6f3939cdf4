import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Summary } from '../../src/domain/model.js';
import type { Layout } from '../../src/store/layout.js';
import { layoutOf } from '../../src/store/layout.js';
import { readMetadata } from '../../src/store/metadata.js';
import { writeSummary } from '../../src/store/summary.js';

const SCHEMA = 'urn:gnn-model-registry:schema:model-metadata:1';
let cwd = '';
let layout: Layout = layoutOf({ outputDir: 'out', registryPath: null, cwd: '/' });

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-metadata-'));
  layout = layoutOf({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(join(layout.root, 'agent'), { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function readWith(text: string): Promise<unknown> {
  await writeFile(join(layout.root, 'agent/agent_metadata.json'), text);
  return readMetadata(layout, 'agent');
}

test('what was written is read', async () => {
  const json = { schema: SCHEMA, diagnostics: [], ontology: [], version: '1.0.0' };
  expect(await readWith(JSON.stringify(json))).toEqual(json);
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

const summary: Summary = {
  schema: 'urn:gnn-model-registry:schema:model-registry-summary:1',
  success: true,
  exit_code: 0,
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
