/** One version is deleted: its number and its record stay, and its bytes until `gc`. */
import { existsSync } from 'node:fs';
import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import { ModelRegistry } from '../../../src/index.js';
import { readHistory } from '../../../src/operations/queries/history.js';
import { collectGarbage } from '../../../src/operations/maintenance/gc.js';
import { rebuildRegistry } from '../../../src/operations/maintenance/rebuild/index.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { setAlias } from '../../../src/operations/mutations/aliases.js';
import { addBinding } from '../../../src/operations/mutations/bindings.js';
import { deleteSoftly } from '../../../src/operations/mutations/delete.js';
import { GENERATION_RESTORE } from '../../../src/operations/mutations/generations.js';
import { ARCHIVE, DELETE, RESTORE } from '../../../src/operations/mutations/lifecycle.js';
import { linkModels } from '../../../src/operations/mutations/lineage.js';
import { addTag } from '../../../src/operations/mutations/tags.js';
import { applyRetention } from '../../../src/operations/mutations/retention.js';
import {
  importRegistry,
  readOtherRegistry,
} from '../../../src/operations/mutations/import-registry.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { STEP } from '../../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, REGISTRY, commitMutation, openBench, type Bench } from '../harness.js';
import { joinVersions } from '../joined.js';

const reference = 'agent@1.0.0';
const LOG = `${STEP}/audit_log.jsonl`;
const PLAIN = `${STEP}/agent/1.0.0.md`;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

const change = (input: { purge?: boolean; force?: boolean; reference?: string } = {}) =>
  commitOperation(bench.place(), DELETE.plan(bench.place(), { reference, ...input }));
const restore = () => commitOperation(bench.place(), RESTORE.plan(bench.place(), { reference }));
const archive = (of: string) =>
  commitOperation(bench.place(), ARCHIVE.plan(bench.place(), { reference: of }));
const version = async () => (await bench.entry('agent')).versions['1.0.0'];
const isThere = (path: string): boolean => existsSync(join(bench.cwd, path));
const isSound = async (): Promise<boolean> => (await verifyPlace(bench.place())).sound;

