import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid, pid, platform } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MACHINE } from '../../../src/files/temporary.js';
import { readHolder } from '../../../src/store/file/lock-holder.js';
import { withLock } from '../../../src/store/file/lock.js';

const isRoot = getuid?.() === 0;
let folder = '';
let target = '';
let lockPath = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnn-lock-'));
  target = join(folder, 'registry.json');
  lockPath = `${target}.lock`;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeStale(): Promise<void> {
  await mkdir(lockPath);
  const old = new Date(Date.now() - 60_000);
  await utimes(lockPath, old, old);
}

const patient = { enabled: true, timeoutMs: 20_000 };

test('the work runs in the lock, and the lock is gone after it', async () => {
  const result = await withLock(lockPath, patient, async () => existsSync(lockPath));
  expect(result).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('a disabled lock is none', async () => {
  const off = { enabled: false, timeoutMs: 0 };
  expect(await withLock(lockPath, off, async () => existsSync(lockPath))).toBe(false);
});

test('the folder of the lock is made', async () => {
  const deep = join(folder, 'new/deep/registry.json');
  expect(await withLock(`${deep}.lock`, patient, async () => existsSync(`${deep}.lock`))).toBe(
    true,
  );
});

test('the error of the work comes through, and the lock is released', async () => {
  const error = new Error('work');
  await expect(withLock(lockPath, patient, () => Promise.reject(error))).rejects.toBe(error);
  expect(existsSync(lockPath)).toBe(false);
});

test('in one process, too, one works after the other', async () => {
  const log: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    log.push(`${name}+`);
    await sleep(30);
    log.push(`${name}-`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withLock(lockPath, patient, work(name))));
  expect(log).toHaveLength(6);
  for (let at = 0; at < 6; at += 2) expect(log[at + 1]).toBe(log[at]?.replace('+', '-'));
});

test('a stale lock with the name of its holder is taken over', async () => {
  await mkdir(lockPath);
  await writeFile(join(lockPath, '999999@elsewhere~0123456789ab'), '');
  const old = new Date(Date.now() - 60_000);
  await utimes(lockPath, old, old);
  const waiting = withLock(lockPath, patient, async () => readdir(lockPath));
  expect(await waiting).toEqual([expect.stringMatching(new RegExp(`^${pid}@`))]);
  expect(existsSync(lockPath)).toBe(false);
});

/** Makes a lock with a holder's name in it, whose time is some milliseconds from now. */
async function makeHeld(maker: number, machine: string, ahead = 0): Promise<void> {
  await mkdir(lockPath);
  const host = encodeURIComponent(hostname());
  await writeFile(join(lockPath, `${maker}@${host}~${machine}abcdef`), '');
  const time = new Date(Date.now() + ahead);
  await utimes(lockPath, time, time);
}

/** A process that has just ended. */
const findDead = (): number => spawnSync('true').pid;

const quick = { enabled: true, timeoutMs: 500 };

test.skipIf(platform !== 'linux').each([0, 3_600_000, -5_000])(
  'a lock whose holder on this host is dead is taken over at once, whatever its time (%i ms from now)',
  async (ahead) => {
    await makeHeld(findDead(), MACHINE, ahead);
    expect(await withLock(lockPath, quick, async () => 1)).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  },
);

test('a lock from the future that names nobody is taken over at once', async () => {
  await mkdir(lockPath);
  const later = new Date(Date.now() + 3_600_000);
  await utimes(lockPath, later, later);
  expect(await withLock(lockPath, quick, async () => 1)).toBe(1);
});

test.each([
  ['is running', () => makeHeld(pid, MACHINE)],
  ['is running, as the time of the lock does not show', () => makeHeld(pid, MACHINE, 3_600_000)],
  [
    'is of another machine, where the number may be of another process',
    () => makeHeld(findDead(), '0f0f0f'),
  ],
])('a lock whose holder %s is left alone', async (_, make) => {
  await make();
  await expect(withLock(lockPath, quick, async () => 1)).rejects.toMatchObject({
    code: 'lock-busy',
  });
  expect((await readdir(lockPath)).length).toBe(1);
});

test('an empty file in place of a lock is removed once it is stale, any other is told', async () => {
  const old = new Date(Date.now() - 60_000);
  await writeFile(lockPath, '');
  await utimes(lockPath, old, old);
  expect(await withLock(lockPath, quick, async () => 1)).toBe(1);
  await writeFile(lockPath, 'x');
  await utimes(lockPath, old, old);
  await expect(withLock(lockPath, quick, async () => 1)).rejects.toMatchObject({
    code: 'lock-busy',
    message: expect.stringContaining(`${lockPath} is no lock of this program`),
    hint: expect.stringContaining('Remove it'),
  });
});

test('without time to wait there is one attempt', async () => {
  await mkdir(lockPath);
  const begin = performance.now();
  const waiting = withLock(lockPath, { enabled: true, timeoutMs: 0 }, async () => {});
  await expect(waiting).rejects.toMatchObject({ code: 'lock-busy' });
  expect(performance.now() - begin).toBeLessThan(1000);
});

test('a stale lock is taken over, one with something in it never', async () => {
  await makeStale();
  expect(await withLock(lockPath, patient, async () => 1)).toBe(1);
  await makeStale();
  await writeFile(join(lockPath, 'x'), '');
  const old = new Date(Date.now() - 60_000);
  await utimes(lockPath, old, old);
  const waiting = withLock(lockPath, { enabled: true, timeoutMs: 100 }, async () => {});
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
  expect(await withLock(lockPath, options, work)).toBe('done');
  return notices;
}

const wasLost = [expect.stringMatching(/registry\.json\.lock was taken over.*Nothing was lost/)];

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
  const failing = withLock(lockPath, patient, async () => {
    await rm(lockPath, { recursive: true });
    throw new Error('work');
  });
  await expect(failing).rejects.toThrow('work');
});

test('a lock that cannot be removed is an error of the output', async () => {
  const working = withLock(lockPath, patient, async () => {
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
  const working = withLock(join(folder, 'file/registry.json.lock'), patient, async () => {});
  await expect(working).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining(join(folder, 'file')),
    hint: expect.stringContaining('output_dir'),
  });
});

test.skipIf(isRoot)('a folder without permission', async () => {
  await chmod(folder, 0o500);
  const working = withLock(lockPath, patient, async () => {});
  await expect(working).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining('EACCES'),
  });
  await chmod(folder, 0o700);
});

test('a link in place of the lock is not followed, whatever is in the folder behind it', async () => {
  const outside = join(folder, 'outside');
  await mkdir(outside);
  const name = `${pid}@${hostname()}~${MACHINE}abcdef`;
  await writeFile(join(outside, name), '');
  await symlink(outside, lockPath);
  const old = new Date(Date.now() - 60_000);
  await lutimes(lockPath, old, old);
  await utimes(outside, old, old);
  const work = withLock(lockPath, { enabled: true, timeoutMs: 500 }, async () => 1);
  await expect(work).rejects.toMatchObject({ code: 'lock-busy' });
  expect([await readdir(outside), readHolder(lockPath)]).toEqual([[name], 'another run']);
  expect((await lstat(lockPath)).isSymbolicLink()).toBe(true);
});
