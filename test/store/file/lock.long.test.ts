import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execPath, pid } from 'node:process';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../src/store/file/lock.js';

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
  expect(await withLock(target, patient, async () => 'mine')).toBe('mine');
  expect(performance.now() - begin).toBeGreaterThan(300);
});

test('who waits is told once, and gives up in time with the place of the lock', async () => {
  await holdElsewhere(60_000);
  const notices: string[] = [];
  let ran = false;
  const begin = performance.now();
  const waiting = withLock(
    target,
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
  await withLock(target, patient, async () => {
    const waiting = withLock(
      target,
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
  const waiting = withLock(target, { ...impatient, timeoutMs: 0 }, async () => {});
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
  expect(await withLock(target, options, work)).toBe('done');
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
  await withLock(target, patient, async () => {
    const before = (await stat(lockPath)).mtimeMs;
    await sleep(3500);
    expect((await stat(lockPath)).mtimeMs).toBeGreaterThan(before);
  });
  expect(existsSync(lockPath)).toBe(false);
});

test('a lock that is released while it is made fresh is still ours', async () => {
  const notices: string[] = [];
  const telling = { ...patient, onNotice: (notice: string) => notices.push(notice) };
  await withLock(target, telling, async () => {
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
    void withLock(target, { enabled: true, timeoutMs: 1000 }, async () => {
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
      await withLock(target, { enabled: true, timeoutMs: 60000 }, async () => {
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

async function buildProgram(contents: string): Promise<string> {
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: { contents, resolveDir: resolve('src/store/file') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The package asks for node's own modules with `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}
