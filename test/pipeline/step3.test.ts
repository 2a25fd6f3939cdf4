import { join } from 'node:path';
import { env } from 'node:process';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const RESULTS = 'out/3_gnn_output/gnn_processing_results.json';
let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.write('in/deep/agent.md', soundSpec());
});
afterEach(() => shop.remove());

function results(path: string, variables = 4, connections = 3, directory: unknown = 'in'): string {
  return JSON.stringify({
    source_directory: directory,
    processed_files: [
      {
        file_path: path,
        model_info: { variables_count: variables, connections_count: connections },
        generated_formats: {
          json: { success: true },
          xml: { success: true },
          coq: { success: false },
          lean: { success: 'yes' },
        },
      },
    ],
  });
}

const formats = async (): Promise<number | null> =>
  (await shop.entry('agent')).metadata.formats_generated;

test('the number of formats that succeeded', async () => {
  await shop.write(RESULTS, results('in/deep/agent.md'));
  expect((await shop.run()).exit_code).toBe(0);
  expect(await formats()).toBe(2);
});

test('without results it is null', async () => {
  await shop.run();
  expect(await formats()).toBeNull();
});

test.each([
  ['an absolute path', '/elsewhere/specs/deep/agent.md', '/elsewhere/specs'],
  ['another folder', 'specs/deep/agent.md', 'specs'],
  ['a folder with a slash behind it', 'specs/deep/agent.md', 'specs/'],
  ['Windows', 'specs\\deep\\agent.md', 'specs'],
  ['Windows, deeper', 'my\\specs\\deep\\agent.md', 'my\\specs'],
  ['the folder itself', 'deep/agent.md', '.'],
])('results of a pipeline that ran elsewhere: %s', async (_, path, directory) => {
  await shop.write(RESULTS, results(path, 4, 3, directory));
  await shop.run();
  expect(await formats()).toBe(2);
});

test('a call for each folder: results of the last folder are not those of the others', async () => {
  await shop.write('other/deep/agent.md', soundSpec({ ModelName: 'Another' }));
  await shop.write(RESULTS, results('other/deep/agent.md', 4, 3, 'other'));
  const first = await shop.run();
  const second = await shop.run({ targetDir: 'other' });
  const { models } = await shop.registry();
  const counted = Object.values(models).map((it) => [it.file_path, it.metadata.formats_generated]);
  expect(counted).toEqual([
    ['in/deep/agent.md', null],
    ['other/deep/agent.md', 2],
  ]);
  expect([first.target_dir, second.target_dir]).toEqual(['in', 'other']);
  expect(second).toMatchObject({ processed_files: 1, total_models: 2, missing_sources: [] });
});

test('other numbers are told as GNN-I004, and leave the model healthy', async () => {
  await shop.write(RESULTS, results('in/deep/agent.md', 5, 9));
  const summary = await shop.run();
  expect(summary).toMatchObject({ exit_code: 0, diagnostics: { counts: { 'GNN-I004': 2 } } });
  expect(summary.diagnostics.list.map((it) => it.message)).toEqual([
    expect.stringMatching(/5 variables.*4/),
    expect.stringMatching(/9 connections.*3/),
  ]);
  expect((await shop.entry('agent')).health.status).toBe('healthy');
});

test('other numbers are told also for a spec that is registered already', async () => {
  await shop.run();
  await shop.write(RESULTS, results('in/deep/agent.md', 5, 3));
  const summary = await shop.run();
  expect(summary).toMatchObject({ updated: 1, new_versions: 0 });
  expect(await formats()).toBe(2);
  expect(summary.diagnostics.counts).toEqual({ 'GNN-I004': 1 });
});

test('the same results again change nothing', async () => {
  await shop.write(RESULTS, results('in/deep/agent.md', 5, 9));
  await shop.run();
  const before = await shop.snapshot();
  expect((await shop.run()).unchanged).toBe(1);
  expect(changes(before, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

test.each(['', '{', 'null', '[]', '{"processed_files": {}}', '{"files": []}'])(
  'a broken or foreign file is a warning: %j',
  async (text) => {
    await shop.write(RESULTS, text);
    for (const outcome of ['new_models', 'unchanged'] as const) {
      const summary = await shop.run();
      expect(summary).toMatchObject({ [outcome]: 1, exit_code: 2, success: true });
      expect(summary.diagnostics.list).toMatchObject([{ code: 'GNN-W017', file: RESULTS }]);
    }
    expect(await formats()).toBeNull();
  },
);

test('results that are a folder are a warning', async () => {
  await shop.write(`${RESULTS}/x`, 'x');
  expect((await shop.run()).diagnostics.counts).toEqual({ 'GNN-W017': 1 });
});

const corpus = env['GNN_CORPUS'];

test.skipIf(corpus === undefined)('the real results for the real specs', async () => {
  const sample = join(corpus ?? '', '../peer/gnn_processing_results.json');
  const json = JSON.parse(await readFile(sample, 'utf8'));
  await shop.write(RESULTS, JSON.stringify(json));
  await shop.run({ targetDir: join(corpus ?? '', 'standard') });
  const { models } = await shop.registry();
  const successes = (path: string): unknown => {
    const found = json.processed_files.find((it: { file_path: string }) =>
      it.file_path.endsWith(path),
    );
    return Object.values(found.generated_formats).filter(
      (it) => typeof it === 'object' && it !== null && 'success' in it && it.success === true,
    ).length;
  };
  expect(successes('/simple_mdp.md')).toBeGreaterThan(0);
  expect(models['simple_mdp']?.metadata.formats_generated).toBe(successes('/simple_mdp.md'));
  const path = '/hierarchical_pomdp.md';
  expect(models['hierarchical_pomdp']?.metadata.formats_generated).toBe(successes(path));
});
