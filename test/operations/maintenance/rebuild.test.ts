/** The registry made anew from the folders of the models. */
import { cp, readFile, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import { rebuildRegistry } from '../../../src/operations/maintenance/rebuild/index.js';
import { readArchiveName } from '../../../src/operations/maintenance/rebuild/archive-name.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { DELETE } from '../../../src/operations/mutations/lifecycle.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import type { Bench } from '../harness.js';
import type { RebuildOutput } from '../../../src/operations/generated/shapes.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  REGISTRY,
  declaring,
  expectSchemas,
  numbersOf,
  openBench,
  several,
  rollBack,
} from '../harness.js';
import { acceptLogBreaks, kinds } from '../damage.js';
import { joinVersions } from '../joined.js';
import { changedByRun, lose, timelessModels } from '../lost-registry.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, STEP, path);

function rebuild(force = false): Promise<RebuildOutput> {
  return rebuildRegistry(bench.place(), force);
}

test('models, versions and reasons are those of before, and the next run changes nothing', async () => {
  await bench.write('in/Käse 1.md', soundSpec({ ModelName: 'Mapped' }));
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MINOR]));
  await bench.register(BASE, MINOR, declaring('3.0.0-rc.1', MAJOR), declaring('4.0.0', PATCH));
  await bench.register(PATCH);
  const before = await bench.registry();
  await lose(bench);
  const { not_taken, models, generation } = await rebuild();
  expect(not_taken).toEqual([]);
  expect(generation).toBe(1);
  expect(models.map((it) => it.model_id)).toEqual(['Käse_1', 'agent', 'duo-One', 'duo-Two']);
  expect(timelessModels(await bench.registry())).toEqual(timelessModels(before));
  await expectSchemas(bench);
  // Nothing proves any more that the log is whole: somebody has to accept that.
  expect(await acceptLogBreaks(bench, kinds(await verifyPlace(bench.place())))).toEqual([]);
  expect((await verifyPlace(bench.place())).sound).toBe(true);
  // A rebuilt registry has its index files made by the next run.
  await changedByRun(bench);
  expect(await changedByRun(bench)).toEqual(['model_registry_summary.json']);
});

test('what was rolled back stays so', async () => {
  await bench.register(BASE, MAJOR);
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  const before = await bench.registry();
  await lose(bench);
  await rebuild();
  expect(timelessModels(await bench.registry())).toEqual(timelessModels(before));
  // A rebuilt registry has its index files made by the next run.
  await changedByRun(bench);
  expect(await changedByRun(bench)).toEqual(['model_registry_summary.json']);
});

test('a sound registry is not replaced, but by force', async () => {
  await bench.register(BASE, MINOR);
  const before = await bench.snapshot();
  await expect(rebuild()).rejects.toMatchObject({ code: 'registry-sound' });
  await rm(join(bench.cwd, REGISTRY));
  await expect(rebuild()).rejects.toMatchObject({
    hint: expect.stringContaining('`verify` with `repair`'),
  });
  await writeFile(join(bench.cwd, REGISTRY), await readFile(at('.generations/2.registry')));
  expect((await rebuild(true)).generation).toBe(3);
  expect(changes(before, await bench.snapshot(STEP)).length).toBeGreaterThan(0);
  expect((await verifyPlace(bench.place())).sound).toBe(true);
});

test('by force, it says what of the registry before is in no folder', async () => {
  await bench.register(BASE, MINOR);
  await bench.write('in/lamp.md', MAJOR);
  await bench.run();
  await rm(at('agent/1.0.0.md'));
  await rm(at('lamp'), { recursive: true });
  const { not_taken } = await rebuild(true);
  expect(not_taken).toEqual([
    { path: 'agent', reason: 'the bytes of version 1.0.0 are missing' },
    { path: 'lamp', reason: 'the previous registry had it, but its folder has no versions' },
  ]);
});

