/** What nothing refers to, and what is never taken for it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR } from '../../../src/domain/clock.js';
import { MACHINE } from '../../../src/files/temporary.js';
import { joinArchives } from '../../../src/domain/joined-archives.js';
import { DEFAULT_SETTINGS } from '../../../src/domain/options.js';
import { collectGarbage } from '../../../src/operations/maintenance/gc.js';
import { rebuildRegistry } from '../../../src/operations/maintenance/rebuild/index.js';
import { ARCHIVE, DELETE } from '../../../src/operations/mutations/lifecycle.js';
import { commit } from '../../../src/pipeline/commit.js';
import { withEntries } from '../../../src/domain/models.js';
import { MV } from '../../../src/operations/mutations/rename.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import { BASE, MAJOR, MINOR, PATCH, openBench } from '../harness.js';
import { HAS_GIT } from '../../support/git-clones.js';
import { withLock } from '../../../src/store/file/lock.js';
import { createLayout } from '../../../src/store/file/layout.js';
import { listModelFolder } from '../../../src/store/file/removal.js';
import type { GarbageOptions } from '../../../src/domain/maintenance.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, STEP, path);
const gc = (command: GarbageOptions = {}) => collectGarbage(bench.place(), command);
const put = (path: string): Promise<void> => bench.write(`${STEP}/${path}`, 'twelve bytes');
/** Lets a file be so old that no run at work can be about to use it. */
const age = (path: string): Promise<void> => {
  const old = new Date(Date.now() - 2 * HOUR);
  return utimes(at(path), old, old);
};

const found = async (): Promise<unknown[]> => {
  const { steps } = await verifyPlace(bench.place());
  return steps.flatMap((it) => it.findings.map(({ kind, path }) => [kind, path]));
};

const git = (...args: string[]): string =>
  spawnSync('git', args, { cwd: join(bench.cwd, STEP), encoding: 'utf8' }).stdout;

describe('copies that git mergetool leaves', () => {
  const COPIES = [
    'model_registry.json.orig',
    'audit_log.jsonl.orig',
    'agent/agent_metadata.json.orig',
    'agent/1.0.0.md.orig',
    'agent/versions/1.1.0.md.orig',
    'agent/versions/1.0.0_BACKUP_123.md',
    'agent/versions/1.1.0_REMOTE_123.md',
  ];
  beforeEach(async () => {
    for (const path of COPIES) {
      await bench.write(`${STEP}/${path}`, PATCH);
      await age(path);
    }
  });

  test('are nothing of ours', async () => {
    const known = await bench.entry('agent');
    const { sound, steps } = await verifyPlace(bench.place());
    expect([sound, steps.flatMap(({ findings }) => findings)]).toEqual([true, []]);
    const notes = steps.flatMap((it) => it.notes).filter((it) => it.includes('mergetool'));
    expect(notes).toHaveLength(COPIES.length);
    await gc({ force: true });
    expect(COPIES.map((path) => existsSync(at(path)))).toEqual(COPIES.map(() => true));
    expect((await rebuildRegistry(bench.place(), true)).not_taken).toEqual([]);
    expect(Object.keys((await bench.entry('agent')).versions)).toEqual(Object.keys(known.versions));
  });

  test.skipIf(!HAS_GIT)('are ignored by git, but no model', async () => {
    git('init', '-q');
    await put('agent.orig/1.0.0.md');
    const ignored = git('check-ignore', ...COPIES, 'agent.orig/1.0.0.md', 'agent.orig');
    expect(ignored.trim().split('\n')).toEqual(COPIES.filter((it) => it.endsWith('.orig')));
  });
});