describe('a deleted version', () => {
  test('keeps its record, is not found by ranges, and gives no bytes', async () => {
    const before = await version();
    expect((await change()).result).toMatchObject({ version: '1.0.0', versions: ['1.0.0'] });
    const now = await version();
    expect(now).toEqual({ ...before, deleted_at: now?.deleted_at });
    expect(now?.deleted_at).toBeDefined();
    expect(await isSound()).toBe(true);
    const registry = await bench.open();
    const { resolveReference } = await import('../../../src/version/reference.js');
    expect(() => resolveReference(registry.state.models, 'agent@~1.0')).toThrow('no version');
    if (now === undefined) throw new Error('it is gone');
    await expect(registry.history.sourceOf(now)).rejects.toMatchObject({ code: 'archive-missing' });
    await expect(
      commitMutation(bench.place(), addTag, { reference, tag: 'paper' }),
    ).rejects.toMatchObject({ code: 'archive-missing' });
    expect((await change()).changed).toBe(false);
  });

  test('comes back as long as its bytes are there', async () => {
    const before = await version();
    await change();
    await restore();
    expect(await version()).toEqual(before);
    expect(await bench.text(PLAIN)).toBe(BASE);
    await change();
    await writeFile(join(bench.cwd, PLAIN), 'something else');
    await expect(restore()).rejects.toMatchObject({ code: 'archive-damaged' });
    await writeFile(join(bench.cwd, PLAIN), BASE);
    expect((await collectGarbage(bench.place(), { dryRun: true })).garbage).toMatchObject([
      { path: 'agent/1.0.0.md', why: 'its version is deleted' },
    ]);
    const deleted = await version();
    expect(await collectGarbage(bench.place())).toMatchObject({
      garbage: [{ path: 'agent/1.0.0.md', why: 'its version is deleted' }],
      left: [],
      removed: true,
    });
    expect(isThere(PLAIN)).toBe(false);
    // The registry says so, for a merge with a branch on which it was restored.
    expect(await version()).toEqual({ ...deleted, source: null });
    const [event] = (await readHistory(await bench.open())).events.slice(-1);
    expect(event).toMatchObject({ action: 'gc', model_id: 'agent' });
    expect(await isSound()).toBe(true);
    await expect(restore()).rejects.toMatchObject({ code: 'archive-missing' });
    expect(await collectGarbage(bench.place())).toMatchObject({ garbage: [] });
  });

  test('keeps its bytes if a restore came before the commit that lets them go', async () => {
    await change();
    const { garbage } = await collectGarbage(bench.place(), { dryRun: true });
    await restore();
    const before = await version();
    expect((await collectGarbage(bench.place(), { only: garbage })).garbage).toEqual([]);
    expect([await version(), await bench.text(PLAIN)]).toEqual([before, BASE]);
  });

  test('that is packed comes back unpacked', async () => {
    const before = await version();
    await archive(reference);
    await change();
    expect((await version())?.source).toBe('agent/1.0.0.md.gz');
    expect(await isSound()).toBe(true);
    await expect(archive(reference)).rejects.toMatchObject({ code: 'archive-missing' });
    await restore();
    expect(await version()).toEqual(before);
    expect(isThere(`${PLAIN}.gz`)).toBe(false);
    expect(await isSound()).toBe(true);
  });

  test('is left alone by archiving, retention, restores of its model and runs', async () => {
    await archive(reference);
    await change();
    const deleted = await version();
    await archive('agent');
    await commitOperation(bench.place(), RESTORE.plan(bench.place(), { reference: 'agent' }));
    const policy = { keep: 1, archive_after_days: 0, delete_archived_after_days: 0 };
    await commitOperation(bench.place(), applyRetention(bench.place(), policy));
    await bench.run();
    expect(await version()).toEqual(deleted);
    expect(isThere(`${PLAIN}.gz`)).toBe(true);
  });

  test('keeps its number: the same content is a new version with new bytes', async () => {
    await change();
    await collectGarbage(bench.place());
    await bench.register(BASE);
    const entry = await bench.entry('agent');
    expect(entry.versions[entry.version]?.same_content_as).toBe('1.0.0');
    expect(entry.version).toBe('3.0.0');
    expect(await bench.text(`${STEP}/agent/versions/3.0.0.md`)).toBe(BASE);
  });

  test('stays deleted through a rebuild', async () => {
    await change();
    const { deleted_at } = (await version()) ?? {};
    await rebuildRegistry(bench.place(), true);
    expect(await version()).toMatchObject({ deleted_at });
  });

  test('is imported without bytes', async () => {
    await change();
    const elsewhere = bench.place({ outputDir: 'other' });
    const other = await readOtherRegistry(elsewhere, `${STEP}/model_registry.json`);
    const { result } = await commitOperation(elsewhere, importRegistry(elsewhere, other), true);
    expect(result.left).toEqual([]);
    expect(isThere('other/4_model_registry_output/agent/1.0.0.md')).toBe(false);
    expect(isThere('other/4_model_registry_output/agent/1.1.0.md')).toBe(true);
  });

  test('can be purged then, which removes its bytes at once', async () => {
    await change();
    const deletedAt = (await version())?.deleted_at;
    await change({ purge: true });
    expect(await version()).toMatchObject({ source: null, deleted_at: deletedAt });
    expect(isThere(PLAIN)).toBe(false);
    expect((await change({ purge: true })).changed).toBe(false);
    await expect(restore()).rejects.toMatchObject({ code: 'archive-missing' });
    expect(await isSound()).toBe(true);
  });
});

const own = (of: string, { versions }: Entry): string => `${STEP}/${versions[of]?.source}`;
const holds = async (text: string): Promise<boolean> => {
  const folder = `${STEP}/agent`;
  const names = await readdir(join(bench.cwd, folder), { recursive: true });
  const archives = names.filter((it) => it.endsWith('.md'));
  const texts = await Promise.all(archives.map((it) => bench.text(`${folder}/${it}`)));
  return texts.some((it) => it.includes(text));
};

