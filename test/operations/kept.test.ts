/** What others need is kept, and what was promised to one is given to that one. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelRegistry } from '../../src/index.js';
import { readHistory, filterEvents } from '../../src/operations/queries/history.js';
import { describeEvent } from '../../src/operations/queries/describe-event.js';
import { setMetrics } from '../../src/operations/mutations/metrics.js';
import { collectGarbage } from '../../src/operations/maintenance/gc.js';
import { ARCHIVE, DELETE } from '../../src/operations/mutations/lifecycle.js';
import { commitOperation } from '../../src/operations/workplace.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { STEP } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';
import { commitMutation, BASE, MAJOR, MINOR, openBench, rollBack } from './harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, STEP, path);
const open = (): Promise<ModelRegistry> =>
  ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, now: bench.now });

test('files of a registry that stands elsewhere are no garbage', async () => {
  await bench.write('in/lamp.md', MINOR);
  const elsewhere = { registryPath: 'elsewhere/registry.json' };
  await bench.run(elsewhere);
  await bench.run();
  await rm(join(bench.cwd, 'in/lamp.md'));
  await commitOperation(bench.place(), DELETE.plan(bench.place(), { reference: 'lamp' }));
  await commitOperation(
    bench.place(),
    DELETE.plan(bench.place(), { reference: 'lamp', purge: true }),
  );
  await expect(collectGarbage(bench.place())).rejects.toMatchObject({ code: 'in-use' });
  const { state, history } = await bench.open(elsewhere);
  const version = state.models.get('lamp')?.versions['1.0.0'];
  if (version === undefined) throw new Error('lamp is lost');
  expect(Buffer.from(await history.sourceOf(version)).toString()).toBe(MINOR);
  const { steps } = await verifyPlace(bench.place(elsewhere));
  const ofFiles = steps.filter(({ name }) => name === 'archives' || name === 'folders');
  expect(ofFiles.flatMap(({ findings }) => findings)).toEqual([]);
});

test('the last sound copy of an archive is no garbage', async () => {
  const plain = await readFile(at('agent/1.0.0.md'));
  await commitOperation(bench.place(), ARCHIVE.plan(bench.place(), { reference: 'agent' }));
  await writeFile(at('agent/1.0.0.md'), plain);
  const packed = await readFile(at('agent/1.0.0.md.gz'));
  packed[packed.length >> 1] = (packed[packed.length >> 1] ?? 0) ^ 1;
  await writeFile(at('agent/1.0.0.md.gz'), packed);
  await collectGarbage(bench.place());
  expect(plain.equals(await readFile(at('agent/1.0.0.md')))).toBe(true);
});

test('purging a model whose folder is a link leaves what is behind it', async () => {
  await mkdir(join(bench.cwd, 'outside/versions'), { recursive: true });
  await rename(at('agent'), join(bench.cwd, 'moved'));
  await symlink(join(bench.cwd, 'outside'), at('agent'));
  await commitOperation(
    bench.place(),
    DELETE.plan(bench.place(), { reference: 'agent', purge: true }),
  );
  expect(existsSync(join(bench.cwd, 'outside/versions'))).toBe(true);
});

test('what was promised to a version is saved on it, whatever is current then', async () => {
  const registry = await open();
  expect((await registry.promoteModel('agent', 'production')).version).toBe('2.0.0');
  await bench.write('in/agent.md', BASE);
  await bench.run();
  await registry.save();
  const { versions, version } = await bench.entry('agent');
  expect(version).not.toBe('2.0.0');
  expect(versions['2.0.0']?.tags).toEqual(['production']);
});

test("what a caller changes after the call is not the registry's", async () => {
  const registry = await open();
  const metrics = { loss: 1 };
  const config = { replicas: 1 };
  await registry.setMetrics('agent', metrics);
  await registry.addBinding('agent', { provider: 'cloud', modelId: 'm', config });
  metrics.loss = 9;
  config.replicas = 9;
  await registry.save();
  config.replicas = 2;
  await registry.updateBinding('agent', { provider: 'cloud', config });
  await registry.save();
  const { versions } = await bench.entry('agent');
  expect(versions['2.0.0']).toMatchObject({
    metrics: { loss: 1 },
    bindings: [{ config: { replicas: 2 } }],
  });
});

test('a version that is made of what was rolled back is told in whole', async () => {
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  const registry = await open();
  await registry.createModelVersion('agent');
  await registry.save();
  expect((await verifyPlace(bench.place())).sound).toBe(true);
});

test('names of things that every object has are told like any other', async () => {
  const metrics = Object.fromEntries([
    ['constructor', 1],
    ['toString', 2],
  ]);
  await commitMutation(bench.place(), setMetrics, { reference: 'agent', metrics });
  const { events } = filterEvents(await readHistory(await bench.open()), 'agent');
  const last = events.at(-1);
  expect(last && describeEvent(last)).toContain('constructor');
});
