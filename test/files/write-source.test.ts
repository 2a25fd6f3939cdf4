import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareReplacement, saveCopy } from '../../src/files/write-source.js';

let cwd = '';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-source-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const at = (name: string): string => join(cwd, name);
const BYTES = Buffer.from('\ufeff## X\r\nno newline at the end\0');

/** Files that were half written would stand here. */
async function expectNames(...names: string[]): Promise<void> {
  expect((await readdir(cwd, { recursive: true })).toSorted()).toEqual(names);
}

async function replaceSource(path: string, bytes: Uint8Array): Promise<void> {
  const replacement = prepareReplacement(path, bytes, 1e6);
  try {
    replacement.finish();
  } finally {
    replacement.discard();
  }
}

describe('a spec file is replaced', () => {
  test('as a whole, byte for byte', async () => {
    await writeFile(at('a.md'), 'something that is longer than what comes now, by far');
    await replaceSource(at('a.md'), BYTES);
    expect((await readFile(at('a.md'))).equals(BYTES)).toBe(true);
    await replaceSource(at('a.md'), new Uint8Array());
    expect(await readFile(at('a.md'), 'utf8')).toBe('');
    await expectNames('a.md');
  });

  test.each([0o600, 0o640, 0o664, 0o755])('with its mode', async (mode) => {
    await writeFile(at('a.md'), 'x');
    await chmod(at('a.md'), mode);
    await replaceSource(at('a.md'), BYTES);
    expect((await stat(at('a.md'))).mode & 0o777).toBe(mode);
  });

  test('and made where it is gone', async () => {
    await replaceSource(at('deep/a.md'), BYTES);
    expect((await readFile(at('deep/a.md'))).equals(BYTES)).toBe(true);
  });

  test('also by a version that is larger than what is read of specs now', async () => {
    await writeFile(at('a.md'), 'x');
    prepareReplacement(at('a.md'), BYTES, 1).finish();
    expect((await readFile(at('a.md'))).equals(BYTES)).toBe(true);
    await expectNames('a.md');
  });

  test('once, whoever does it, and never over other content', async () => {
    await writeFile(at('a.md'), 'x');
    const replacement = prepareReplacement(at('a.md'), BYTES, 1e6);
    await writeFile(at('a.md'), 'edited');
    expect(() => replacement.finish()).toThrow('was changed');
    await writeFile(at('a.md'), BYTES);
    replacement.finish();
    await writeFile(at('a.md'), 'x');
    expect(() => replacement.finish()).toThrow('(ENOENT)');
    await expectNames('a.md');
  });

  test('never where it is a link, to a file or to nothing', async () => {
    await writeFile(at('real.md'), 'real');
    await symlink('real.md', at('link.md'));
    await symlink('nowhere.md', at('dangling.md'));
    for (const name of ['link.md', 'dangling.md']) {
      await expect(replaceSource(at(name), BYTES)).rejects.toMatchObject({
        code: 'output-unwritable',
        message: expect.stringContaining(at(name)),
      });
      expect((await lstat(at(name))).isSymbolicLink()).toBe(true);
    }
    expect(await readlink(at('link.md'))).toBe('real.md');
    expect(await readFile(at('real.md'), 'utf8')).toBe('real');
    await expectNames('dangling.md', 'link.md', 'real.md');
  });

  test.each(['folder', 'file/below'])('never where %s is in the way', async (name) => {
    await mkdir(at('folder'));
    await writeFile(at('file'), 'x');
    await expect(replaceSource(at(name), BYTES)).rejects.toMatchObject({
      name: 'RegistryError',
      code: 'output-unwritable',
      message: expect.stringContaining(at(name)),
    });
    await expectNames('file', 'folder');
  });
});

describe('a copy is saved', () => {
  test('byte for byte, in a folder that may be new', async () => {
    await saveCopy(at('copies/a.md'), BYTES, { overwrite: false });
    expect((await readFile(at('copies/a.md'))).equals(BYTES)).toBe(true);
    await expectNames('copies', 'copies/a.md');
  });

  test('once: the same bytes again touch nothing', async () => {
    await saveCopy(at('a.md'), BYTES, { overwrite: false });
    const before = await stat(at('a.md'), { bigint: true });
    await saveCopy(at('a.md'), BYTES, { overwrite: false });
    await saveCopy(at('a.md'), BYTES, { overwrite: true });
    const after = await stat(at('a.md'), { bigint: true });
    expect([after.mtimeNs, after.ino]).toEqual([before.mtimeNs, before.ino]);
  });

  test('over other bytes only on request', async () => {
    await writeFile(at('a.md'), 'mine');
    await expect(saveCopy(at('a.md'), BYTES, { overwrite: false })).rejects.toMatchObject({
      code: 'output-exists',
      message: expect.stringContaining(at('a.md')),
      hint: expect.stringContaining('`force`'),
    });
    expect(await readFile(at('a.md'), 'utf8')).toBe('mine');
    await saveCopy(at('a.md'), BYTES, { overwrite: true });
    expect((await readFile(at('a.md'))).equals(BYTES)).toBe(true);
    await expectNames('a.md');
  });

  test.each([false, true])('never over a folder (%s)', async (overwrite) => {
    await mkdir(at('folder'));
    await writeFile(at('folder/mine'), 'x');
    await expect(saveCopy(at('folder'), BYTES, { overwrite })).rejects.toMatchObject({
      code: 'file-refused',
      message: expect.stringContaining(at('folder')),
    });
    await expectNames('folder', 'folder/mine');
  });
});
