/** Retention of a registry on disk: by command, and in the step. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addTag } from '../../../src/operations/mutations/tags.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import type { RetentionStatsInput } from '../../../src/operations/generated/shapes.js';
import { applyRetention } from '../../../src/operations/mutations/retention.js';
import { createPolicy, retentionStats } from '../../../src/operations/mutations/retention.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import { commitMutation, BASE, MAJOR, MINOR, PATCH, expectSchemas, openBench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, STEP, path);
const has = (path: string): boolean => existsSync(at(path));
const ALL: RetentionStatsInput = { keep: 1, archive_after_days: 0 };

function apply(wish: RetentionStatsInput = ALL) {
  return commitOperation(bench.place(), applyRetention(bench.place(), wish));
}

test('packs, deletes, counts, and does nothing twice', async () => {
  await bench.register(BASE, MINOR, MAJOR);
  expect(await retentionStats(await bench.open(), ALL)).toMatchObject({
    models: 1,
    kept: { versions: 3 },
    archived: { versions: 0, bytes: 0 },
    due: { archive: { versions: 2, bytes: BASE.length + MINOR.length } },
  });
  expect((await apply()).result.steps).toMatchObject([
    { version: '1.1.0', action: 'archive' },
    { version: '1.0.0', action: 'archive' },
  ]);
  expect([has('agent/1.0.0.md'), has('agent/1.0.0.md.gz')]).toEqual([false, true]);
  const before = await bench.snapshot();
  expect((await apply()).changed).toBe(false);
  expect(changes(before, await bench.snapshot())).toEqual([]);
  await commitMutation(bench.place(), addTag, { reference: 'agent@1.1.0', tag: 'paper' });
  await apply({ ...ALL, delete_archived_after_days: 0 });
  // What is tagged is unpacked.
  expect([has('agent/1.0.0.md.gz'), has('agent/versions/1.1.0.md')]).toEqual([false, true]);
  expect((await bench.entry('agent')).versions['1.0.0']).toMatchObject({
    source: null,
    deleted_at: expect.any(String),
  });
  const stats = await retentionStats(await bench.open());
  expect(stats).toMatchObject({
    kept: { versions: 2, bytes: MINOR.length + MAJOR.length },
    archived: { versions: 0 },
    deleted: { versions: 1, bytes: 0 },
  });
  expect((await verifyPlace(bench.place())).sound).toBe(true);
  await expectSchemas(bench);
  const { history, state } = await bench.open();
  const gone = state.models.get('agent')?.versions['1.0.0'];
  if (gone === undefined) throw new Error('no version');
  await expect(history.sourceOf(gone)).rejects.toMatchObject({
    code: 'archive-missing',
    message: expect.stringContaining('were deleted on 2026-01-01'),
  });
});

test('what is damaged is left and told; the rest is done', async () => {
  await bench.register(BASE, MINOR, MAJOR);
  await writeFile(at('agent/1.0.0.md'), 'other');
  const { result } = await apply();
  expect(result.steps.map((it) => it.version)).toEqual(['1.1.0']);
  expect(result.damaged).toMatchObject([
    { version: '1.0.0', problem: expect.stringContaining('agent/1.0.0.md') },
  ]);
  expect(await readFile(at('agent/1.0.0.md'), 'utf8')).toBe('other');
});

test('only what was shown is done', async () => {
  await bench.register(BASE, MINOR, MAJOR);
  const place = await bench.open();
  const { result } = await applyRetention(place, ALL)(place.state, place.history);
  const shown = result.steps.slice(0, 1);
  const done = await commitOperation(place, applyRetention(place, ALL, shown));
  expect(done.result.steps).toHaveLength(1);
});

test.each<RetentionStatsInput>([
  { keep: 0 },
  { keep: 11 },
  { keep: 1.5 },
  { archive_after_days: -1 },
  { delete_archived_after_days: Number.NaN },
])('%o is no policy', (wish) => {
  expect(() => createPolicy(wish, bench.place())).toThrow(
    expect.objectContaining({ code: 'value-refused' }),
  );
});

describe('in the step', () => {
  const settings = { cleanup_old_versions: true, max_versions: 1, archive_after_days: 0 };

  test('a run packs what is old, in its own commit, and the next changes no byte', async () => {
    await bench.register(BASE, MINOR);
    await bench.write('in/agent.md', MAJOR);
    const { generation } = await bench.registry();
    await bench.run({ settings });
    expect((await bench.registry()).generation).toBe(generation + 1);
    expect([has('agent/1.0.0.md.gz'), has('agent/versions/1.1.0.md')]).toEqual([true, false]);
    expect((await bench.metadata('agent')).version).toBe('2.0.0');
    const before = await bench.snapshot();
    await bench.run({ settings });
    const after = await bench.snapshot();
    expect(changes(before, after)).toEqual([`${STEP}/model_registry_summary.json`]);
    expect((await verifyPlace(bench.place())).sound).toBe(true);
    // What comes back is compared with what is packed.
    await bench.write('in/agent.md', BASE);
    await bench.run({ settings });
    expect((await bench.entry('agent')).versions['3.0.0']).toMatchObject({
      same_content_as: '1.0.0',
    });
  });

  test('a check says that a run would, and writes nothing', async () => {
    await bench.register(BASE, PATCH);
    const before = await bench.snapshot();
    expect(await bench.run({ settings, mode: 'check' })).toMatchObject({ exit_code: 1 });
    expect(changes(before, await bench.snapshot())).toEqual([]);
    expect(await bench.run({ mode: 'check' })).toMatchObject({ exit_code: 0 });
  });

  test('a damaged archive ends no run', async () => {
    await bench.register(BASE, MINOR);
    await writeFile(at('agent/1.0.0.md'), 'other');
    const notices: string[] = [];
    await bench.run({ settings, onNotice: (notice) => notices.push(notice) });
    expect(notices).toEqual([expect.stringContaining('agent 1.0.0 is not packed')]);
  });
});