test('what is damaged is kept aside; its times are taken from it', async () => {
  await bench.register(BASE, MINOR);
  const before = await bench.registry();
  const damaged = (await readFile(join(bench.cwd, REGISTRY))).subarray(0, -3);
  for (const path of [REGISTRY, `${REGISTRY}.bak`, `${STEP}/.generations/1.registry`]) {
    await writeFile(join(bench.cwd, path), damaged);
  }
  await truncate(at('.generations/2.registry'), 100);
  const { generation } = await rebuild();
  expect(generation).toBe(3);
  const made = await bench.entry('agent');
  const known = before.models['agent'];
  expect(Object.values(made.versions)).toEqual(Object.values(known?.versions ?? {}));
  expect([made.created_at, made.updated_at]).toEqual([known?.created_at, known?.updated_at]);
  const aside = (await readdir(join(bench.cwd, STEP))).filter((it) => it.includes('.corrupt-'));
  expect(aside).toHaveLength(4);
  expect((await verifyPlace(bench.place())).sound).toBe(true);
  expect(bench.notices.join()).toMatch(/is kept as/);
});

test('without a record, a version is as old as its file', async () => {
  await bench.register(BASE);
  await lose(bench);
  await utimes(at('agent/1.0.0.md'), 0, 1_000_000_000);
  await rebuild();
  expect((await bench.entry('agent')).created_at).toBe('2001-09-09T01:46:40.000Z');
});

test('a dry run tells the same and writes nothing', async () => {
  await bench.register(BASE, MINOR);
  await lose(bench);
  const before = await bench.snapshot();
  const told = await rebuildRegistry(bench.place({ mode: 'dry-run' }), false);
  expect(changes(before, await bench.snapshot())).toEqual([]);
  expect(told.generation).toBeNull();
  expect(await rebuild()).toEqual({ ...told, generation: 1 });
});

test('where there is nothing to make it from, nothing is made', async () => {
  await expect(rebuild()).rejects.toMatchObject({ code: 'registry-missing' });
  await bench.write(`${STEP}/agent/notes.txt`, 'no model');
  await expect(rebuild()).rejects.toMatchObject({ code: 'registry-missing' });
  await bench.write(`${STEP}/agent/1.0.0.md`, 'no model');
  await expect(rebuild()).rejects.toMatchObject({ code: 'registry-missing' });
  expect(await readdir(join(bench.cwd, STEP))).toEqual(['agent']);
});

describe('what cannot be taken is told', () => {
  beforeEach(() => bench.register(BASE, MINOR, MAJOR));

  test('sources that are none, or of another name', async () => {
    await lose(bench);
    await bench.write(`${STEP}/agent/1.0.0.md`, 'no model');
    await bench.write(`${STEP}/agent/versions/draft.md`, BASE);
    await bench.write(`${STEP}/agent/versions/1.1.0.md`, Buffer.from([0xff, 0xfe, 0]));
    const { not_taken, models } = await rebuild();
    expect(not_taken).toEqual([
      { path: 'agent/versions/draft.md', reason: 'its name contains no version' },
      { path: 'agent/1.0.0.md', reason: 'it contains no section of a GNN spec' },
      { path: 'agent/versions/1.1.0.md', reason: expect.stringMatching(/UTF-8/) },
    ]);
    expect(models).toMatchObject([{ version: '2.0.0', versions: ['2.0.0'] }]);
  });

  test('a current source that is not the one of the metadata', async () => {
    await lose(bench);
    await bench.write(`${STEP}/agent/versions/2.0.0.md`, PATCH);
    const { not_taken, models } = await rebuild();
    expect(not_taken).toMatchObject([{ path: 'agent/versions/2.0.0.md' }]);
    expect(models).toMatchObject([{ version: '1.1.0' }]);
    // The run registers the content of the spec again; what stands in its place stays.
    await bench.run();
    const { version, versions } = await bench.entry('agent');
    expect(version).toBe('2.0.0');
    expect(versions['2.0.0']?.source).toMatch(/^agent\/versions\/2\.0\.0-[0-9a-f]{8}\.md$/);
  });

  test('a second source of one version', async () => {
    await lose(bench);
    await bench.write(`${STEP}/agent/versions/2.0.0-01234567.md`, PATCH);
    await bench.write(`${STEP}/Agent/1.0.0.md`, BASE);
    const { not_taken, models } = await rebuild();
    expect(models.map((it) => it.model_id)).toEqual(['Agent']);
    expect(not_taken.at(-1)).toEqual({
      path: 'agent',
      reason: 'its id differs from Agent only in letter case',
    });
  });

  test('without metadata, the highest version is current, and a run finds the file by its stem', async () => {
    await rm(at('agent/agent_metadata.json'));
    await lose(bench);
    const { models } = await rebuild();
    expect(models).toMatchObject([{ version: '2.0.0', file_path: '' }]);
    const summary = await bench.run();
    expect([summary.new_models, summary.updated, summary.total_models]).toEqual([0, 1, 1]);
    expect((await bench.entry('agent')).file_path).toBe('in/agent.md');
    expect(await acceptLogBreaks(bench, kinds(await verifyPlace(bench.place())))).toEqual([]);
    expect((await verifyPlace(bench.place())).sound).toBe(true);
  });

  test('a folder that was renamed gets its new name as id', async () => {
    await lose(bench);
    await rename(at('agent'), at('clerk'));
    expect((await rebuild()).models).toMatchObject([{ model_id: 'clerk', version: '2.0.0' }]);
  });
});