test('archives that no version names, folders without a model and old temporaries go', async () => {
  const before = await bench.snapshot();
  const temporary = 'agent/versions/.1.0.0.md.999999999-0123456789ab.tmp';
  const garbage = [
    temporary,
    'agent/1.0.0.md.gz',
    'agent/versions/9.0.0-0123abcd.md',
    'gone/1.0.0.md',
    'gone/gone_metadata.json',
  ];
  for (const path of garbage) {
    await put(path);
    await age(path);
  }
  const found = await gc({ dryRun: true });
  expect(found.garbage.map((it) => [it.path, it.bytes]).toSorted()).toEqual([
    ['agent/1.0.0.md.gz', 12],
    [temporary, 12],
    ['agent/versions/9.0.0-0123abcd.md', 12],
    ['gone', 24],
  ]);
  await gc();
  expect(changes(before, await bench.snapshot())).toEqual([]);
  expect((await gc()).garbage).toEqual([]);
});

test('what a writer is about to remove, since its commit does not need it, is on its way out', async () => {
  const path = 'agent/versions/9.0.0-0123abcd.md';
  await put(path);
  await age(path);
  await withLock(bench.layout().lock, { enabled: true, timeoutMs: 0 }, async () => {
    const asked = gc({ dryRun: true });
    await setTimeout(100);
    await rm(at(path));
    expect((await asked).garbage).toEqual([]);
  });
});

test('what people put there, what is kept aside and what runs use stay', async () => {
  const kept = [
    'agent/notes.md',
    'agent/versions/notes.md',
    'agent/versions/2024-review.md',
    'agent/versions/7-zip.txt',
    'agent/1.0.0-draft.txt',
    'agent/1.0.md',
    'agent/versions/1.0.0-draft.txt',
    'agent/1.0.0.md.corrupt-2026-01-01T00-00-00.000Z',
    'agent/versions/1.1.0.md.corrupt-2026-01-01T00-00-00.000Z',
    'specs/agent.md',
    'specs/versions.md',
    'mixed/versions/1.0.0.md',
    'mixed/agent.md',
    'other/versions/1.0.0.md',
    'other/agent.md',
    'named/versions/latest.md',
    'model_registry.json.edited-2026-01-01T00-00-00.000Z',
  ];
  for (const path of kept) {
    await put(path);
    await age(path);
  }
  const outside = join(bench.cwd, 'elsewhere');
  await mkdir(join(outside, 'versions'), { recursive: true });
  await writeFile(join(outside, 'versions', '1.0.0.md'), 'not ours');
  await symlink(outside, at('linked'));
  const done = await gc();
  expect(done.garbage).toEqual([]);
  expect(done.left.map((it) => it.path)).toEqual(['mixed', 'named', 'other']);
  for (const path of kept) expect([path, existsSync(at(path))]).toEqual([path, true]);
  const forced = await gc({ force: true });
  expect(forced.garbage.map((it) => it.kind)).toEqual(['kept_aside', 'kept_aside', 'kept_aside']);
  expect(existsSync(join(outside, 'versions', '1.0.0.md'))).toBe(true);
  expect(existsSync(at('mixed/agent.md'))).toBe(true);
});

test('the only bytes of a version are no garbage, wherever they stand', async () => {
  await commitOperation(bench.place(), ARCHIVE.plan(bench.place(), { reference: 'agent' }));
  await rm(at('agent/1.0.0.md.gz'));
  await bench.write(`${STEP}/agent/1.0.0.md`, BASE);
  await age('agent/1.0.0.md');
  expect((await gc()).garbage).toEqual([]);
  await verifyPlace(bench.place(), { repair: true });
  expect((await gc()).garbage.map((it) => it.path)).toEqual(['agent/1.0.0.md']);
  expect((await verifyPlace(bench.place())).sound).toBe(true);
});

/** What may have the bytes of a version under the name of another. */
const CONTENTS = [
  ['by themselves', '.md', Buffer.from(BASE)],
  ['packed', '.md.gz', gzipSync(BASE)],
  ['beside others', '.md', joinArchives(Buffer.from(BASE), Buffer.from('of a branch'))],
] as const;

