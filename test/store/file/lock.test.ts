import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execPath, getuid, pid } from 'node:process';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../src/store/file/lock.js';

const isRoot = getuid?.() === 0;
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

async function makeStale(): Promise<void> {
  await mkdir(lockPath);
  const old = new Date(Date.now() - 60_000);
  await utimes(lockPath, old, old);
}

const patient = { enabled: true, timeoutMs: 20_000 };

test('the work runs in the lock, and the lock is gone after it', async () => {
  const result = await withLock(target, patient, async () => existsSync(lockPath));
  expect(result).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('a disabled lock is none', async () => {
  const off = { enabled: false, timeoutMs: 0 };
  expect(await withLock(target, off, async () => existsSync(lockPath))).toBe(false);
});

test('the folder of the lock is made', async () => {
  const deep = join(folder, 'new/deep/registry.json');
  expect(await withLock(deep, patient, async () => existsSync(`${deep}.lock`))).toBe(true);
});

test('the error of the work comes through, and the lock is released', async () => {
  const error = new Error('work');
  await expect(withLock(target, patient, () => Promise.reject(error))).rejects.toBe(error);
  expect(existsSync(lockPath)).toBe(false);
});

test('in one process, too, one works after the other', async () => {
  const log: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    log.push(`${name}+`);
    await sleep(30);
    log.push(`${name}-`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withLock(target, patient, work(name))));
  expect(log).toHaveLength(6);
  for (let at = 0; at < 6; at += 2) expect(log[at + 1]).toBe(log[at]?.replace('+', '-'));
});

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
    hint: expect.stringContaining('--lock-timeout'),
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

test('a stale lock with the name of its holder is taken over', async () => {
  await mkdir(lockPath);
  await writeFile(join(lockPath, '999999@elsewhere~0123456789ab'), '');
  const old = new Date(Date.now() - 60_000);
  await utimes(lockPath, old, old);
  const waiting = withLock(target, patient, async () => readdir(lockPath));
  expect(await waiting).toEqual([expect.stringMatching(new RegExp(`^${pid}@`))]);
  expect(existsSync(lockPath)).toBe(false);
});

test('without time to wait there is one attempt', async () => {
  await mkdir(lockPath);
  const begin = performance.now();
  const waiting = withLock(target, { enabled: true, timeoutMs: 0 }, async () => {});
  await expect(waiting).rejects.toMatchObject({ code: 'lock-busy' });
  expect(performance.now() - begin).toBeLessThan(1000);
});

test('a stale lock is taken over, one with something in it never', async () => {
  await makeStale();
  expect(await withLock(target, patient, async () => 1)).toBe(1);
  await makeStale();
  await writeFile(join(lockPath, 'x'), '');
  const old = new Date(Date.now() - 60_000);
  await utimes(lockPath, old, old);
  const waiting = withLock(target, { enabled: true, timeoutMs: 100 }, async () => {});
  await expect(waiting).rejects.toMatchObject({ code: 'lock-busy' });
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

const wasLost = [expect.stringMatching(/registry\.json\.lock was taken over.*Nothing is lost/)];

test('a lock that was taken over is told, and the lock of the other is left alone', async () => {
  const other = new Date(Date.now() - 1_000);
  const notices = await lose(async () => {
    await rm(lockPath, { recursive: true });
    await mkdir(lockPath);
    await utimes(lockPath, other, other);
  });
  expect(notices).toEqual(wasLost);
  expect((await stat(lockPath)).mtime).toEqual(other);
});

test('a lock that vanished is told, and the error of the work goes first', async () => {
  expect(await lose(() => rm(lockPath, { recursive: true }))).toEqual(wasLost);
  const failing = withLock(target, patient, async () => {
    await rm(lockPath, { recursive: true });
    throw new Error('work');
  });
  await expect(failing).rejects.toThrow('work');
});

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

test('a lock that cannot be removed is an error of the output', async () => {
  const working = withLock(target, patient, async () => {
    const { mtime } = await stat(lockPath);
    await writeFile(join(lockPath, 'x'), '');
    await utimes(lockPath, mtime, mtime);
  });
  await expect(working).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringMatching(/\.lock.*ENOTEMPTY/),
  });
});

test('a place where no lock can be made', async () => {
  await writeFile(join(folder, 'file'), '');
  const working = withLock(join(folder, 'file/registry.json'), patient, async () => {});
  await expect(working).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining(join(folder, 'file')),
    hint: expect.stringContaining('--output-dir'),
  });
});

test.skipIf(isRoot)('a folder without permission', async () => {
  await chmod(folder, 0o500);
  const working = withLock(target, patient, async () => {});
  await expect(working).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining('EACCES'),
  });
  await chmod(folder, 0o700);
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
