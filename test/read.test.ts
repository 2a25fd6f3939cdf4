import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid, platform } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SourcePath } from '../src/domain/spec.js';
import { decodeText, fileExists, readSource } from '../src/read.js';

const isRoot = getuid?.() === 0;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnn-read-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function pathOf(name: string): SourcePath {
  return { filePath: `in/${name}`, relativePath: name, resolvedPath: join(folder, name) };
}

function refusal(code: string, ...parts: string[]): object {
  const message = expect.stringMatching(new RegExp(parts.join('.*')));
  return { code, severity: 'error', line: 1, column: 1, message };
}

test('all bytes and their hash', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) % 256));
  await writeFile(join(folder, 'a.md'), bytes);
  const source = await readSource(pathOf('a.md'), 1e6);
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(source).toMatchObject({ ...pathOf('a.md'), hash });
  expect('bytes' in source && bytes.equals(source.bytes)).toBe(true);
});

test('an empty file is a source without bytes', async () => {
  await writeFile(join(folder, 'a.md'), '');
  expect(await readSource(pathOf('a.md'), 10)).toMatchObject({ bytes: Buffer.alloc(0) });
});

test('the limit itself is allowed, one byte more is not', async () => {
  await writeFile(join(folder, 'a.md'), '12345');
  expect(await readSource(pathOf('a.md'), 5)).toHaveProperty('hash');
  expect(await readSource(pathOf('a.md'), 4)).toMatchObject(
    refusal('GNN-E011', 'the file has 5 bytes', '4 bytes'),
  );
});

test.skipIf(platform !== 'linux')('a file longer than it says is read to its end', async () => {
  // Files below /proc say that they have 0 bytes, as a file does that grows after the look at it.
  const path = { ...pathOf('mounts'), resolvedPath: '/proc/self/status' };
  const source = await readSource(path, 1e6);
  expect('bytes' in source && source.bytes.length).toBeGreaterThan(300);
  expect('bytes' in source && decodeText(source.bytes)).toMatch(/^Name:[^]*\n$/);
  expect(await readSource(path, 100)).toMatchObject(
    refusal('GNN-E011', 'more than 100 bytes', 'limit is 100 bytes'),
  );
});

test('a FIFO does not hang the run', async () => {
  execFileSync('mkfifo', [join(folder, 'x.md')]);
  expect(await readSource(pathOf('x.md'), 10)).toMatchObject(
    refusal('GNN-E012', 'not a regular file'),
  );
}, 5000);

test('a socket and a folder are no files', async () => {
  const server = createServer().listen(join(folder, 's.md'));
  await new Promise((ready) => server.once('listening', ready));
  expect(await readSource(pathOf('s.md'), 10)).toMatchObject(
    refusal('GNN-E012', 'not a regular file'),
  );
  server.close();
  await mkdir(join(folder, 'x.md'));
  expect(await readSource(pathOf('x.md'), 10)).toMatchObject(
    refusal('GNN-E012', 'not a regular file'),
  );
});

test('links are refused, also those that lead to themselves', async () => {
  await writeFile(join(folder, 'a.md'), 'secret');
  await symlink('a.md', join(folder, 'link.md'));
  await symlink('self.md', join(folder, 'self.md'));
  const refused = refusal('GNN-E012', 'symbolic link');
  expect(await readSource(pathOf('link.md'), 10)).toMatchObject(refused);
  expect(await readSource(pathOf('self.md'), 10)).toMatchObject(refused);
});

test('a file that vanished says so', async () => {
  expect(await readSource(pathOf('gone.md'), 10)).toMatchObject(
    refusal('GNN-E012', 'no longer exists$'),
  );
  expect(await readSource(pathOf('bad\u{FFFD}.md'), 10)).toMatchObject(
    refusal('GNN-E012', 'name is not UTF-8'),
  );
});

test('any other failure is named as the system names it', async () => {
  expect(await readSource(pathOf(`${'x'.repeat(300)}.md`), 10)).toMatchObject(
    refusal('GNN-E012', 'ENAMETOOLONG'),
  );
  expect(await readSource(pathOf('nul\0.md'), 10)).toMatchObject(refusal('GNN-E012', 'NULL|ARG'));
});

test.skipIf(isRoot)('a file without permission says so', async () => {
  await writeFile(join(folder, 'a.md'), 'x', { mode: 0o000 });
  expect(await readSource(pathOf('a.md'), 10)).toMatchObject(
    refusal('GNN-E012', 'permission is denied'),
  );
});

test('only strict UTF-8 without NUL is text, and a byte order mark is no part of it', () => {
  expect(decodeText(Buffer.from('## Ä → 𝛑\r\n'))).toBe('## Ä → 𝛑\r\n');
  expect(decodeText(Buffer.from('\u{FEFF}a\u{FEFF}'))).toBe('a\u{FEFF}');
  expect(decodeText(Buffer.alloc(0))).toBe('');
  expect(decodeText(Buffer.from([0x61, 0xe4, 0x62]))).toBeUndefined();
  expect(decodeText(Buffer.from([0xed, 0xa0, 0x80]))).toBeUndefined();
  expect(decodeText(Buffer.from([0xc0, 0x80]))).toBeUndefined();
  expect(decodeText(Buffer.from('a\0b'))).toBeUndefined();
  expect(decodeText(Buffer.from('\u{FEFF}a', 'utf16le'))).toBeUndefined();
});

test('only a regular file exists', async () => {
  await writeFile(join(folder, 'a.md'), '');
  await symlink('a.md', join(folder, 'link.md'));
  const exists = (name: string): boolean => fileExists(join(folder, name));
  expect(exists('a.md')).toBe(true);
  expect(exists('gone.md')).toBe(false);
  expect(exists('a.md/below')).toBe(false);
  expect(exists('link.md')).toBe(false);
  expect(exists('.')).toBe(false);
});

test('nothing has a name that no file can have', () => {
  for (const name of ['a\0b.md', 'a'.repeat(300)])
    expect(fileExists(join(folder, name))).toBe(false);
});

test.skipIf(isRoot)('what cannot be looked at is not known to be gone', async () => {
  await mkdir(join(folder, 'locked'));
  await writeFile(join(folder, 'locked/a.md'), '');
  await chmod(join(folder, 'locked'), 0o000);
  expect(fileExists(join(folder, 'locked/a.md'))).toBe(true);
  await chmod(join(folder, 'locked'), 0o700);
});