describe('a version whose bytes branches joined with others', () => {
  const SHARED = `${STEP}/agent/1.0.0.md`;
  const KEPT = MINOR.slice(MINOR.indexOf('## InitialParameterization'), MINOR.indexOf('## Time'));
  const GONE = BASE.slice(BASE.indexOf('## InitialParameterization'), BASE.indexOf('## Time'));
  let entry: Entry;
  beforeEach(async () => {
    await rm(join(bench.cwd, STEP), { recursive: true });
    await bench.register(BASE, MINOR);
    await bench.register(MINOR.replaceAll('0.9', '0.7'));
    entry = await joinVersions(bench, ['1.0.0', '1.1.0']);
    expect(await isSound()).toBe(true);
  });

  test('is purged for good, and the others get their own files', async () => {
    expect([await holds(GONE), await holds(KEPT)]).toEqual([true, true]);
    await change({ purge: true });
    expect([await holds(GONE), await holds(KEPT)]).toEqual([false, true]);
    expect(isThere(SHARED)).toBe(false);
    expect(await bench.text(own('1.1.0', entry))).toBe(MINOR);
    expect(bench.notices).toEqual([]);
    expect(await isSound()).toBe(true);
  });

  test('is purged also if it has its own file by now', async () => {
    await writeFile(join(bench.cwd, own('1.0.0', entry)), BASE);
    await change({ purge: true });
    expect([await holds(GONE), await holds(KEPT)]).toEqual([false, true]);
    expect(await isSound()).toBe(true);
  });

  test('is kept with all others if those are damaged, and that is told', async () => {
    const text = await bench.text(SHARED);
    await bench.write(SHARED, text.replace(MINOR, MINOR.replace('## Footer', '## F00ter')));
    await change({ purge: true });
    expect(isThere(SHARED)).toBe(true);
    expect(bench.notices.join()).toContain('agent/1.0.0.md may still hold bytes');
  });

  test('that is deleted softly is there until it is collected', async () => {
    await change();
    expect((await collectGarbage(bench.place(), {})).garbage).toEqual([]);
    await utimes(join(bench.cwd, SHARED), 0, 0);
    expect((await collectGarbage(bench.place(), { dryRun: true })).garbage).toMatchObject([
      { path: 'agent/1.0.0.md', bytes: BASE.length, why: expect.stringMatching('joined') },
    ]);
    expect(await holds(GONE)).toBe(true);
    const deleted = await version();
    const { garbage } = await collectGarbage(bench.place(), {});
    expect(garbage).toMatchObject([{ path: 'agent/1.0.0.md' }]);
    expect([await holds(GONE), await holds(KEPT)]).toEqual([false, true]);
    expect(await isSound()).toBe(true);
    // The registry says so, as for bytes in a file of their own.
    expect(await version()).toEqual({ ...deleted, source: null });
    expect((await readHistory(await bench.open())).events.at(-1)).toMatchObject({ action: 'gc' });
  });

  test('is collected with all others if those are deleted, too', async () => {
    await change();
    await change({ reference: 'agent@1.1.0' });
    await utimes(join(bench.cwd, SHARED), 0, 0);
    expect((await collectGarbage(bench.place(), {})).garbage).toHaveLength(1);
    expect(isThere(SHARED)).toBe(false);
    const { versions } = await bench.entry('agent');
    expect([versions['1.0.0']?.source, versions['1.1.0']?.source]).toEqual([null, null]);
  });
});

test('a purge leaves a replaced state what it needs of a joined file, and nothing else', async () => {
  await rm(join(bench.cwd, STEP), { recursive: true });
  const inView = async () => [await bench.text(REGISTRY), await bench.text(LOG)] as const;
  const put = async ([registry, log]: readonly [string, string]): Promise<void> => {
    await bench.write(REGISTRY, registry);
    await bench.write(LOG, log);
  };
  const tag = (of: string) => commitMutation(bench.place(), addTag, { reference: of, tag: 'here' });
  await bench.register(MAJOR);
  const first = await inView();
  await bench.register(BASE, MINOR, MINOR.replaceAll('0.9', '0.7'));
  const later = await inView();
  await tag('agent@2.1.0');
  await put(later);
  // Generation 5 is replaced now, and names the bytes of 2.1.0 without their hash.
  const joined = await joinVersions(bench, ['2.1.0', '2.0.0']);
  const shared = join(bench.cwd, `${STEP}/agent/versions/2.1.0.md`);
  await change({ purge: true, reference: 'agent@2.0.0' });
  expect([existsSync(shared), await bench.text(own('2.1.0', joined))]).toEqual([false, MINOR]);
  for (const name of await readdir(dirname(shared))) {
    expect(await bench.text(`${STEP}/agent/versions/${name}`)).not.toBe(BASE);
  }
  await put(first);
  await tag('agent@1.0.0');
  // The state that names them by their hash is replaced, too, and it is gone.
  await rm(join(bench.cwd, STEP, '.generations/7.registry'));
  await utimes(join(bench.cwd, own('2.1.0', joined)), 0, 0);
  expect((await collectGarbage(bench.place(), {})).garbage).toEqual([]);
  const place = bench.place();
  const plan = GENERATION_RESTORE.plan(place, { generation: 5 });
  const { left } = (await commitOperation(place, plan)).result;
  expect(left).toEqual([expect.stringMatching(/^the bytes of agent@2\.0\.0: /)]);
  expect(await bench.text(own('2.1.0', await bench.entry('agent')))).toBe(MINOR);
  expect(await isSound()).toBe(true);
});

