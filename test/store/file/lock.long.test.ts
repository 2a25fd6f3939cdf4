import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env, execPath, pid } from 'node:process';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../src/store/file/lock.js';
import { FAKETIME } from '../../support/fake-clock.js';
import { bundle } from '../../support/bundle.js';

const children: ChildProcess[] = [];
let folder = '';
let target = '';
let lockPath = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnn-lock-'));
  target = join(folder, 'registry.json');
  lockPath = `${target}.lock`;
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  const child = spawn(execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function untilExit(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('exit', done));
}

/** Another program that holds the lock, for some milliseconds. */
async function holdElsewhere(milliseconds: number): Promise<ChildProcess> {
  const child = start(
    '-e',
    `require('proper-lockfile').lock(process.argv[1], { realpath: false }).then((release) => {
      console.log('held');
      setTimeout(release, ${milliseconds});
    })`,
    target,
  );
  await new Promise((ready) => child.stdout?.once('data', ready));
  return child;
}

const patient = { enabled: true, timeoutMs: 20_000 };

test('a lock of another process is waited for', async () => {
  await holdElsewhere(600);
  const begin = performance.now();
  expect(await withLock(lockPath, patient, async () => 'mine')).toBe('mine');
  expect(performance.now() - begin).toBeGreaterThan(300);
});

test('who waits is told once, and gives up in time with the place of the lock', async () => {
  await holdElsewhere(60_000);
  const notices: string[] = [];
  let ran = false;
  const begin = performance.now();
  const waiting = withLock(
    lockPath,
    { enabled: true, timeoutMs: 2600, onNotice: (text) => notices.push(text) },
    async () => {
      ran = true;
    },
  );
  await expect(waiting).rejects.toMatchObject({
    code: 'lock-busy',
    message: expect.stringContaining(lockPath),
    hint: expect.stringContaining('lock_timeout'),
  });
  expect(performance.now() - begin).toBeGreaterThan(2500);
  expect(notices).toEqual([expect.stringContaining(lockPath)]);
  expect(ran).toBe(false);
  expect(existsSync(lockPath)).toBe(true);
});

test('who waits is told who holds the lock, also in the error', async () => {
  const holder = new RegExp(`process ${pid} on ${hostname()}`);
  const notices: string[] = [];
  const impatient = { enabled: true, timeoutMs: 2200 };
  await withLock(lockPath, patient, async () => {
    const waiting = withLock(
      lockPath,
      { ...impatient, onNotice: (text) => void notices.push(text) },
      async () => {},
    );
    await expect(waiting).rejects.toMatchObject({
      code: 'lock-busy',
      message: expect.stringMatching(holder),
    });
  });
  expect(notices).toEqual([expect.stringMatching(holder)]);
  await mkdir(lockPath);
  const waiting = withLock(lockPath, { ...impatient, timeoutMs: 0 }, async () => {});
  await expect(waiting).rejects.toMatchObject({
    message: expect.stringContaining('is held by another run'),
  });
});

/** Works in a lock that is lost meanwhile. @returns What people are told. */
async function lose(meanwhile: () => Promise<void>): Promise<string[]> {
  const notices: string[] = [];
  const options = { ...patient, onNotice: (text: string) => void notices.push(text) };
  const work = async (): Promise<string> => {
    await meanwhile();
    return 'done';
  };
  expect(await withLock(lockPath, options, work)).toBe('done');
  return notices;
}

const wasLost = [expect.stringMatching(/registry\.json\.lock was taken over.*Nothing was lost/)];

test('a loss that the timer notices does not throw from the timer', async () => {
  const notices = await lose(async () => {
    await rm(lockPath, { recursive: true });
    await sleep(3500);
  });
  expect(notices).toEqual(wasLost);
});

test('a lock is kept fresh, and still known as ours after that', async () => {
  await withLock(lockPath, patient, async () => {
    const before = (await stat(lockPath)).mtimeMs;
    await sleep(3500);
    expect((await stat(lockPath)).mtimeMs).toBeGreaterThan(before);
  });
  expect(existsSync(lockPath)).toBe(false);
});

