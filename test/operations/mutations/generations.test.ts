/** A kept state becomes the registry again, and what was the registry before is kept. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelRegistry } from '../../../src/index.js';
import { collectGarbage } from '../../../src/operations/maintenance/gc.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { GENERATION_RESTORE } from '../../../src/operations/mutations/generations.js';
import { ARCHIVE, DELETE } from '../../../src/operations/mutations/lifecycle.js';
import { applyRetention } from '../../../src/operations/mutations/retention.js';
import { MV } from '../../../src/operations/mutations/rename.js';
import { GENERATION_LIST } from '../../../src/operations/queries/generations.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { STEP, tickingClock } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import type { Bench } from '../harness.js';
import { BASE, MAJOR, MINOR, REGISTRY, openBench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR);
});
afterEach(() => bench.remove());

const LOG = `${STEP}/audit_log.jsonl`;
const restore = async (generation: number) => {
  const place = bench.place();
  return commitOperation(place, GENERATION_RESTORE.plan(place, { generation }));
};
const list = async () => GENERATION_LIST.query(await bench.open(), {});
const said = async () => {
  const { version, tags, aliases = {} } = await bench.entry('agent');
  return { version, tags, aliases };
};
const problems = async () =>
  (await verifyPlace(bench.place())).steps
    .flatMap((it) => it.findings)
    .filter(({ kind }) => kind !== 'spec-changed');
const open = () => ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, now: tickingClock() });

test('with its versions, their metadata and its tags, and the way back is the same', async () => {
  await bench.register(MAJOR);
  await restore(2);
  expect(await said()).toMatchObject({ version: '1.1.0' });
  expect((await bench.metadata('agent')).version).toBe('1.1.0');
  expect(await problems()).toEqual([]);
  expect((await list()).map((it) => [it.generation, it.state])).toEqual([
    [4, 'in_view'],
    [3, 'replaced'],
    [2, 'earlier'],
    [1, 'earlier'],
  ]);
  await restore(3);
  expect(await said()).toMatchObject({ version: '2.0.0' });
  expect(await problems()).toEqual([]);
  expect((await restore(5)).changed).toBe(false);
  expect((await list())[0]?.generation).toBe(5);
});

test('and a state in view that no generation has becomes one first', async () => {
  const branch = [await bench.text(REGISTRY), await bench.text(LOG)] as const;
  const registry = await open();
  await registry.addTag('agent', 'of-main');
  await registry.save();
  await bench.write(REGISTRY, branch[0]);
  await bench.write(LOG, branch[1]);
  await rm(join(bench.cwd, STEP, '.generations/2.registry'));
  await restore(3);
  expect((await said()).tags).toEqual(['of-main']);
  expect((await list()).map((it) => [it.generation, it.state, it.differing])).toEqual([
    [5, 'in_view', []],
    [4, 'replaced', ['agent']],
    [3, 'replaced', []],
    [1, 'earlier', ['agent']],
  ]);
  expect(await problems()).toEqual([]);
  await restore(4);
  expect((await said()).tags).toEqual([]);
});

test('by the library, saved with other changes', async () => {
  await bench.register(MAJOR);
  const registry = await open();
  const listed = await registry.listGenerations();
  expect(listed.map(({ generation }) => generation)).toEqual([3, 2, 1]);
  await registry.restoreGeneration(1, { reason: 'too early' });
  await registry.addTag('agent', 'again');
  expect(registry.getModel('agent')).toMatchObject({ version: '1.0.0', tags: ['again'] });
  expect((await said()).version).toBe('2.0.0');
  await registry.save();
  expect(await said()).toMatchObject({ version: '1.0.0', tags: ['again'] });
  expect((await readdir(join(bench.cwd, STEP, '.generations'))).join()).toContain('3.replaced-');
  expect(await problems()).toEqual([]);
});

test('with bytes where they are now, packed or not', async () => {
  await commitOperation(bench.place(), ARCHIVE.plan(bench.place(), { reference: 'agent@1.0.0' }));
  await restore(2);
  const packed = { source: 'agent/1.0.0.md.gz' };
  expect((await bench.entry('agent')).versions['1.0.0']).toMatchObject(packed);
  expect(await problems()).toEqual([]);
});

test('but not what has another name now, which stays', async () => {
  await commitOperation(bench.place(), MV.plan(bench.place(), { id: 'agent', new_id: 'robot' }));
  const done = await restore(2);
  expect(done.result.left).toEqual([
    'the model agent, which was deleted for good or renamed',
    'the former name of robot, which stays as it is',
  ]);
  expect(done.changed).toBe(false);
});

test('with versions that were deleted since, as long as their bytes are there', async () => {
  const input = { reference: 'agent@1.0.0' };
  await commitOperation(bench.place(), DELETE.plan(bench.place(), input));
  expect((await restore(2)).result.left).toEqual([]);
  expect((await bench.entry('agent')).versions['1.0.0']).not.toHaveProperty('deleted_at');
  expect(await problems()).toEqual([]);
});

test('and what is purged is readable in no kept state, but the other models are', async () => {
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Footer: 'A lamp.' }));
  await bench.run();
  await bench.register(MAJOR);
  await restore(3);
  const input = { reference: 'agent', purge: true, force: true };
  await commitOperation(bench.place(), DELETE.plan(bench.place(), input));
  const folder = join(bench.cwd, STEP, '.generations');
  const names = (await readdir(folder)).filter((it) => it.endsWith('.registry'));
  const texts = await Promise.all(names.map((it) => bench.text(`${STEP}/.generations/${it}`)));
  texts.push(await bench.text(`${REGISTRY}.bak`));
  expect(texts.filter((it) => it.includes('"model_id": "agent"'))).toEqual([]);
  expect(texts.filter((it) => it.includes('"model_id": "lamp"'))).toHaveLength(5);
  expect(await bench.text(REGISTRY)).toContain('"model_id": "lamp"');
  expect(await problems()).toEqual([]);
  expect((await list()).map(({ generation, state }) => `${generation} ${state}`)).toEqual([
    '6 in_view',
    '5 earlier',
    '4 replaced',
    '3 earlier',
    '2 earlier',
    '1 earlier',
  ]);
});

test('with bytes that retention let go, but not those that were deleted for good', async () => {
  await bench.register(MAJOR);
  await restore(2);
  const place = bench.place();
  const policy = { keep: 1, archive_after_days: 0, delete_archived_after_days: 0 };
  await commitOperation(place, applyRetention(place, policy));
  await commitOperation(place, applyRetention(place, policy));
  expect((await bench.entry('agent')).versions['1.0.0']?.source).toBeNull();
  expect((await collectGarbage(place)).garbage).toEqual([]);
  expect(await problems()).toEqual([]);
  expect((await restore(3)).result.left).toEqual([]);
  expect(await problems()).toEqual([]);
  const input = { reference: 'agent@1.0.0', purge: true };
  await commitOperation(place, DELETE.plan(place, input));
  await restore(4);
  const { left } = (await restore(3)).result;
  expect(left).toEqual([expect.stringMatching(/^the bytes of agent@1\.0\.0: .* deleted for good/)]);
});

const purgeTheMiddle = async () => {
  await bench.register(MAJOR);
  const place = bench.place();
  const input = { reference: 'agent@1.1.0', purge: true };
  await commitOperation(place, DELETE.plan(place, input));
};

test('but not a model whose current version was deleted for good', async () => {
  await purgeTheMiddle();
  const done = await restore(2);
  expect(done.changed).toBe(false);
  expect(done.result.models).toEqual([]);
  expect(done.result.left).toEqual([
    expect.stringMatching(/^the model agent, which stays as it is: .* deleted for good/),
  ]);
  expect((await said()).version).toBe('2.0.0');
  expect((await bench.entry('agent')).versions['1.1.0']?.source).toBeNull();
  expect(await problems()).toEqual([]);
});

test('unless its spec has those bytes', async () => {
  await purgeTheMiddle();
  await bench.write('in/agent.md', MINOR);
  expect((await restore(2)).result).toMatchObject({ models: ['agent'], left: [] });
  expect(await said()).toMatchObject({ version: '1.1.0' });
  expect((await bench.metadata('agent')).version).toBe('1.1.0');
  await rm(join(bench.cwd, 'in/agent.md'));
  expect(await problems()).toEqual([expect.objectContaining({ kind: 'spec-gone' })]);
});

test('or a later version has them', async () => {
  await bench.register(MAJOR, MINOR);
  const place = bench.place();
  const input = { reference: 'agent@1.1.0', purge: true };
  await commitOperation(place, DELETE.plan(place, input));
  await rm(join(bench.cwd, 'in/agent.md'));
  expect((await restore(2)).result).toMatchObject({ models: ['agent'], left: [] });
  expect(await said()).toMatchObject({ version: '1.1.0' });
  expect((await problems()).map(({ kind }) => kind)).toEqual(['spec-gone']);
});