const contents = ({ versions }: Entry): unknown =>
  Object.values(versions).map(({ version, hash, source }) => ({ version, hash, source }));
const toCrlf = async (): Promise<void> => {
  for (const name of await readdir(at('agent/versions'))) {
    const text = await readFile(at(`agent/versions/${name}`), 'utf8');
    await writeFile(at(`agent/versions/${name}`), text.replaceAll('\n', '\r\n'));
  }
};
const damage = async (): Promise<void> => {
  const text = await readFile(join(bench.cwd, REGISTRY));
  await lose(bench);
  await rm(at('audit_log.jsonl'));
  await writeFile(join(bench.cwd, REGISTRY), text.subarray(0, -3));
};

const nothing = async (): Promise<void> => undefined;

describe('after a merge', () => {
  const LATER = MINOR.replace(/\n*$/, '\n\nYet another end.\n');
  let entry: Entry;

  beforeEach(async () => {
    await bench.register(BASE, MINOR, LATER, MAJOR);
    entry = await joinVersions(bench, ['1.1.0', '1.1.1']);
  });

  test.each([
    ['with the registry', nothing, nothing],
    ['without it', nothing, () => lose(bench)],
    ['with what is left of it', nothing, damage],
    ['with the registry and CRLF', toCrlf, nothing],
    ['without it and with CRLF', toCrlf, () => lose(bench)],
    ['with what is left of it and CRLF', toCrlf, damage],
  ])('every version is the one that it was, %s', async (_, convert, prepare) => {
    await convert();
    await prepare();
    const { not_taken } = await rebuild(true);
    expect(not_taken).toEqual([]);
    expect(contents(await bench.entry('agent'))).toEqual(contents(entry));
    const found = kinds(await verifyPlace(bench.place()));
    expect(found.filter((it) => /archive|missing/.test(it))).toEqual([]);
  });

  test('without any record, what nothing tells is told', async () => {
    await lose(bench);
    await rm(at('audit_log.jsonl'));
    const { not_taken, models } = await rebuild();
    const hashes = ['1.1.0', '1.1.1'].map((it) => `sha256:${entry.versions[it]?.hash}`);
    expect(not_taken).toEqual([
      { path: 'agent/versions/1.1.0.md', reason: expect.stringContaining('nothing says which') },
    ]);
    for (const hash of hashes) expect(not_taken[0]?.reason).toContain(hash);
    expect(models).toMatchObject([{ versions: ['1.0.0', '2.0.0'] }]);
  });

  test('without any record but metadata, joined bytes get no number by what is left', async () => {
    // The current version has the content of one that is joined with others, too.
    await bench.register(MINOR);
    await lose(bench);
    await rm(at('audit_log.jsonl'));
    const { not_taken, models } = await rebuild();
    expect(models).toMatchObject([{ version: '3.0.0', versions: ['1.0.0', '2.0.0', '3.0.0'] }]);
    expect(not_taken).toEqual([
      {
        path: 'agent/versions/1.1.0.md',
        reason: expect.stringContaining(`these are: sha256:${entry.versions['1.1.1']?.hash}`),
      },
    ]);
    expect((await bench.entry('agent')).versions['3.0.0']?.source).toBe('agent/versions/3.0.0.md');
  });

  test('with damaged bytes in a joined file, the others are recovered', async () => {
    const path = at('agent/versions/1.1.0.md');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('Yet another', 'Yet an0ther'));
    const { not_taken, models } = await rebuild(true);
    expect(not_taken).toEqual([
      { path: 'agent/versions/1.1.0.md', reason: expect.stringContaining('are damaged') },
      { path: 'agent', reason: 'the bytes of version 1.1.1 are missing' },
    ]);
    expect(models).toMatchObject([{ versions: ['1.0.0', '1.1.0', '2.0.0'] }]);
  });

  test('a version that has another number than its file keeps it', async () => {
    for (const number of ['1.1.0', '1.1.1']) {
      const version = entry.versions[number];
      if (version === undefined) throw new Error(number);
      const source = version.source ?? '';
      await writeFile(at(source), await bench.place().store.archive({ ...version, source }));
    }
    await rm(at('agent/versions/1.1.0.md'));
    await rebuild(true);
    expect(contents(await bench.entry('agent'))).toEqual(contents(entry));
  });
});

