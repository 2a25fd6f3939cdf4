import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execPath, pid } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepTemporaries, createTemporaryPath } from '../../src/files/temporary.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnn-temporary-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('only our own old temporary files are swept', async () => {
  const old = new Date(Date.now() - 2 * 3_600_000);
  const ours = ['.a.json.12-0123456789ab.tmp', '.b.1-aaaaaaaaaaaa.tmp'];
  const others = ['a.json', '.a.json.tmp', 'a.12-0123456789ab.tmp', '.a.12-0123456789AB.tmp'];
  for (const name of [...ours, ...others]) {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), old, old);
  }
  const young = '.young.12-0123456789ab.tmp';
  await writeFile(join(folder, young), '');
  await mkdir(join(folder, '.folder.12-0123456789ab.tmp'));
  await utimes(join(folder, '.folder.12-0123456789ab.tmp'), old, old);
  expect(sweepTemporaries(folder)).toBe(2);
  const left = [...others, young, '.folder.12-0123456789ab.tmp'].toSorted();
  expect((await readdir(folder)).toSorted()).toEqual(left);
  await utimes(join(folder, young), new Date(), old);
  expect(sweepTemporaries(folder)).toBe(1);
  expect(existsSync(join(folder, young))).toBe(false);
});

test('sweeping a folder that is not there finds nothing', async () => {
  expect(sweepTemporaries(join(folder, 'none'))).toBe(0);
  await symlink('self', join(folder, 'self'));
  expect(() => sweepTemporaries(join(folder, 'self'))).toThrow(/ELOOP/);
});

test('what a process that is gone left is swept at once, what one at work has is not', async () => {
  const mine = createTemporaryPath(join(folder, 'a.json'));
  const { pid: gone } = spawnSync(execPath, ['-e', '']);
  const theirs = mine.replace(`.${pid}-`, `.${gone}-`);
  const elsewhere = theirs.replace(/-[0-9a-f]{6}/, '-000000');
  for (const path of [mine, theirs, elsewhere]) await writeFile(path, '');
  expect(sweepTemporaries(folder)).toBe(1);
  expect((await readdir(folder)).toSorted()).toEqual(
    [mine, elsewhere].map((it) => basename(it)).toSorted(),
  );
});

test('names are short enough for every file system, and never the same', () => {
  const long = join(folder, 'ä'.repeat(127));
  expect(Buffer.byteLength(basename(createTemporaryPath(long)))).toBeLessThanOrEqual(255);
  expect(createTemporaryPath(long)).not.toBe(createTemporaryPath(long));
});
