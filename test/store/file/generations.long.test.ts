/**
 * The commit, by real processes on real files: racing, sleeping, killed, and on full disks.
 *
 * The seed of the kills is printed; `GNN_SEED` sets it, and `GNN_KILLS` their number.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, getuid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { loadRegistry } from '../../../src/store/file/load.js';
import { isIntactRegistry } from '../../../src/store/file/classify-registry.js';
import { restoreRegistry, sweepOutput } from '../../../src/store/file/registry.js';
import { NOW, entryOf, save, stateOf } from '../../support/registry-store.js';
import type { Writer, WriterOrder } from '../../support/writer-program.js';
import { buildWriter, hasStrace, startWriter } from '../../support/writer-program.js';

let shared = '';
let program = '';
let cwd = '';
let log = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });
let writers: Writer[] = [];

beforeAll(async () => {
  shared = await mkdtemp(join(inject('disk'), 'gnn-writer-'));
  program = join(shared, 'writer.mjs');
  await buildWriter(program);
});
afterAll(() => rm(shared, { recursive: true, force: true }));

beforeEach(async () => {
  cwd = await mkdtemp(join(inject('disk'), 'gnn-generations-'));
  log = join(cwd, 'log');
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
});

afterEach(async () => {
  for (const { child } of writers) child.kill('SIGKILL');
  await Promise.all(writers.map((it) => it.done));
  writers = [];
  await rm(cwd, { recursive: true, force: true });
});

function start(name: string, order: Partial<WriterOrder> = {}, prefix: string[] = []): Writer {
  const writer = startWriter(program, { cwd, name, count: 1, log, ...order }, prefix);
  writers.push(writer);
  return writer;
}

const acknowledged = async (): Promise<string[]> =>
  existsSync(log) ? (await readFile(log, 'utf8')).trim().split('\n').toSorted() : [];
const registered = async (): Promise<string[]> =>
  [...(await loadRegistry(layout, NOW)).state.models.keys()].toSorted();
const numbers = async (): Promise<number[]> =>
  (await readdir(layout.generations))
    .filter((name) => name.endsWith('.registry'))
    .map((name) => Number.parseInt(name, 10))
    .filter((number) => !Number.isNaN(number))
    .toSorted((a, b) => a - b);
const published = async (): Promise<number> =>
  JSON.parse(await readFile(layout.registry, 'utf8')).generation;
const temporaries = async (): Promise<string[]> =>
  (await readdir(layout.root, { recursive: true })).filter((name) => name.endsWith('.tmp'));

test('eight processes without any lock: each commit is kept', async () => {
  const count = Number(env['GNN_COMMITS'] ?? 12);
  const names = Array.from({ length: 8 }, (_, at) => `w${at}`);
  const done = await Promise.all(names.map((name) => start(name, { count }).done));
  expect(done.map(({ code }) => code)).toEqual(names.map(() => 0));
  expect(await acknowledged()).toHaveLength(8 * count);
  expect(await registered()).toEqual(await acknowledged());
  expect(await published()).toBe(8 * count);
  expect(await numbers()).toEqual(Array.from({ length: 10 }, (_, at) => 8 * count - 9 + at));
  expect(await temporaries()).toEqual([]);
});

/** Runs a writer so that a system call of it takes its time, or fails; it is stopped at no other. */
function injecting(what: string): string[] {
  const [call, action = ''] = what.split(':');
  // With a filter in the kernel, no signal is sent.
  const filter = action.startsWith('signal') ? [] : ['--seccomp-bpf'];
  const flags = ['-f', ...filter, '-qq', '-o', '/dev/null'];
  return ['strace', ...flags, '-e', `trace=${call}`, '-e', `inject=${what}`];
}

