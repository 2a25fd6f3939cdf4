/** Archives that a merge joined in one file get files of their own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { resolveArchive } from '../../../src/operations/queries/resolve.js';
import { STEP } from '../../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from '../harness.js';
import { joinVersions } from '../joined.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

test('a version without a file of its own is noted, and a repair separates it from the others', async () => {
  const { versions } = await joinVersions(bench, ['1.0.0', '1.1.0']);
  const source = versions['1.1.0']?.source ?? '';
  const before = await verifyPlace(bench.place(), {});
  expect(before.sound).toBe(true);
  expect(before.steps.flatMap(({ notes }) => notes)).toContain(
    `${source} is not there yet: a merge joined the bytes of agent@1.1.0 with those of another branch in agent/1.0.0.md, and a repair gives each a file of its own`,
  );
  await expect(resolveArchive(await bench.open(), 'agent@1.1.0')).rejects.toMatchObject({
    message:
      'the source of agent@1.1.0 is in agent/1.0.0.md, where a merge joined it with that of another branch',
  });
  const { steps, sound } = await verifyPlace(bench.place(), { repair: true });
  expect(steps.flatMap(({ repaired }) => repaired)).toContain(
    `${source} was restored from agent/1.0.0.md.`,
  );
  expect([sound, existsSync(join(bench.cwd, STEP, 'agent/1.0.0.md'))]).toEqual([true, false]);
  expect(await bench.text(`${STEP}/${source}`)).toBe(MINOR);
  const { path } = await resolveArchive(await bench.open(), 'agent@1.0.0');
  expect(path).toBe(`${STEP}/${versions['1.0.0']?.source}`);
  expect(await bench.text(path)).toBe(BASE);
});
