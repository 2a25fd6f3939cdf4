import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mutation } from '../../../src/operations/mutations/mutation.js';
import { changeEntry, withVersionEntry } from '../../../src/operations/mutations/mutation.js';
import type { VersionEntry } from '../../../src/domain/model.js';
import { resolveArchive, resolveSpec } from '../../../src/operations/queries/resolve.js';
import { ARCHIVE } from '../../../src/operations/mutations/lifecycle.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { resolveReference } from '../../../src/version/reference.js';
import { STEP } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import { commitMutation, BASE, MINOR, openBench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR);
});
afterEach(() => bench.remove());

const change: Mutation<Partial<VersionEntry>> = (state, parts, clock) => {
  const { entry, version } = resolveReference(state.models, 'agent@1.0.0');
  const { state: next } = changeEntry(
    state,
    withVersionEntry(entry, { ...version, ...parts }),
    clock,
  );
  return { state: next, event: { action: 'change' }, result: entry };
};

test('the archived file of exactly that version is found', async () => {
  const { path, version } = await resolveArchive(await bench.open(), 'agent@^1.0 <1.1');
  expect([path, version.version]).toEqual([`${STEP}/agent/1.0.0.md`, '1.0.0']);
  expect(await bench.text(path)).toBe(BASE);
  const absolute = await bench.open({ outputDir: join(bench.cwd, 'out') });
  expect((await resolveArchive(absolute, 'agent')).path).toBe(
    join(bench.cwd, `${STEP}/agent/versions/1.1.0.md`),
  );
});

test('what is not there, or is not what it was, is told', async () => {
  const resolve = async () => resolveArchive(await bench.open(), 'agent@1.0.0');
  const file = join(bench.cwd, `${STEP}/agent/1.0.0.md`);
  await writeFile(file, 'other bytes');
  await expect(resolve()).rejects.toMatchObject({ code: 'archive-damaged' });
  await rm(file);
  await expect(resolve()).rejects.toMatchObject({ code: 'archive-missing' });
  await writeFile(file, BASE);
  const place = bench.place();
  await commitOperation(place, ARCHIVE.plan(place, { reference: 'agent@1.0.0' }));
  await expect(resolve()).rejects.toMatchObject({
    code: 'archive-missing',
    message: 'the source of agent@1.0.0 is packed',
    hint: expect.stringContaining(
      '`restore agent@1.0.0` unpacks it; `show agent@1.0.0` with `source` prints it.',
    ),
  });
  await commitMutation(bench.place(), change, { deleted_at: '2026-02-01T00:00:00.000Z' });
  await expect(resolve()).rejects.toMatchObject({
    code: 'archive-missing',
    message: 'agent@1.0.0 has no archived bytes: its bytes were deleted on 2026-02-01',
    hint: '`restore agent@1.0.0` brings it back until `gc` removes its bytes.',
  });
});

test('the spec file is where the registry says', async () => {
  expect((await resolveSpec(await bench.open(), 'agent@1.0.0')).path).toBe('in/agent.md');
  await rm(join(bench.cwd, 'in/agent.md'));
  await expect(resolveSpec(await bench.open(), 'agent')).rejects.toMatchObject({
    code: 'archive-missing',
    message: 'the spec file in/agent.md of agent does not exist',
  });
  await expect(resolveSpec(await bench.open(), 'agnet')).rejects.toMatchObject({
    code: 'model-unknown',
  });
});
