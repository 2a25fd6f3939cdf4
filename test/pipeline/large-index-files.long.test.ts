/** The files that other programs read instead of the registry. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelIndex, RegistryStatistics } from '../../src/domain/model.js';
import { runCli } from '../../src/faces/cli/index.js';
import { captureIo } from '../faces/cli/harness.js';
import { BASE, MAJOR, openBench, type Bench } from '../operations/harness.js';
import { STEP } from '../support/registry-workshop.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench({ index_files: true });
  await bench.write('gnn-registry.config.json', '{"index_files": true}');
});
afterEach(() => bench.remove());

const INDEX = `${STEP}/model_index.json`;

async function json<Shape>(path: string): Promise<Shape> {
  return JSON.parse(await bench.text(path));
}

async function cli(...argv: string[]): Promise<void> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  expect(await runCli([...argv, '--output-dir', 'out'], io), written.err).toBe(0);
}

/** The texts of all index files, by their paths. */
async function indexFiles(): Promise<Map<string, string>> {
  const names = await readdir(join(bench.cwd, STEP), { recursive: true });
  const ours = names.filter((it) =>
    /index|statistics|version_history|registry_summary\.md/.test(it),
  );
  const files = ours.filter((it) => /\.(?:json|md|shard)$/.test(it)).toSorted();
  return new Map(
    await Promise.all(files.map(async (it) => [it, await bench.text(`${STEP}/${it}`)] as const)),
  );
}

test('a large registry is spread over files, of which a change replaces one, as if all were made again', async () => {
  const count = 300;
  for (let at = 0; at < count; at += 1) await bench.write(`in/m${at}.md`, BASE);
  await bench.run();
  const first = await indexFiles();
  const root = await json<ModelIndex>(INDEX);
  expect([root.models, root.shards.length]).toEqual([{}, 16]);
  expect(root.shards.reduce((sum, it) => sum + it.models, 0)).toBe(count);
  await bench.write('in/m7.md', MAJOR);
  await bench.run();
  const after = await indexFiles();
  const changed = [...after.keys()].filter((it) => after.get(it) !== first.get(it));
  // Its variables have the same names and shapes, so that the index of those stays.
  expect(changed.filter((it) => it.endsWith('.shard'))).toHaveLength(2);
  await rm(join(bench.cwd, INDEX));
  await bench.run();
  expect(await indexFiles()).toEqual(after);
  // Below the limit, one file has them all again.
  for (let at = 40; at < count; at += 1) await rm(join(bench.cwd, `in/m${at}.md`));
  await cli('delete', 'm299', '--purge', '--force', '--yes');
  expect((await json<RegistryStatistics>(`${STEP}/registry_statistics.json`)).counts.models).toBe(
    count - 1,
  );
});