describe.skipIf(!hasStrace)('a writer that sleeps', () => {
  test('between reading and link, until its number was used and removed, starts over', async () => {
    await save(layout, stateOf('a'));
    // The first link is that of the backup.
    const slow = start('slow', {}, injecting('link:delay_enter=6000000:when=2'));
    await slow.ready;
    await sleep(1500);
    await start('fast', { count: 14 }).done;
    expect(await numbers()).not.toContain(2);
    expect(await acknowledged()).toHaveLength(14);
    const { code, output } = await slow.done;
    expect([code, output]).toEqual([0, expect.stringContaining('{"lost":1}')]);
    expect(await registered()).toEqual(['a', ...(await acknowledged())]);
    expect(await numbers()).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect(await published()).toBe(16);
  });

  test('between link and rename leaves no older state in view', async () => {
    await save(layout, stateOf('a'));
    // The first rename is that of the backup.
    const slow = start('slow', {}, injecting('rename:delay_enter=6000000:when=2'));
    await slow.ready;
    await sleep(1500);
    expect(await published()).toBe(1);
    expect(await temporaries()).toContainEqual(expect.stringMatching(/registry\.json\.2\./));
    await start('fast', { count: 3 }).done;
    expect(await published()).toBe(5);
    expect(await acknowledged()).not.toContain('slow-0');
    // Also if it were killed right after its rename.
    expect((await temporaries()).filter((it) => it.includes('registry.json.2.'))).toEqual([]);
    // Nor does it replace what was put there on purpose meanwhile.
    await cp(join(layout.generations, '1.registry'), layout.registry);
    expect((await slow.done).code).toBe(0);
    expect(await published()).toBe(1);
    await cp(join(layout.generations, '5.registry'), layout.registry);
    expect(await registered()).toEqual(['a', ...(await acknowledged())]);
  });

  test('and is killed between link and rename: the next run publishes what it committed', async () => {
    await save(layout, stateOf('a'));
    expect((await start('slow', {}, injecting('rename:signal=KILL:when=2')).done).code).not.toBe(0);
    expect(await acknowledged()).toEqual([]);
    expect(await published()).toBe(1);
    const loaded = await loadRegistry(layout, NOW);
    expect([loaded.due, await registered()]).toEqual(['publish', ['a', 'slow-0']]);
    await restoreRegistry(layout, loaded, { now: NOW });
    expect(await published()).toBe(2);
  });
});

describe.skipIf(!hasStrace)('a file system without hard links', () => {
  const withoutLinks = injecting('link:error=EPERM');

  test('keeps each commit of four processes', async () => {
    const names = ['w0', 'w1', 'w2', 'w3'];
    const done = await Promise.all(
      names.map((name) => start(name, { count: 5 }, withoutLinks).done),
    );
    expect(done.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await acknowledged()).toHaveLength(20);
    expect(await registered()).toEqual(await acknowledged());
    expect(await numbers()).toEqual(Array.from({ length: 10 }, (_, at) => 11 + at));
    expect(await readdir(join(layout.generations, '20.registry'))).toEqual(['registry']);
    expect(await temporaries()).toEqual([]);
    // Who has links goes on from there.
    await start('linked', { count: 2 }).done;
    await start('again', { count: 2 }, withoutLinks).done;
    expect(await registered()).toEqual(await acknowledged());
    expect(await numbers()).toEqual(Array.from({ length: 10 }, (_, at) => 15 + at));
  });

  test('keeps aside what was damaged there', async () => {
    await save(layout, stateOf('a'));
    await writeFile(layout.registry, 'x');
    expect((await start('w', {}, withoutLinks).done).code).toBe(0);
    const kept = (await readdir(layout.root)).filter((name) => name.includes('.corrupt-'));
    expect(kept).toHaveLength(1);
    expect(await readFile(join(layout.root, kept[0] ?? ''), 'utf8')).toBe('x');
  });
});