test('a lock that is released while it is made fresh is still ours', async () => {
  const notices: string[] = [];
  const telling = { ...patient, onNotice: (notice: string) => notices.push(notice) };
  await withLock(lockPath, telling, async () => {
    const before = statSync(lockPath).mtimeMs;
    // Long pieces of work: the system has set the new time before anybody is told of it.
    while (statSync(lockPath).mtimeMs === before) {
      await nextTurn();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);
    }
  });
  expect(notices).toEqual([]);
  expect(existsSync(lockPath)).toBe(false);
});

test('a process that ends in the lock removes it, and only its own', async () => {
  const program = await buildProgram(`
    import { mkdirSync, rmSync, utimesSync } from 'node:fs';
    import { withLock } from './lock.ts';
    const [target, swap] = process.argv.slice(2);
    void withLock(target + '.lock', { enabled: true, timeoutMs: 1000 }, async () => {
      if (swap) {
        rmSync(target + '.lock', { recursive: true });
        mkdirSync(target + '.lock');
        utimesSync(target + '.lock', 1, 1);
      }
      process.exit(7);
    });`);
  expect(await untilExit(start(program, target))).toBe(7);
  expect(existsSync(lockPath)).toBe(false);
  expect(await untilExit(start(program, target, 'swap'))).toBe(7);
  expect((await stat(lockPath)).mtimeMs).toBe(1000);
});

test('eight processes count together', async () => {
  const program = await buildProgram(`
    import { readFileSync, writeFileSync } from 'node:fs';
    import { withLock } from './lock.ts';
    const target = process.argv[2];
    for (let round = 0; round < 5; round += 1) {
      await withLock(target + '.lock', { enabled: true, timeoutMs: 60000 }, async () => {
        const count = Number(readFileSync(target, 'utf8'));
        await new Promise((done) => setTimeout(done, 2));
        writeFileSync(target, String(count + 1));
      });
    }`);
  await writeFile(target, '0');
  const codes = await Promise.all(
    Array.from({ length: 8 }, () => untilExit(start(program, target))),
  );
  expect(codes).toEqual(Array.from({ length: 8 }, () => 0));
  expect(await readFile(target, 'utf8')).toBe('40');
});

const STRANGER = `1@elsewhere~0123456789ab`;

/** Makes a lock of another host, whose time is some milliseconds from now. */
async function makeForeign(lock: string, ahead: number): Promise<void> {
  await mkdir(lock);
  await writeFile(join(lock, STRANGER), '');
  touch(lock, ahead);
}

function touch(lock: string, ahead: number): void {
  const time = new Date(Date.now() + ahead);
  utimesSync(lock, time, time);
}

/** A place of its own, for trials that wait at the same time. */
async function makePlace(name: string): Promise<{ at: string; lock: string; clock: string }> {
  const place = join(folder, name.replaceAll(' ', '-'));
  await mkdir(place);
  const at = join(place, 'registry.json');
  return { at, lock: `${at}.lock`, clock: join(place, 'clock') };
}

test('a lock from the future is taken over unless its holder sets the time', async () => {
  await Promise.all([takeAbandoned(), refuseRefreshed(), takeStopped()]);
});

async function takeAbandoned(): Promise<void> {
  const { at, lock } = await makePlace('abandoned');
  await makeForeign(lock, 3_600_000);
  const begin = performance.now();
  expect(await withLock(`${at}.lock`, patient, async () => 1)).toBe(1);
  expect(performance.now() - begin).toBeLessThan(5_000);
}

async function refuseRefreshed(): Promise<void> {
  const { at, lock } = await makePlace('refreshed');
  await makeForeign(lock, 3_600_000);
  const refreshing = setInterval(() => touch(lock, 3_600_000), 2_500);
  try {
    const waiting = withLock(`${at}.lock`, { ...patient, timeoutMs: 7_000 }, async () => 1);
    await expect(waiting).rejects.toMatchObject({ code: 'lock-busy' });
  } finally {
    clearInterval(refreshing);
  }
  expect(await readdir(lock)).toEqual([STRANGER]);
}

