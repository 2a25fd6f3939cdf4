/** The files that other programs read instead of the registry, where there are many models. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ModelIndex, RegistryStatistics } from '../../src/domain/model.js';
import { BASE, MAJOR } from '../operations/harness.js';
import { STEP } from '../support/registry-workshop.js';
import { INDEX, openIndexPlace } from './index-files-place.js';

test('a large registry is spread over files, of which a change replaces one, as if all were made again', async () => {
  const { bench, json, cli, indexFiles } = await openIndexPlace();
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
  await bench.remove();
});
