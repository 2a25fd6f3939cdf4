/** Corners in which the parts meet: rollbacks, files of several models, other programs, other runs. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Registry } from '../../src/domain/model.js';
import { ModelRegistry } from '../../src/index.js';
import { compareVersions } from '../../src/operations/queries/compare.js';
import { explainBump } from '../../src/operations/queries/explain-bump.js';
import { resolveReference } from '../../src/version/reference.js';
import { STEP, changes } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  REGISTRY,
  declaring,
  expectSchemas,
  findings,
  openBench,
  several,
  rollBack,
} from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const file = (one: string, two: string): string => several(['One', one], ['Two', two]);

test('after --write-source, new content of the file is registered, also what was rolled back', async () => {
  await bench.register(BASE, MAJOR);
  await rollBack(bench.place(), 'agent', '1.0.0', true);
  await bench.run();
  await bench.write('in/agent.md', MAJOR);
  const summary = await bench.run();
  expect(findings(summary, 'GNN-W024')).toEqual([]);
  expect(await bench.entry('agent')).toMatchObject({ version: '4.0.0' });
});

test('a file that took the old content, was run, and took the new one back is registered', async () => {
  await bench.register(BASE, MAJOR);
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  await bench.write('in/agent.md', BASE);
  await bench.run();
  await bench.write('in/agent.md', MAJOR);
  await bench.run();
  expect(await bench.entry('agent')).toMatchObject({ version: '4.0.0' });
});

test('one of several models that has the old content in the file is not said to have the new', async () => {
  for (const text of [file(BASE, BASE), file(MAJOR, BASE)]) {
    await bench.write('in/duo.md', text);
    await bench.run();
  }
  await rollBack(bench.place(), 'duo-One', '1.0.0', false);
  await bench.write('in/duo.md', file(BASE, BASE));
  expect(findings(await bench.run(), 'GNN-W024')).toEqual([]);
  expect(findings(await bench.run(), 'GNN-W024')).toEqual([]);
});

test('one of several models that is rolled back to what the file holds needs no warning', async () => {
  for (const text of [file(BASE, BASE), file(MAJOR, BASE)]) {
    await bench.write('in/duo.md', text);
    await bench.run();
  }
  await rollBack(bench.place(), 'duo-One', '1.0.0', false);
  await rollBack(bench.place(), 'duo-One', '2.0.0', false);
  expect(findings(await bench.run(), 'GNN-W024')).toEqual([]);
});

test('an unchanged model of a file of several has no difference to that file', async () => {
  await bench.write('in/duo.md', file(BASE, MAJOR));
  await bench.run();
  const found = await compareVersions(await bench.open(), 'duo-One', 'in/duo.md');
  expect(found.changes).toEqual([]);
  expect(found.verdict).toBe('same');
});

test('a file of several models is compared in either order', async () => {
  await bench.write('in/duo.md', file(BASE, MAJOR));
  await bench.run();
  await bench.write('draft.md', file(MINOR, MAJOR));
  const registry = await bench.open();
  await expect(compareVersions(registry, 'duo-One', 'draft.md')).resolves.toBeDefined();
  await expect(compareVersions(registry, 'draft.md', 'duo-One')).resolves.toBeDefined();
});

test('explained are the remarks of each model, not those of its neighbours', async () => {
  await bench.write('in/duo.md', file(BASE, BASE));
  await bench.run();
  await bench.write(
    'in/duo.md',
    file(MAJOR, BASE.replace('Signature\n', 'Signature\nVersion: 1.0.0\n')),
  );
  const found = await explainBump(await bench.open(), 'in/duo.md');
  expect(found.map((it) => [it.model_id, it.remarks.length])).toEqual([
    ['duo-One', 0],
    ['duo-Two', 1],
  ]);
});

test('a rollback without a registry leaves no folder behind', async () => {
  const place = bench.place({ outputDir: 'elsewhere' });
  const before = await bench.snapshot();
  await expect(rollBack(place, 'agent', '1.0.0', false)).rejects.toMatchObject({
    code: 'registry-missing',
  });
  expect(changes(before, await bench.snapshot())).toEqual([]);
});

test('a rollback finds the same in old content as the runs after it', async () => {
  await bench.register(declaring('1.0.0', BASE), declaring('2.0.0', MAJOR));
  await rollBack(bench.place(), 'agent', '1.0.0', true);
  const path = `${STEP}/agent/agent_metadata.json`;
  const before = [await bench.text(path), await bench.text(REGISTRY)];
  await rm(join(bench.cwd, path));
  await bench.run();
  expect([await bench.text(path), await bench.text(REGISTRY)]).toEqual(before);
});

test('a staged rollback is to the content that it was staged for', async () => {
  await bench.register(BASE);
  const open = () => ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, now: bench.now });
  const [one, two] = [await open(), await open()];
  await bench.write('in/agent.md', PATCH);
  await one.createModelVersion('agent'); // 1.0.1
  await bench.write('in/agent.md', MAJOR);
  await one.createModelVersion('agent'); // 2.0.0
  await one.rollbackModel('agent', '1.0.1');
  const wanted = one.getModel('agent')?.hash;
  await bench.write('in/agent.md', BASE.replace('The end.', 'Theirs.'));
  await two.createModelVersion('agent'); // 1.0.1 of theirs
  await two.save();
  await one.save();
  expect((await bench.entry('agent')).hash).toBe(wanted);
});

test('white space is no range', async () => {
  await bench.register(BASE, MAJOR);
  const { state } = await bench.open();
  for (const selector of [' ', '\t', '||', ' || ']) {
    expect(() => resolveReference(state.models, `agent@${selector}`)).toThrow(/is not a version/);
  }
});

test('an id is found however its letters are composed', async () => {
  await bench.write('in/caf\u00e9.md', BASE);
  await bench.run();
  const { state } = await bench.open();
  expect(resolveReference(state.models, 'cafe\u0301').entry.model_id).toBe('caf\u00e9');
});

test('messages do not end twice', async () => {
  await bench.register(BASE);
  await rm(join(bench.cwd, STEP, 'agent/1.0.0.md'));
  await bench.write('in/agent.md', MINOR);
  expect(findings(await bench.run(), 'GNN-W023').join()).not.toContain('.;');
});

test('a version of another program without a hash is not said to be the current one', async () => {
  const versions = {
    '1.0': { version: '1.0', file_path: 'in/old.md' },
    '1.1': { version: '1.1', file_path: 'in/old.md' },
  };
  const models = { old: { model_id: 'old', name: 'Old', current_version: '1.1', versions } };
  await bench.write(REGISTRY, JSON.stringify({ models }));
  await expect(rollBack(bench.place(), 'old', '1.0', false)).rejects.toMatchObject({
    code: 'archive-missing',
  });
});

test('a registry of the release before is continued, and fits the schema', async () => {
  await bench.register(BASE, MAJOR);
  const json: Registry = JSON.parse(await bench.text(REGISTRY));
  const older = JSON.stringify(
    { ...json, checksum: '' },
    (key, value: unknown) =>
      ['previous', 'changes', 'same_content_as'].includes(key) ? undefined : value,
    2,
  );
  const checksum = `"checksum": "sha256:${sha256(`${older}\n`)}"`;
  await bench.write(REGISTRY, `${older.replace('"checksum": ""', checksum)}\n`);
  await bench.run({ profile: 'basic' });
  // The backup is the older one until the next state is committed.
  await bench.run();
  await expectSchemas(bench);
});

test('a deleted model is warned of no more', async () => {
  await bench.register(BASE, MAJOR);
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  const registry = await ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, now: bench.now });
  await registry.deleteModel('agent');
  await registry.save();
  expect(findings(await bench.run())).toEqual([]);
});

test('the greatest numbers that there are do not end the run of other files', async () => {
  const most = Number.MAX_SAFE_INTEGER;
  await bench.register(declaring(`1.${most}.${most}`, BASE));
  await bench.write('in/agent.md', MINOR);
  await bench.write('in/other.md', MAJOR);
  expect(await bench.run()).toMatchObject({ new_models: 1 });
  await expectSchemas(bench);
});

test('a hash that starts as the bytes of one and the model of another version is ambiguous', async () => {
  await bench.register(BASE, MAJOR);
  const { state } = await bench.open();
  const entry = await bench.entry('agent');
  const [first, second] = Object.values(entry.versions);
  if (first === undefined || second === undefined) throw new Error('no versions');
  const versions = {
    '1.0.0': { ...first, hash: `ab${'0'.repeat(62)}` },
    '2.0.0': { ...second, semantic_hash: `sha256:ab${'1'.repeat(62)}` },
  };
  const models = new Map(state.models).set('agent', { ...entry, versions });
  expect(() => resolveReference(models, 'agent@sha256:ab')).toThrow(
    expect.objectContaining({ code: 'reference-ambiguous' }),
  );
});