/** The holder is alive here, so it is waited for as long as for any other. */
async function takeStopped(): Promise<void> {
  const { at, lock } = await makePlace('stopped');
  const holder = start(await buildProgram(HOLDING), at, '60000');
  await new Promise((ready) => holder.stdout?.once('data', ready));
  holder.kill('SIGSTOP');
  touch(lock, 3_600_000);
  const begin = performance.now();
  expect(await withLock(`${at}.lock`, patient, async () => 1)).toBe(1);
  expect(performance.now() - begin).toBeGreaterThan(9_000);
}

/** Holds the lock for some milliseconds. */
const HOLDING = `
  import { withLock } from './lock.ts';
  const [target, time] = process.argv.slice(2);
  const onNotice = (text) => console.log(text);
  await withLock(target + '.lock', { enabled: true, timeoutMs: 0, onNotice }, async () => {
    console.log('held');
    await new Promise((done) => setTimeout(done, Number(time)));
  });`;

/** A program whose clock is what a file says, on a file system with another clock. */
function startByClock(clock: string, ...args: string[]): ChildProcess {
  const child = spawn(execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...env,
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
  });
  children.push(child);
  return child;
}

test.skipIf(FAKETIME === '')('the clock of a program follows the file', async () => {
  const clock = join(folder, 'clock');
  await writeFile(clock, '+2h');
  const show = 'setInterval(() => console.log(Date.now()), 100)';
  const child = startByClock(clock, '-e', show);
  const read = (): Promise<number> =>
    new Promise((done) =>
      child.stdout?.once('data', (data: Buffer) => done(Number(`${data}`.split('\n')[0]))),
    );
  expect((await read()) - Date.now()).toBeGreaterThan(7_000_000);
  await writeFile(clock, '+0');
  await sleep(300);
  expect(Math.abs((await read()) - Date.now())).toBeLessThan(10_000);
});

test.skipIf(FAKETIME === '')(
  'a lock is kept by whoever holds it, whatever the clocks say',
  async () => {
    const programs = [await buildProgram(HOLDING), await buildProgram(WAITING)] as const;
    await Promise.all([
      keepByClock(programs[0], 'ahead', '+2h', '+2h'),
      keepByClock(programs[0], 'behind', '-2h', '-2h'),
      keepByClock(programs[0], 'set back', '+2h', '+0'),
      keepByClock(programs[0], 'set ahead', '-2h', '+0'),
      waitByClock(programs[1]),
    ]);
  },
);

/** The clock of a holder is set while it holds the lock. */
async function keepByClock(
  program: string,
  name: string,
  first: string,
  second: string,
): Promise<void> {
  const { at, clock } = await makePlace(name);
  await writeFile(clock, first);
  const holder = startByClock(clock, program, at, '9000');
  let said = '';
  holder.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  await new Promise((ready) => holder.stdout?.once('data', ready));
  await writeFile(clock, second);
  const waiting = withLock(`${at}.lock`, { ...patient, timeoutMs: 7_000 }, async () => 1);
  await expect(waiting, name).rejects.toMatchObject({ code: 'lock-busy' });
  expect([name, await untilExit(holder), said]).toEqual([name, 0, 'held\n']);
}

/** The clock of one that waits is set, while the lock is held. */
async function waitByClock(program: string): Promise<void> {
  const { at, lock, clock } = await makePlace('waiting');
  await writeFile(clock, '+0');
  await withLock(`${at}.lock`, patient, async () => {
    const waiter = startByClock(clock, program, at, '5000');
    await sleep(1500);
    await writeFile(clock, '+1h');
    expect(await untilExit(waiter)).toBe(3);
    expect((await readdir(lock))[0]).toMatch(new RegExp(`^${pid}@`));
  });
}

const WAITING = `
  import { withLock } from './lock.ts';
  const [target, time] = process.argv.slice(2);
  await withLock(target + '.lock', { enabled: true, timeoutMs: Number(time) }, async () => {}).catch(() => process.exit(3));`;

async function buildProgram(contents: string): Promise<string> {
  const outfile = join(folder, `program-${contents.length}.mjs`);
  await bundle(outfile, { stdin: { contents, resolveDir: resolve('src/store/file') } });
  return outfile;
}
