import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readContents, createLazySpool, spoolContents } from '../../src/files/spool.js';

const before = env['TMPDIR'];
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnn-spool-'));
  env['TMPDIR'] = folder;
});
afterEach(async () => {
  if (before === undefined) delete env['TMPDIR'];
  else env['TMPDIR'] = before;
  await rm(folder, { recursive: true, force: true });
});

test('what was put in comes out again, and nothing shows in the folder', async () => {
  const late = createLazySpool();
  try {
    const spool = late.open();
    expect(late.open()).toBe(spool);
    const all = Array.from({ length: 50 }, (_, at) => ({
      bytes: Buffer.from([at, 0, 255]).subarray(0, at % 4),
      text: `"märz": ${at}`.repeat(at * 7),
    }));
    const put = all.map((it) => spoolContents(spool, it));
    for (const [at, contents] of put.entries()) {
      const found = readContents({ contents, sizeBytes: all[at]?.bytes.length ?? 0 });
      expect([Buffer.from(found.bytes), found.text]).toEqual([all[at]?.bytes, all[at]?.text]);
    }
    expect(await readdir(folder)).toEqual([]);
  } finally {
    late.close();
  }
});

test('threads put into one spool, each into a place of its own', async () => {
  const late = createLazySpool();
  try {
    const { taken } = late.open();
    const code = `const { workerData } = require('node:worker_threads');
      for (let at = 0; at < 1000; at += 1) Atomics.add(workerData, 0, 3n);`;
    const threads = [1, 2].map(() => new Worker(code, { eval: true, workerData: taken }));
    await Promise.all(threads.map((it) => new Promise((done) => it.once('exit', done))));
    const { at } = spoolContents(late.open(), { bytes: Buffer.from('x'), text: '' });
    expect(at).toBe(6000);
  } finally {
    late.close();
  }
});

test('what is kept in memory is as it is', () => {
  const contents = { bytes: Buffer.from('a'), text: 'b' };
  expect(readContents({ contents, sizeBytes: 1 })).toBe(contents);
});

test('a folder for temporary files that is not there is named, with the remedy', () => {
  env['TMPDIR'] = join(folder, 'missing');
  const late = createLazySpool();
  expect(late.open).toThrow(
    expect.objectContaining({
      code: 'output-unwritable',
      message: expect.stringMatching(/missing, cannot be written \(ENOENT\)/),
      hint: expect.stringContaining('TMPDIR'),
    }),
  );
  late.close();
});
