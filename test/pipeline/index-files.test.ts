/** The files that other programs read instead of the registry. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelIndex, RegistryStatistics, VersionHistory } from '../../src/domain/model.js';
import { BASE, MAJOR, expectSchemas, type Bench } from '../operations/harness.js';
import { STEP } from '../support/registry-workshop.js';
import { INDEX, openIndexPlace, type IndexPlace } from './index-files-place.js';

let bench: Bench;
let json: IndexPlace['json'];
let cli: IndexPlace['cli'];
let indexFiles: IndexPlace['indexFiles'];

beforeEach(async () => {
  ({ bench, json, cli, indexFiles } = await openIndexPlace());
});
afterEach(() => bench.remove());

test('a run says what a search needs of each model, and which models have what', async () => {
  await bench.register(BASE, MAJOR);
  const { models, registry } = await json<ModelIndex>(INDEX);
  expect(registry).toMatchObject({ generation: 2, models: 1 });
  expect(models['agent']).toMatchObject({
    version: '2.0.0',
    versions: 2,
    variables: { A: [2, 2], D: [2], s: [2, 1], o: [2, 1] },
    parameters: ['A', 'D'],
    health: 'healthy',
  });
  expect(await json(`${STEP}/metadata_index.json`)).toMatchObject({
    variables: { A: ['agent'] },
    dimensions: { '2x2': ['agent'] },
  });
  const { models: histories } = await json<VersionHistory>(`${STEP}/version_history.json`);
  expect(histories['agent']?.map((it) => [it.version, it.importance])).toEqual([
    ['2.0.0', 'major'],
    ['1.0.0', null],
  ]);
  expect(await bench.text(`${STEP}/registry_summary.md`)).toContain('1 model, 2 versions');
  await expectSchemas(bench);
});

test('they follow every change, not only those of a run', async () => {
  await bench.register(BASE);
  await cli('promote', 'agent', 'production');
  expect((await json<ModelIndex>(INDEX)).models['agent']?.tags).toEqual(['production']);
  const { counts } = await json<RegistryStatistics>(`${STEP}/registry_statistics.json`);
  expect(counts.by_tag).toEqual({ production: 1 });
  await cli('delete', 'agent', '--force', '--yes');
  const index = await json<ModelIndex>(INDEX);
  expect([index.models, index.deleted_models]).toEqual([{}, ['agent']]);
});

test('a model that is deleted for good is in none of them', async () => {
  await bench.write('in/other.md', BASE);
  await bench.register(BASE);
  await rm(join(bench.cwd, 'in/agent.md'));
  await cli('delete', 'agent', '--purge', '--force', '--yes');
  for (const text of (await indexFiles()).values()) expect(text).not.toContain('agent');
});

test('nothing is written again that did not change', async () => {
  await bench.register(BASE);
  const times = async (): Promise<number[]> => {
    const paths = [...(await indexFiles()).keys()].map((it) => join(bench.cwd, STEP, it));
    return Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  };
  const before = await times();
  await bench.run();
  await bench.run({ rehash: true });
  expect(await times()).toEqual(before);
});

test.each(['', '{', '{"schema":"urn:gnn-model-registry:schema:model-index:1"}'])(
  'a damaged index is made again: %j',
  async (text) => {
    await bench.register(BASE);
    const before = await indexFiles();
    await bench.write(INDEX, text);
    await bench.run({ rehash: true });
    expect(await indexFiles()).toEqual(before);
  },
);

test('missing ones are made again, and none are made if the settings say so', async () => {
  await bench.register(BASE);
  const before = await indexFiles();
  expect(before.size).toBe(5);
  for (const path of before.keys()) await rm(join(bench.cwd, STEP, path));
  await bench.run({ settings: { index_files: false } });
  expect((await indexFiles()).size).toBe(0);
  await bench.run();
  expect(await indexFiles()).toEqual(before);
});