describe.each(CONTENTS)('the only bytes of a version, %s under another name', (_, end, bytes) => {
  test.each([
    ['missing', () => rm(at('agent/1.0.0.md'))],
    ['damaged', () => writeFile(at('agent/1.0.0.md'), 'damaged')],
  ])('are no garbage if its own archive is %s, and put back', async (_state, lose) => {
    await lose();
    const others = [`agent/versions/9.9.9${end}`, `other/versions/1.0.0${end}`];
    for (const path of others) {
      await bench.write(`${STEP}/${path}`, bytes);
      await age(path);
    }
    const why = 'it has the bytes of agent/1.0.0.md, which is missing or damaged';
    const done = await gc();
    expect([done.garbage, done.left]).toEqual([
      [],
      [
        { path: others[0], why },
        { path: 'other', why },
      ],
    ]);
    await verifyPlace(bench.place(), { repair: true });
    expect(await bench.text(`${STEP}/agent/1.0.0.md`)).toBe(BASE);
    expect((await gc()).garbage.map((it) => it.path).toSorted()).toEqual([others[0], 'other']);
  });
});

const LOST = 'agent/1.0.0.md';

describe('bytes that were deleted for good', () => {
  beforeEach(async () => {
    const input = { reference: 'agent@1.0.0', purge: true };
    await commitOperation(bench.place(), DELETE.plan(bench.place(), input));
  });
  test.each([
    ['as they were', LOST, BASE],
    ['packed', `${LOST}.gz`, gzipSync(BASE)],
    ['with other line ends', LOST, BASE.replaceAll('\n', '\r\n')],
  ])('are told and removed at once if a merge brings them back %s', async (_, path, bytes) => {
    await bench.write(`${STEP}/${path}`, bytes);
    expect(await found()).toEqual([['purged-bytes', path]]);
    const { garbage } = await gc({ dryRun: true });
    expect(garbage).toMatchObject([{ path, why: 'version 1.0.0 is deleted for good' }]);
    await gc();
    expect(existsSync(at(path))).toBe(false);
    expect(await found()).toEqual([]);
  });

  test('are removed by a repair', async () => {
    await bench.write(`${STEP}/${LOST}`, BASE);
    const { steps } = await verifyPlace(bench.place(), { repair: true });
    expect(steps.flatMap((it) => it.repaired)).toEqual([`${LOST} was removed.`]);
    expect([existsSync(at(LOST)), await found()]).toEqual([false, []]);
  });

  test('may be those of a new version of a run at work, and other bytes may be anything', async () => {
    await bench.write(`${STEP}/agent/versions/3.0.0.md`, BASE);
    await bench.write(`${STEP}/${LOST}`, PATCH);
    expect(await found()).toEqual([]);
    expect((await gc()).garbage).toEqual([]);
  });

  test('are told once no run has the lock, which may be about to remove them', async () => {
    await bench.write(`${STEP}/${LOST}`, BASE);
    await bench.place().store.exclusively(async () => expect(await found()).toEqual([]));
    expect(await found()).toEqual([['purged-bytes', LOST]]);
  });
});

test('archives that versions name in the folder of a former id are those of a model', async () => {
  const place = bench.place();
  await commitOperation(place, MV.plan(place, { id: 'agent', new_id: 'kettle' }));
  // As a merge leaves it, if only one side knew the new id.
  await commit({ ...place, seen: undefined }, async ({ state }) => {
    const known = await bench.entry('kettle');
    const [first] = Object.values(known.versions);
    if (first === undefined) throw new Error('there is no version');
    const versions = { ...known.versions, '1.0.0': { ...first, source: LOST } };
    const models = withEntries(state.models, [{ ...known, versions }]);
    await bench.write(`${STEP}/${LOST}`, BASE);
    return { state: { ...state, models }, changed: true, written: [], drafts: [] };
  });
  await age(LOST);
  await rm(at('kettle/1.0.0.md'));
  await put('agent/versions/0.1.0.md');
  await age('agent/versions/0.1.0.md');
  await utimes(at('agent'), 0, 0);
  const { steps } = await verifyPlace(bench.place());
  expect(steps.find((it) => it.name === 'folders')?.findings).toMatchObject([
    { kind: 'orphaned-file', path: 'agent/versions/0.1.0.md' },
  ]);
  expect((await gc()).garbage.map((it) => it.path)).toEqual(['agent/versions/0.1.0.md']);
  expect(existsSync(at(LOST))).toBe(true);
});