test.skipIf(!hasStrace)('the order: write, sync, link, sync, rename, sync', async () => {
  await save(layout, stateOf('a'));
  const trace = join(cwd, 'trace');
  const calls = 'trace=write,pwrite64,fsync,link,rename';
  const { code } = await start('w', {}, [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-y',
    '-o',
    trace,
    '-e',
    calls,
  ]).done;
  expect(code).toBe(0);
  const steps = (await readFile(trace, 'utf8')).split('\n').flatMap((line) => {
    const call = /^\d+ +(\w+)\((.*)$/.exec(line);
    const place = call?.[2]?.match(/[^"<>/]*4_model_registry_output[^">]*/g)?.at(-1) ?? '';
    if (call === null || place === '') return [];
    const name = place.replace(/^.*4_model_registry_output\/?/, '').replace(/\.\d+-\w+\.tmp$/, '~');
    return [`${call[1]?.replace('pwrite64', 'write')} ${name}`];
  });
  expect(steps).toEqual([
    'write .generations/.2.registry~',
    'fsync .generations/.2.registry~',
    'write .model_registry.json.2~',
    'fsync .model_registry.json.2~',
    'link .model_registry.json.bak~',
    'link .generations/2.registry',
    'fsync .generations',
    'rename model_registry.json.bak',
    'rename model_registry.json',
    'fsync ',
  ]);
});

/** The calls of one commit that change something, and how often it makes them. */
const CALLS = { link: 2, rename: 2, fsync: 4, unlink: 3, mkdir: 1, write: 6 };
const FAULTS = ['error=EIO', 'error=ENOSPC', 'error=EACCES', 'signal=KILL'];

test.skipIf(!hasStrace)('a fault at every call leaves the old state or the new one', async () => {
  await save(layout, stateOf('a'));
  const points = Object.entries(CALLS).flatMap(([call, times]) =>
    FAULTS.flatMap((fault) =>
      Array.from({ length: times }, (_, at) => `${call}:${fault}:when=${at + 1}`),
    ),
  );
  const outcomes = { kept: 0, committed: 0 };
  await pMap(
    points,
    async (point) => {
      const own = await mkdtemp(join(cwd, 'fault-'));
      await cp(join(cwd, 'out'), join(own, 'out'), { recursive: true });
      const place = createLayout({ outputDir: 'out', registryPath: null, cwd: own });
      const order = { cwd: own, log: join(own, 'log') };
      const { code } = await start('w', order, injecting(point)).done;
      const { state } = await loadRegistry(place, NOW);
      const isNew = state.models.has('w-0');
      expect([point, state.models.size], point).toEqual([point, isNew ? 2 : 1]);
      expect(isIntactRegistry(await readFile(place.registry)), point).toBe(true);
      if (code === 0) expect(isNew, point).toBe(true);
      outcomes[isNew ? 'committed' : 'kept'] += 1;
      const models = new Map(state.models).set('next-0', entryOf('next-0'));
      expect(await save(place, { ...state, models }), point).toBe(true);
      const after = await loadRegistry(place, NOW);
      expect([after.due, after.state.models.size], point).toEqual(['nothing', isNew ? 3 : 2]);
    },
    { concurrency: 4 },
  );
  console.log(`${points.length} faults:`, outcomes);
  expect(outcomes.kept).toBeGreaterThan(20);
  expect(outcomes.committed).toBeGreaterThan(20);
});

function random(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('writers that are killed at any moment lose nothing that was acknowledged', async () => {
  const seed = Number(env['GNN_SEED'] ?? Date.now() % 2 ** 31);
  const kills = Number(env['GNN_KILLS'] ?? 40);
  const next = random(seed);
  const seen = { killed: 0, reads: 0, unreadable: 0 };
  await save(layout, stateOf('a'));
  const kill = async (): Promise<void> => {
    while (seen.killed < kills) {
      seen.killed += 1;
      const writer = start(`k${seen.killed}`, { count: 1_000_000, padding: 2_000 });
      await writer.ready;
      await sleep(next() * 100);
      writer.child.kill('SIGKILL');
      await writer.done;
    }
  };
  const poll = async (): Promise<void> => {
    while (seen.killed < kills) {
      seen.reads += 1;
      if (!isIntactRegistry(readFileSync(layout.registry))) seen.unreadable += 1;
      await sleep(1);
    }
  };
  await Promise.all([poll(), ...Array.from({ length: 4 }, kill)]);
  const there = new Set(await registered());
  const all = await acknowledged();
  const lost = all.filter((id) => !there.has(id));
  console.log(
    `seed ${seed}: ${kills} kills, ${all.length} acknowledged, ${lost.length} lost; ${seen.reads} reads, ${seen.unreadable} unreadable`,
  );
  expect({ lost, unreadable: seen.unreadable }).toEqual({ lost: [], unreadable: 0 });
  expect((await start('after').done).code).toBe(0);
  expect(await loadRegistry(layout, NOW)).toMatchObject({ due: 'nothing', notices: [] });
  // Those of processes that are gone do not have to be old.
  await sweepOutput({ layout, env: { now: () => new Date() } });
  expect(await temporaries()).toEqual([]);
}, 600_000);

/** Mounts a small file system; false where that is not allowed here. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('no small file system can be mounted here: a full disk is not tried');
    return false;
  }
}

describe('a disk that is full', () => {
  test.skipIf(getuid?.() !== 0)('leaves the old registry, or the new one', async (context) => {
    const disk = join(cwd, 'disk');
    await mkdir(disk);
    if (!mountSmall(disk)) return context.skip();
    try {
      layout = createLayout({ outputDir: 'out', registryPath: null, cwd: disk });
      expect((await start('first', { cwd: disk, padding: 60_000 }).done).code).toBe(0);
      for (const free of [0, 4, 40, 100, 150, 300, 500]) {
        const before = await registered();
        const space = Number(
          execFileSync('df', ['--output=avail', '-k', disk], { encoding: 'utf8' }).split('\n')[1],
        );
        await writeFile(join(disk, 'ballast'), 'x'.repeat(Math.max(0, space - free) * 1024));
        const name = `free${free}`;
        const { code, output } = await start(name, { cwd: disk, padding: 60_000 }).done;
        await rm(join(disk, 'ballast'));
        expect(isIntactRegistry(await readFile(layout.registry))).toBe(true);
        expect(await temporaries()).toEqual([]);
        if (code === 0) expect(await registered()).toEqual([...before, `${name}-0`].toSorted());
        else {
          expect(output).toMatch(/"code":"output-unwritable".*ENOSPC/);
          expect(await registered()).toEqual(before);
        }
        if (free === 0) expect(code).toBe(1);
        if (free === 500) expect(code).toBe(0);
      }
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
