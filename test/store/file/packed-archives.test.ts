/** Archives packed and unpacked: what is written where, and what is never lost. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../../src/domain/canonical.js';
import { packBytes, unpackBytes } from '../../../src/files/gzip.js';
import type { Layout } from '../../../src/store/file/layout.js';
import {
  isArchiveAt,
  listFiles,
  listModelFolder,
  removeFiles,
  removeModelFolder,
} from '../../../src/store/file/removal.js';
import { createLayout } from '../../../src/store/file/layout.js';
import { findArchive, readArchiveAt } from '../../../src/store/file/metadata.js';
import { isTemporary } from '../../../src/files/temporary.js';
import { packArchive, unpackArchive } from '../../../src/store/file/packed-archives.js';

let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });
const TEXT = 'the text of a spec\n';
const PLAIN = 'm/1.0.0.md';
const PACKED = `${PLAIN}.gz`;
const packing = { version: '1.0.0', from: PLAIN, to: PACKED, hash: sha256(TEXT) };
const unpacking = { ...packing, from: PACKED, to: PLAIN };
const at = (path: string): string => join(layout.root, path);

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-packed-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(at('m'), { recursive: true });
  await writeFile(at(PLAIN), TEXT);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const LIMIT = 1_000_000;

function bufferOf(unpacked: Buffer | 'too large'): Buffer {
  if (unpacked === 'too large') throw new Error('it is too large');
  return unpacked;
}

test('what unpacks to more than the limit is not unpacked', () => {
  const packed = packBytes(Buffer.alloc(LIMIT + 1));
  expect(packed.length).toBeLessThan(2000);
  expect(unpackBytes('a.gz', packed, LIMIT)).toBe('too large');
  expect(unpackBytes('a.gz', packBytes(Buffer.alloc(LIMIT)), LIMIT)).toHaveLength(LIMIT);
});

test('what is packed is unpacked to the same bytes, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      const packed = packBytes(bytes);
      expect(Buffer.from(bytes).equals(bufferOf(unpackBytes('a.gz', packed, LIMIT)))).toBe(true);
      expect(packed.equals(packBytes(bytes))).toBe(true);
      // By another path they are what they are.
      expect(unpackBytes('a.md', packed, LIMIT)).toBe(packed);
    }),
  );
});

test('one bit that turns over is found by the hash, and ends nothing', () => {
  const packed = packBytes(Buffer.from(TEXT));
  const hashes = Array.from({ length: packed.length * 8 }, (_, bit) => {
    const damaged = Buffer.from(packed);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return sha256(bufferOf(unpackBytes('a.gz', damaged, LIMIT)));
  });
  // The head says when and where it was packed; the text does not depend on it.
  expect(hashes.filter((hash) => hash !== sha256(TEXT)).length).toBeGreaterThan(8 * 10);
});

const remove = (path: string): Promise<string[]> =>
  removeFiles(layout, listFiles(layout, [path]), async () => false);
const removeFolder = async (needed?: string): Promise<string[]> =>
  removeModelFolder(layout, await listModelFolder(layout, 'm'), async (path) => path === needed);

test('packing and unpacking keep the old file until it is removed', async () => {
  expect(await packArchive(layout, packing)).toBe(PACKED);
  expect(await packArchive(layout, packing)).toBe(PACKED);
  expect((await readdir(at('m'))).toSorted()).toEqual(['1.0.0.md', '1.0.0.md.gz']);
  expect(await remove(PLAIN)).toEqual([]);
  expect((await findArchive(layout, PLAIN, null))?.path).toBe(PACKED);
  expect(String(await readArchiveAt(layout, PACKED))).toBe(TEXT);
  expect(await unpackArchive(layout, unpacking)).toBe(PLAIN);
  expect(await readFile(at(PLAIN), 'utf8')).toBe(TEXT);
});

test('a name that is taken stays with what has it', async () => {
  const hash = sha256(TEXT);
  const second = `m/1.0.0-${hash.slice(0, 8)}.md.gz`;
  const third = `m/1.0.0-${hash}.md.gz`;
  await writeFile(at(PACKED), 'other');
  expect(await packArchive(layout, packing)).toBe(second);
  await writeFile(at(second), 'damaged');
  expect(await packArchive(layout, packing)).toBe(third);
  await writeFile(at(third), 'damaged');
  expect(await packArchive(layout, packing)).toBe(third);
  expect(String(await readArchiveAt(layout, third))).toBe(TEXT);
  expect(await readFile(at(PACKED), 'utf8')).toBe('other');
});

test('bytes that are missing or others are refused by name', async () => {
  await writeFile(at(PLAIN), 'other');
  await expect(packArchive(layout, packing)).rejects.toMatchObject({
    code: 'archive-damaged',
    message: expect.stringContaining(PLAIN),
  });
  await rm(at(PLAIN));
  await expect(packArchive(layout, packing)).rejects.toMatchObject({ code: 'archive-missing' });
  expect(await readdir(at('m'))).toEqual([]);
});

test('nothing is written or removed through a link, or outside the output', async () => {
  const outside = join(cwd, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, '1.0.0.md'), TEXT);
  await rm(at('m'), { recursive: true });
  await symlink(outside, at('m'));
  await expect(packArchive(layout, packing)).rejects.toMatchObject({ code: 'file-refused' });
  expect(await remove(PLAIN)).toEqual([`${PLAIN} (a symbolic link leads to it)`]);
  const beyond = { path: '../outside/1.0.0.md', size: TEXT.length, mtimeMs: 0 };
  expect(await removeFiles(layout, [beyond], async () => false)).toHaveLength(1);
  await removeFolder();
  expect(await readdir(outside)).toEqual(['1.0.0.md']);
});

test('many files share one list, which goes with them, also if the work stops between two', async () => {
  await writeFile(at(PACKED), 'x');
  const lists = new Set<string>();
  const stop = new AbortController();
  const isNeeded = async (): Promise<boolean> => {
    for (const name of (await readdir(layout.root)).filter(isTemporary)) lists.add(name);
    stop.abort();
    return false;
  };
  const files = listFiles(layout, [PLAIN, PACKED]);
  await expect(removeFiles(layout, files, isNeeded, stop.signal)).rejects.toThrow('aborted');
  expect(await readdir(at('m'))).toEqual(['1.0.0.md.gz']);
  await removeFiles(layout, listFiles(layout, [PACKED]), isNeeded);
  expect([lists.size, await readdir(layout.root)]).toEqual([2, ['m']]);
});

test('a folder goes with all that is ours; what others need stays', async () => {
  await writeFile(at('m/m_metadata.json'), '{}');
  await writeFile(at(PACKED), 'x');
  expect(await removeFolder(PACKED)).toEqual([]);
  expect(await readdir(at('m'))).toEqual(['1.0.0.md.gz']);
  expect(await removeFolder()).toEqual([]);
  expect(existsSync(at('m'))).toBe(false);
});

test.each([
  ['1.0.0.md', true],
  ['v2.md', true],
  ['1.0.0-0123abcd.md.gz', true],
  ['10', true],
  ['notes.md', false],
  ['2fast.md', false],
  ['2024-review.md', false],
  ['1.0.0-rc.1+build.5.md', true],
  ['1.0.0-draft.txt', false],
  ['1.0.md.gz', true],
  ['1.0.0.md.corrupt-2026-01-01T00-00-00.000Z', false],
])('%s is the name of an archive: %s', (name, is) => {
  expect(isArchiveAt(`agent/versions/${name}`)).toBe(is);
});

test.each([
  ['agent/1.0.0.md', true],
  ['agent/1.0.0-0123abcd.md.gz', true],
  ['agent/2.0.0-rc.1+b.gnn', true],
  // git's patterns are of lower case, so such a file stands in the folder of versions.
  ['agent/2.0.0-rc.1+b.GNN', false],
  // Of other programs' numbers, and without an ending, they are in the folder of versions.
  ['agent/1.0.md', false],
  ['agent/v2.md', false],
  ['agent/1.0.0', false],
  ['agent/1.0.0.txt', false],
  ['agent/notes.md', false],
  ['agent/1.0.0.md.corrupt-2026-01-01T00-00-00.000Z', false],
  ['1.0.0.md', false],
  ['agent/notes/1.0.0.md', false],
  ['agent/versions/old/1.0.0.md', false],
])('%s as an archive: %s', (path, is) => {
  expect(isArchiveAt(path)).toBe(is);
});
