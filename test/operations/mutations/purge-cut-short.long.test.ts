/** A deletion for good whose process is killed after its commit is finished by whoever comes next. */
import { existsSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectGarbage } from '../../../src/operations/maintenance/gc.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { GENERATION_RESTORE } from '../../../src/operations/mutations/generations.js';
import { DELETE } from '../../../src/operations/mutations/lifecycle.js';
import { MV } from '../../../src/operations/mutations/rename.js';
import { applyRetention } from '../../../src/operations/mutations/retention.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { withLock } from '../../../src/store/file/lock.js';
import { STEP } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import type { Bench } from '../harness.js';
import { BASE, MAJOR, MINOR, REGISTRY, openBench } from '../harness.js';
import { joinVersions } from '../joined.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Footer: 'A lamp.' }));
  await bench.register(BASE, MINOR);
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, path);
const restore = (generation: number) =>
  commitOperation(bench.place(), GENERATION_RESTORE.plan(bench.place(), { generation }));

/** Deletes for good, and puts back what was there right after the commit. */
async function cutShort(reference: string): Promise<void> {
  const before = await bench.text(REGISTRY);
  await cp(at(STEP), at('before'), { recursive: true });
  const input = { reference, purge: true };
  await commitOperation(bench.place(), DELETE.plan(bench.place(), input));
  const { generation } = await bench.registry();
  for (const name of await readdir(at('before/.generations'))) {
    if (!name.endsWith('.registry')) continue;
    await cp(at(`before/.generations/${name}`), at(`${STEP}/.generations/${name}`));
  }
  await cp(at('before/agent'), at(`${STEP}/agent`), { recursive: true });
  await bench.write(`${REGISTRY}.bak`, before);
  await bench.write(`${STEP}/.generations/${generation}.purging`, '');
  await rm(at('before'), { recursive: true });
}

/** How many states have a model. */
async function count(id: string): Promise<number> {
  const names = (await readdir(at(`${STEP}/.generations`))).filter((it) =>
    it.endsWith('.registry'),
  );
  const paths = [...names.map((it) => `${STEP}/.generations/${it}`), `${REGISTRY}.bak`];
  const texts = await Promise.all(paths.map((it) => bench.text(it)));
  return texts.filter((it) => it.includes(`"model_id": "${id}"`)).length;
}

const problems = async (): Promise<string[]> =>
  (await verifyPlace(bench.place())).steps
    .flatMap((it) => it.findings)
    .map(({ kind }) => kind)
    .filter((kind) => !kind.startsWith('spec-'));

/** What `gc` asks about. */
const unfinished = async () => (await collectGarbage(bench.place(), { dryRun: true })).unfinished;

async function expectFinished(): Promise<void> {
  expect(await count('agent')).toBe(0);
  expect(await count('lamp')).toBeGreaterThan(2);
  expect(existsSync(at(`${STEP}/agent`))).toBe(false);
  expect((await readdir(at(`${STEP}/.generations`))).join()).not.toContain('purging');
  expect(await problems()).toEqual([]);
}

test('is a finding, which the next commit ends', async () => {
  await restore(1);
  await cutShort('agent');
  expect([await count('agent'), existsSync(at(`${STEP}/agent`))]).toEqual([4, true]);
  expect(await problems()).toEqual(['purge-unfinished']);
  await rm(at('in/agent.md'));
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Footer: 'Another lamp.' }));
  await bench.run();
  await expectFinished();
});

test('is no finding while it is at work', async () => {
  await restore(1);
  await cutShort('agent');
  const { lock } = bench.layout();
  await withLock(lock, { enabled: true, timeoutMs: 0 }, async () => {
    expect(await problems()).toEqual([]);
  });
  expect(await problems()).toEqual(['purge-unfinished']);
});

test('is finished by a repair', async () => {
  await restore(1);
  await cutShort('agent');
  await verifyPlace(bench.place(), { repair: true });
  await expectFinished();
});

test('is finished by gc, also if the mark of it is lost', async () => {
  await restore(1);
  await cutShort('agent');
  await rm(at(`${STEP}/.generations/4.purging`));
  expect(await unfinished()).toEqual(['agent']);
  await collectGarbage(bench.place());
  await expectFinished();
  expect(await unfinished()).toEqual([]);
});

test('takes the caches that have the model along, also those of a purge that was cut short', async () => {
  const caches = [
    `${STEP}/.search-index`,
    `${STEP}/.generations/last-run`,
    `${STEP}/.generations/read-specs`,
  ];
  const left = (): string[] => caches.filter((it) => existsSync(at(it)));
  const cache = async (): Promise<void> => {
    for (const it of caches) await bench.write(it, 'agent');
  };
  await cache();
  await commitOperation(
    bench.place(),
    DELETE.plan(bench.place(), { reference: 'agent@1.0.0', purge: true }),
  );
  expect(left()).toEqual([]);
  await cutShort('agent');
  await cache();
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Footer: 'Another lamp.' }));
  await rm(at('in/agent.md'));
  await bench.run();
  expect(left()).toEqual([]);
  await cache();
  await collectGarbage(bench.place());
  expect(left()).toEqual(caches);
});

test('a model that got the id since stays', async () => {
  await cutShort('agent');
  await bench.register(MAJOR, MINOR);
  expect(await bench.entry('agent')).toMatchObject({ version: '3.0.0' });
  expect(await count('agent')).toBe(3);
  expect(await bench.text(`${STEP}/agent/2.0.0.md`)).toBe(MAJOR);
  await collectGarbage(bench.place());
  expect(await count('agent')).toBe(3);
  expect(await problems()).toEqual([]);
});

test('a model that was renamed stays in the states that have its former id', async () => {
  await commitOperation(bench.place(), MV.plan(bench.place(), { id: 'agent', new_id: 'robot' }));
  const before = await count('agent');
  await collectGarbage(bench.place());
  expect([before, await count('agent')]).toEqual([3, 3]);
});

test('a version whose bytes branches joined with others goes, whatever state names it', async () => {
  await bench.register(MINOR.replaceAll('0.9', '0.7'));
  await joinVersions(bench, ['1.0.0', '1.1.0']);
  await restore(3);
  await restore(4);
  const shared = `${STEP}/agent/1.0.0.md`;
  await cutShort('agent@1.0.0');
  expect(await bench.text(shared)).toContain(BASE);
  expect(await problems()).toEqual(['purge-unfinished', 'purged-bytes']);
  expect(await unfinished()).toEqual(['agent@1.0.0']);
  await collectGarbage(bench.place());
  expect(existsSync(at(shared))).toBe(false);
  expect(await unfinished()).toEqual([]);
  expect(await problems()).toEqual([]);
});

test('bytes that retention let go stay for the states that another one replaced', async () => {
  await bench.register(MAJOR);
  await restore(2);
  const policy = { keep: 1, archive_after_days: 0, delete_archived_after_days: 0 };
  await commitOperation(bench.place(), applyRetention(bench.place(), policy));
  await commitOperation(bench.place(), applyRetention(bench.place(), policy));
  expect((await bench.entry('agent')).versions['1.0.0']?.source).toBeNull();
  await collectGarbage(bench.place());
  expect((await restore(3)).result.left).toEqual([]);
  expect(await problems()).toEqual([]);
});