test('a link in place of an archive keeps the bytes beside it, and the rest is collected', async () => {
  await rm(at('agent/1.0.0.md'));
  await symlink(at('agent/versions/1.1.0.md'), at('agent/1.0.0.md'));
  const garbage = ['agent/1.0.0.md.gz', 'agent/versions/0.1.0.md'];
  await writeFile(at('agent/1.0.0.md.gz'), gzipSync(BASE));
  await put('agent/versions/0.1.0.md');
  for (const path of garbage) await age(path);
  expect((await gc()).garbage.map((it) => it.path)).toEqual(['agent/versions/0.1.0.md']);
  expect(garbage.map((path) => existsSync(at(path)))).toEqual([true, false]);
});

test('only what was shown goes', async () => {
  await put('agent/versions/0.1.0.md');
  await age('agent/versions/0.1.0.md');
  const { garbage } = await gc({ dryRun: true });
  await put('agent/versions/0.2.0.md');
  await age('agent/versions/0.2.0.md');
  expect((await gc({ only: garbage })).garbage.map((it) => it.path)).toEqual([
    'agent/versions/0.1.0.md',
  ]);
  expect(existsSync(at('agent/versions/0.2.0.md'))).toBe(true);
});

test.each([true, false])(
  'young archives may be those of a run at work, whether there is a lock: %s',
  async (registry_lock) => {
    const archives = ['agent/versions/0.1.0.md', 'young/1.0.0.md'];
    for (const path of [...archives, 'young/versions/1.1.0.md']) await put(path);
    await age('young/versions/1.1.0.md');
    await mkdir(at('new/versions'), { recursive: true });
    const settings = { ...DEFAULT_SETTINGS, registry_lock };
    const { garbage, left } = await collectGarbage(bench.place({ settings }));
    const paths = left.map((it) => it.path).toSorted();
    expect([garbage, paths]).toEqual([[], ['agent/versions/0.1.0.md', 'new', 'young']]);
    for (const path of archives) await age(path);
    const found = await collectGarbage(bench.place({ settings }));
    expect(found.garbage.map((it) => it.path).toSorted()).toEqual([archives[0], 'young']);
  },
);

test('nothing is removed where another registry shares the output, or one is not in order', async () => {
  await put('agent/versions/0.1.0.md');
  await bench.run({ registryPath: `${STEP}/other.json` });
  await expect(gc()).rejects.toMatchObject({ code: 'in-use' });
  await rm(at('.other.json.generations'), { recursive: true });
  await writeFile(at('model_registry.json'), 'damaged');
  await expect(gc()).rejects.toMatchObject({ code: 'registry-corrupt' });
  expect(existsSync(at('agent/versions/0.1.0.md'))).toBe(true);
});

test('where nothing was ever registered there is nothing to look at', async () => {
  const place = bench.place({ outputDir: 'other' });
  await expect(collectGarbage(place)).rejects.toMatchObject({ code: 'registry-missing' });
  expect(existsSync(join(bench.cwd, 'other'))).toBe(false);
});

test('a packed archive that nothing names is told as such by verify', async () => {
  await writeFile(at('agent/1.0.0.md.gz'), gzipSync(BASE));
  await age('agent/1.0.0.md.gz');
  const { steps } = await verifyPlace(bench.place());
  expect(steps.flatMap((it) => it.findings)).toMatchObject([
    { kind: 'orphaned-file', path: 'agent/1.0.0.md.gz' },
  ]);
});