test.each([
  ['1.0.0.md', 'ab', '1.0.0', false],
  ['1.0.0', 'ab', '1.0.0', false],
  ['1.0.0-rc.1.gnn', 'ab', '1.0.0-rc.1', false],
  ['1.0.0+b.5.md', 'ab', '1.0.0+b.5', false],
  ['1.0.0-01234567.md', '0123456789', '1.0.0', true],
  ['1.0.0-01234567.md', 'ab', '1.0.0-01234567', false],
  ['1.0.md', 'ab', '1.0', false],
  ['2024_draft.md', 'ab', '2024_draft', false],
  ['draft_1.md', 'ab', 'draft/1', false],
])('the name %s of bytes with hash %s is version %s', (name, hash, version, isOfBytes) => {
  expect(readArchiveName(name, hash, 'draft/1')).toEqual({ version, isOfBytes });
  expect(readArchiveName(`notes-${name.slice(-3)}`, hash, undefined)).toBeUndefined();
});

const purge = () =>
  commitOperation(bench.place(), DELETE.plan(bench.place(), { reference: 'agent', purge: true }));
const purged = async () => Object.keys((await bench.registry()).purged ?? {}).toSorted();

/** Deletes it, as if the process was killed before it removed the files, and loses the registry. */
const loseWithFiles = async (): Promise<void> => {
  await cp(at('agent'), join(bench.cwd, 'kept'), { recursive: true });
  await purge();
  await cp(join(bench.cwd, 'kept'), at('agent'), { recursive: true });
  await lose(bench);
};

describe('a model that was deleted for good, by the log', () => {
  beforeEach(async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.register(BASE, MINOR);
  });

  test('stays so, whatever is left of it', async () => {
    await loseWithFiles();
    const { models, not_taken: left } = await rebuild();
    expect(models.map((it) => it.model_id)).toEqual(['lamp']);
    expect(left).toEqual([{ path: 'agent', reason: expect.stringContaining('permanently') }]);
    expect(await purged()).toEqual(['agent']);
  });

  test('even if no other model is left', async () => {
    await commitOperation(
      bench.place(),
      DELETE.plan(bench.place(), { reference: 'lamp', purge: true }),
    );
    await loseWithFiles();
    expect((await rebuild()).models).toEqual([]);
    expect(await purged()).toEqual(['agent', 'lamp']);
    // Its folder is too young to be called left.
    expect(await acceptLogBreaks(bench, kinds(await verifyPlace(bench.place())))).toEqual([]);
  });

  test('gets none of its numbers again', async () => {
    await purge();
    await lose(bench);
    await rebuild();
    await bench.register(MAJOR);
    expect(await numbersOf(bench)).toEqual(['2.0.0']);
    expect(await acceptLogBreaks(bench, kinds(await verifyPlace(bench.place())))).toEqual([]);
  });

  test('gives no version to the model that has its id now', async () => {
    await cp(at('agent'), join(bench.cwd, 'kept'), { recursive: true });
    await purge();
    await bench.register(MAJOR, BASE);
    await cp(join(bench.cwd, 'kept/1.0.0.md'), at('agent/1.0.0.md'));
    await cp(join(bench.cwd, 'kept/versions'), at('agent/versions'), { recursive: true });
    await lose(bench);
    const { not_taken: left } = await rebuild();
    expect(await numbersOf(bench)).toEqual(['2.0.0', '3.0.0']);
    expect(left.map(({ path }) => path)).toEqual(['agent/1.0.0.md', 'agent/versions/1.1.0.md']);
  });

  test('is recovered from a log of which lines are missing: they may have registered it again', async () => {
    await loseWithFiles();
    const log = await bench.text(`${STEP}/audit_log.jsonl`);
    await bench.write(`${STEP}/audit_log.jsonl`, `${log}{"torn`);
    expect((await rebuild()).models.map((it) => it.model_id)).toEqual(['agent', 'lamp']);
    expect(await purged()).toEqual(['agent']);
  });
});
