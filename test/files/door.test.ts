import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLinkedFolder, readThroughDoor, type Found } from '../../src/files/door.js';

let base = '';

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'gnn-door-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const at = (name: string): string => join(base, name);
const read = (name: string, bytes = 100): Found =>
  readThroughDoor({ base, path: at(name), limit: { name: 'for this test', bytes } });
const refused = (reason: string, path: string): Found => ({
  refusal: expect.objectContaining({ reason, at: at(path) }),
});

test('a plain file is read, byte for byte, up to its limit', async () => {
  await mkdir(at('a/b'), { recursive: true });
  for (const text of ['', 'x', 'ä\r\n\0']) {
    await writeFile(at('a/b/c'), text);
    expect(read('a/b/c')).toEqual({ bytes: Buffer.from(text) });
    expect(read('a/b/c', Buffer.byteLength(text))).toEqual({ bytes: Buffer.from(text) });
  }
  await writeFile(at('a/b/c'), 'abc');
  expect(read('a/b/c', 2)).toEqual(
    refused('it has 3 bytes, and the limit for this test is 2', 'a/b/c'),
  );
});

test('below a file is nothing, and that is told, since a folder should be there', async () => {
  await writeFile(at('file'), 'x');
  for (const name of ['file/deep', 'file/very/deep']) {
    expect(() => read(name), name).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
  }
});

test('what is not there is no refusal', async () => {
  expect(read('gone')).toBeUndefined();
  expect(read('gone/deep')).toBeUndefined();
  // No system lets it be there.
  expect(read(`${'long'.repeat(100)}/deep`)).toBeUndefined();
  expect(read('a\0b/deep')).toBeUndefined();
});

test('below a file, nothing can be read, and nothing is missing', async () => {
  await writeFile(at('file'), '');
  expect(() => read('file/below')).toThrow(
    expect.objectContaining({
      code: 'file-unreadable',
      message: `${at('file/below')} cannot be read (ENOTDIR).`,
    }),
  );
});

test('a link is not followed, in whatever part of the path', async () => {
  await mkdir(at('real/deep'), { recursive: true });
  await writeFile(at('real/deep/file'), 'x');
  await symlink('real', at('one'));
  await symlink('deep', at('real/two'));
  await symlink('file', at('real/deep/three'));
  await symlink('nowhere', at('four'));
  const reason = 'it is a symbolic link';
  expect(read('one/deep/file')).toEqual(refused(reason, 'one'));
  expect(read('real/two/file')).toEqual(refused(reason, 'real/two'));
  expect(read('real/deep/three')).toEqual(refused(reason, 'real/deep/three'));
  expect(read('four')).toEqual(refused(reason, 'four'));
  expect(findLinkedFolder(base, at('real/deep/file'))).toBeUndefined();
});

test('the base may be a link, since a person named it', async () => {
  await mkdir(at('real'));
  await writeFile(at('real/file'), 'x');
  await symlink('real', at('link'));
  const limit = { name: 'for this test', bytes: 9 };
  expect(readThroughDoor({ base: at('link'), path: at('link/file'), limit })).toEqual({
    bytes: Buffer.from('x'),
  });
});

test('a folder is no file', async () => {
  await mkdir(at('folder'));
  expect(read('folder')).toEqual(refused('it is not a regular file', 'folder'));
});

test.runIf(platform === 'linux')('a pipe that nobody writes does not block', () => {
  execFileSync('mkfifo', [at('pipe')]);
  expect(read('pipe')).toEqual(refused('it is not a regular file', 'pipe'));
});

test.runIf(platform === 'linux')('a file that says it is empty is read up to its limit', () => {
  const limit = { name: 'for this test', bytes: 10 };
  expect(readThroughDoor({ base: '/proc', path: '/proc/meminfo', limit })).toMatchObject({
    refusal: { reason: 'it has more than 10 bytes, and the limit for this test is 10' },
  });
});

test('a sparse file is refused before it is read', async () => {
  await writeFile(at('sparse'), '');
  await truncate(at('sparse'), 1_900_000_000);
  expect(read('sparse')).toEqual(
    refused('it has 1900000000 bytes, and the limit for this test is 100', 'sparse'),
  );
});

test('links are found whatever their names and the base are', async () => {
  for (const name of ['plain', 'two..dots', '...', '..b']) {
    await mkdir(at(`${name}/real`), { recursive: true });
    await symlink(at(`${name}/real`), at(`${name}/link`));
    const link = refused('it is a symbolic link', `${name}/link`);
    expect([name, read(`${name}/link/x`)]).toEqual([name, link]);
    expect([name, read(`${name}/link/deep/x`)]).toEqual([name, link]);
    expect([name, read(`${name}/real/x`)]).toEqual([name, undefined]);
    const found = findLinkedFolder('/', at(`${name}/link/x`));
    expect([name, found?.at]).toEqual([name, at(`${name}/link`)]);
  }
  // The base itself may be a link; what is beside it is not below it.
  expect(
    readThroughDoor({
      base: at('plain/link'),
      path: at('plain/link/x'),
      limit: { name: '', bytes: 1 },
    }),
  ).toBeUndefined();
  expect(findLinkedFolder(at('plain/real'), at('two..dots/link/x'))?.at).toBe(at('two..dots/link'));
});