test('what a killed run left in the folder of no model goes at once', async () => {
  const dead = `999999999-${MACHINE}000000.tmp`;
  await put(`fresh/versions/.1.0.0.md.${dead}`);
  await put('fresh/1.0.0.md');
  await put(`gone/.gone_metadata.json.${dead}`);
  await put(`moved/.1.0.0.md.${dead}`);
  await put(`release-notes/.1.2.0.md.${dead}`);
  await put('release-notes/1.2.0.md');
  const { garbage, left } = await gc();
  expect(garbage.map(({ kind, path }) => [kind, path]).toSorted()).toEqual([
    ['temporary', `fresh/versions/.1.0.0.md.${dead}`],
    ['temporary', `gone/.gone_metadata.json.${dead}`],
    ['temporary', `moved/.1.0.0.md.${dead}`],
  ]);
  expect(left.map(({ path }) => path)).toEqual(['fresh', 'gone', 'moved']);
  expect(existsSync(at('release-notes/1.2.0.md'))).toBe(true);
  expect(existsSync(at('fresh/1.0.0.md'))).toBe(true);
});

test('a run that was killed between the link of an archive and its end leaves nothing', async () => {
  const [archive, killed] = ['moved/1.0.0.md', `moved/.1.0.0.md.999999999-${MACHINE}000000.tmp`];
  await put(killed);
  await link(at(killed), at(archive));
  const { garbage, left } = await gc({ dryRun: true });
  expect(garbage.map(({ kind, path }) => [kind, path])).toEqual([['temporary', killed]]);
  expect(left.map(({ path }) => path)).toEqual(['moved']);
  await age(archive);
  expect((await gc()).garbage.map(({ kind, path }) => [kind, path])).toEqual([['folder', 'moved']]);
  expect(existsSync(at('moved'))).toBe(false);
});

test('a file that a killed run had set aside does not make an old folder young', async () => {
  const aside = `stranger/versions/.1.0.0.md.999999999-${MACHINE}000000.tmp`;
  await put(aside);
  await put('stranger/versions/1.0.1.md');
  await utimes(at('stranger/versions/1.0.1.md'), 0, 0);
  const { garbage, left } = await gc();
  expect(garbage.map(({ kind, path }) => [kind, path])).toEqual([['folder', 'stranger']]);
  expect(left).toEqual([]);
  expect(existsSync(at('stranger'))).toBe(false);
});

/** The name of a registry that another program wrote some days ago. */
function name(day: number): string {
  const time = new Date(bench.now().getTime() - day * 86_400_000).toISOString();
  return `model_registry.json.edited-${time.replaceAll(':', '-')}`;
}

test('of the registries that other programs wrote, the last ten of a month stay', async () => {
  const few = [40, 29, 2].map(name);
  for (const path of few) await put(path);
  expect((await gc()).garbage.map(({ path }) => path)).toEqual([few[0]]);
  const many = Array.from({ length: 12 }, (_, at) => name(28 - at));
  for (const path of many) await put(path);
  const { garbage } = await gc();
  expect(garbage.map(({ path }) => path).toSorted()).toEqual(
    [few[1], ...many.slice(0, 3)].toSorted(),
  );
  expect((await gc()).garbage).toEqual([]);
});

test('a folder that somebody keeps beside the models stays, whatever its files are called', async () => {
  await put('release-notes/1.2.0.md');
  await utimes(at('release-notes/1.2.0.md'), 0, 0);
  expect((await gc()).garbage).toEqual([]);
  expect(existsSync(at('release-notes/1.2.0.md'))).toBe(true);
});

test('of a folder of no model, the metadata goes last', async () => {
  const paths = ['0bee/1.0.0.md', '0bee/0bee_metadata.json', '0bee/versions/1.0.1.md'];
  for (const path of paths) {
    await put(path);
    await utimes(at(path), 0, 0);
  }
  const layout = createLayout({ outputDir: 'out', registryPath: null, cwd: bench.cwd });
  const { ours } = await listModelFolder(layout, '0bee');
  expect(ours.map(({ path }) => path)).toEqual([paths[0], paths[2], paths[1]]);
});