test('a purge of a version removes its bytes and nothing else', async () => {
  await change({ purge: true });
  const entry = await bench.entry('agent');
  expect(Object.keys(entry.versions)).toEqual(['1.0.0', '1.1.0', '2.0.0']);
  expect([PLAIN, `${STEP}/agent/versions/1.1.0.md`].map(isThere)).toEqual([false, true]);
  expect(await bench.text(`${STEP}/audit_log.jsonl`)).toContain('"action":"purge"');
  expect(await isSound()).toBe(true);
});

describe('a version that is needed', () => {
  test('is refused with the names of all that need it, unless forced', async () => {
    await bench.write('in/lamp.md', BASE.replace('## ModelName\n', '## ModelName\nLamp, '));
    await bench.write('in/moth.md', `---\ndependencies: ["agent@1.0.0"]\n---\n${MINOR}`);
    await bench.run();
    await commitMutation(bench.place(), addTag, { reference, tag: 'paper' });
    await commitMutation(bench.place(), setAlias, { reference, alias: 'best' });
    const binding = { reference, provider: 'aws', model_id: 'arn' };
    await commitMutation(bench.place(), addBinding, binding);
    await commitMutation(bench.place(), linkModels, { child: 'lamp', parent: reference });
    const told =
      'agent@1.0.0 is in use: tag paper of 1.0.0, alias best of 1.0.0, binding aws/arn of 1.0.0, child lamp of 1.0.0, dependent moth of 1.0.0';
    for (const purge of [false, true]) {
      await expect(change({ purge })).rejects.toMatchObject({ code: 'in-use', message: told });
    }
    const { result } = await change({ force: true });
    expect(result.breaks).toHaveLength(5);
    const { steps } = await verifyPlace(bench.place());
    const found = steps.flatMap(({ findings }) => findings.map(({ kind }) => kind));
    expect(found).toEqual(['version-deleted', 'parent-missing', 'reference-missing']);
  });

  test('is refused if it is the current one, even if forced', async () => {
    const { state } = await bench.open();
    for (const name of ['agent@2.0.0', 'agent@latest']) {
      const input = { reference: name, force: true, purge: true };
      expect(() => deleteSoftly(state, input, { at: '2026-01-01T00:00:00.000Z' })).toThrow(
        expect.objectContaining({
          code: 'in-use',
          message: 'agent@2.0.0 is the current version',
        }),
      );
    }
  });
});

test('the library deletes and restores one version', async () => {
  const registry = await ModelRegistry.open({ cwd: bench.cwd, outputDir: 'out' });
  await registry.deleteModel(reference);
  await registry.save();
  expect((await version())?.deleted_at).toBeDefined();
  await registry.restoreModel(reference);
  await registry.save();
  expect(await version()).not.toHaveProperty('deleted_at');
});

test('one damaged packed version does not keep its model archived', async () => {
  await archive('agent');
  await writeFile(join(bench.cwd, `${PLAIN}.gz`), 'nothing of ours');
  const plan = RESTORE.plan(bench.place(), { reference: 'agent' });
  const done = await commitOperation(bench.place(), plan);
  expect(RESTORE.isWarning?.(done)).toBe(true);
  expect(RESTORE.present(done, { reference: 'agent' }, String)).toMatchObject({
    status: 'active',
    versions: ['1.1.0'],
    damaged: [{ version: '1.0.0', problem: expect.stringContaining('1.0.0.md.gz') }],
  });
  const { status, versions } = await bench.entry('agent');
  expect([status, versions['1.0.0']?.source, versions['1.1.0']?.source]).toEqual([
    'active',
    'agent/1.0.0.md.gz',
    'agent/versions/1.1.0.md',
  ]);
  await expect(restore()).rejects.toMatchObject({ code: 'archive-damaged' });
});
