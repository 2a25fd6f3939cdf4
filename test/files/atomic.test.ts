import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execPath, getuid, platform } from 'node:process';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { describeUnwritable, writeAtomic, writeIfChanged } from '../../src/files/atomic.js';
import { errorCode } from '../../src/domain/errors.js';

const isRoot = getuid?.() === 0;
const hasStrace = platform === 'linux' && spawnSync('strace', ['-V']).status === 0;
const durable = { durable: true };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(inject('disk'), 'gnn-atomic-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program that writes `size` bytes to the path that it is given, by the code under test. */
async function buildWriter(size: number): Promise<string> {
  const outfile = join(folder, 'writer.cjs');
  await build({
    stdin: {
      contents: `import { writeAtomic } from './atomic.ts';
        writeAtomic(process.argv[2], 'x'.repeat(${size}), { durable: true })
          .then(() => console.log('done'), (error) => console.log(error.code));`,
      resolveDir: resolve('src/files'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}

test.each([durable, { durable: false }])(
  'text and bytes are written whole (%j)',
  async (options) => {
    const path = join(folder, 'new/deep/er/a.json');
    await writeAtomic(path, 'ä→\n', options);
    expect(await readFile(path, 'utf8')).toBe('ä→\n');
    const bytes = Buffer.from([0, 255, 10]);
    await writeAtomic(path, bytes, options);
    expect(bytes.equals(await readFile(path))).toBe(true);
    await writeAtomic(path, '', options);
    expect((await stat(path)).size).toBe(0);
    expect(await readdir(join(folder, 'new/deep/er'))).toEqual(['a.json']);
  },
);

test('a link is replaced, not followed', async () => {
  await writeFile(join(folder, 'outside'), 'old');
  await symlink('outside', join(folder, 'link'));
  await writeAtomic(join(folder, 'link'), 'new', durable);
  expect(await readFile(join(folder, 'outside'), 'utf8')).toBe('old');
  expect((await lstat(join(folder, 'link'))).isFile()).toBe(true);
});

test('the longest names leave room for the temporary one', async () => {
  const name = `${'x'.repeat(100)}${'→'.repeat(51)}`;
  await writeAtomic(join(folder, name), 'x', durable);
  expect(await readdir(folder)).toEqual([name]);
});

test('a write that fails leaves the old state and no temporary file', async () => {
  await mkdir(join(folder, 'taken'));
  await expect(writeAtomic(join(folder, 'taken'), 'x', durable)).rejects.toMatchObject({
    code: 'EISDIR',
  });
  await writeFile(join(folder, 'file'), 'x');
  await expect(writeAtomic(join(folder, 'file/a'), 'x', durable)).rejects.toMatchObject({
    code: 'ENOTDIR',
  });
  expect(await readdir(folder)).toEqual(['file', 'taken']);
});

test.skipIf(platform === 'win32')('a write that is cut short is no success', async () => {
  const writer = await buildWriter(400_000);
  const target = join(folder, 'out/a.json');
  await writeAtomic(target, 'old', durable);
  const limited = `ulimit -f 100; exec "$@"`;
  const said = execFileSync('bash', ['-c', limited, 'bash', execPath, writer, target]).toString();
  expect(said.trim()).toBe('EFBIG');
  expect(await readFile(target, 'utf8')).toBe('old');
  expect(await readdir(join(folder, 'out'))).toEqual(['a.json']);
});

test.skipIf(!hasStrace)('the order is write, fsync, rename, fsync of the folder', async () => {
  const writer = await buildWriter(10);
  const target = join(folder, 'fresh/a.json');
  const log = join(folder, 'log');
  const calls = 'trace=openat,write,pwrite64,fsync,rename,mkdir';
  execFileSync('strace', ['-f', '-y', '-o', log, '-e', calls, execPath, writer, target]);
  const steps = (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => line.includes(folder) && /\b(p?write(64)?|fsync|rename|mkdir)\(/.test(line))
    .map((line) => /(fsync)\(\d+<(.*?)>/.exec(line) ?? /(write|rename|mkdir)/.exec(line))
    .map((found) => `${found?.[1]} ${found?.[2]?.replace(folder, '') ?? ''}`.trim());
  expect(steps.slice(steps.indexOf('mkdir'))).toEqual([
    'mkdir',
    'fsync',
    'write',
    expect.stringMatching(/^fsync \/fresh\/\.a\.json\.\d+-[0-9a-f]{12}\.tmp$/),
    'rename',
    'fsync /fresh',
  ]);
});

test.skipIf(isRoot)('a folder without permission', async () => {
  await chmod(folder, 0o500);
  await expect(writeAtomic(join(folder, 'a'), 'x', durable)).rejects.toMatchObject({
    code: 'EACCES',
  });
  await chmod(folder, 0o700);
});

test('an identical file keeps its time', async () => {
  const path = join(folder, 'a');
  const long = new Date('2001-02-03T04:05:06Z');
  expect(await writeIfChanged(path, 'same', durable)).toBe(true);
  await utimes(path, long, long);
  expect(await writeIfChanged(path, 'same', durable)).toBe(false);
  expect(await writeIfChanged(path, Buffer.from('same'), durable)).toBe(false);
  expect((await stat(path)).mtime).toEqual(long);
  expect(await writeIfChanged(path, 'other', durable)).toBe(true);
  expect(await readFile(path, 'utf8')).toBe('other');
});

test('a failed write reads as a message for people', () => {
  const full = Object.assign(new Error('x'), { code: 'ENOSPC' });
  expect(describeUnwritable('/o/a', full)).toMatchObject({
    code: 'output-unwritable',
    message: expect.stringMatching(/\/o\/a.*ENOSPC/),
    hint: expect.stringContaining('space'),
    cause: full,
  });
  const denied = describeUnwritable('/o/a', Object.assign(new Error('x'), { code: 'EACCES' }));
  expect(denied.hint).toContain('write permission');
  expect(describeUnwritable('/other', denied)).toBe(denied);
  const locked = describeUnwritable('/o/a.lock', full, 'The registry cannot be changed');
  expect(locked.message).toBe(
    'The registry cannot be changed: /o/a.lock cannot be written (ENOSPC).',
  );
  expect(describeUnwritable('/o/a', 'odd').message).toContain('odd');
  expect(errorCode(new Error('plain'))).toBeUndefined();
});
