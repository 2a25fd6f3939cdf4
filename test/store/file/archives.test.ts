/** The files below the output: what is written where, and what is never overwritten. */
import { existsSync } from 'node:fs';
import {
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
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashedArchivePath } from '../../../src/domain/archive-names.js';
import { sha256 } from '../../../src/domain/canonical.js';
import { joinArchives } from '../../../src/domain/joined-archives.js';
import type { Entry } from '../../../src/domain/model.js';
import {
  createModelFolder,
  secureArchives,
  writeArchive,
  writeArtifact,
} from '../../../src/store/file/archives.js';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { findArchive } from '../../../src/store/file/metadata.js';
import { entryOf } from '../../support/registry-store.js';

let cwd = '';
let layout: Layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-archives-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.root, { recursive: true });
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

test('archives and artifacts are written below the output, and only where they differ', async () => {
  const bytes = Buffer.from([1, 2, 255]);
  const archives = Array.from({ length: 50 }, (_, at) => `m${at}/versions/1.md`);
  const file = { path: 'm1/m1_metadata.json', data: '{}\n' };
  for (const path of archives) await writeArchive(layout, { path, data: bytes });
  await writeArtifact(layout, file);
  expect(bytes.equals(await readFile(join(layout.root, 'm49/versions/1.md')))).toBe(true);
  const first = join(layout.root, 'm0/versions/1.md');
  const artifact = join(layout.root, 'm1/m1_metadata.json');
  const old = new Date('2001-01-01T00:00:00Z');
  await utimes(first, old, old);
  await utimes(artifact, old, old);
  for (const path of archives) await writeArchive(layout, { path, data: bytes }, { durable: true });
  await writeArtifact(layout, file);
  expect((await stat(first)).mtime).toEqual(old);
  expect((await stat(artifact)).mtime).toEqual(old);
});

test('a path out of the output is refused', async () => {
  const hostile = { path: '../evil.md', data: Buffer.from('x') };
  await expect(writeArchive(layout, hostile)).rejects.toMatchObject({ code: 'internal' });
  const artifact = { path: 'a/../../evil.md', data: 'x' };
  await expect(writeArtifact(layout, artifact)).rejects.toMatchObject({ code: 'internal' });
  await expect(createModelFolder(layout, '../evil')).rejects.toMatchObject({ code: 'internal' });
  expect(await readdir(cwd)).toEqual(['out']);
});

test('bytes that look like those of several branches get their own name, so that no merge divides them', async () => {
  const data = joinArchives(Buffer.from('one'), Buffer.from('two'));
  const path = 'm/1.0.0.md';
  const own = hashedArchivePath(path, sha256(data), 8);
  expect(await writeArchive(layout, { path, data })).toBe(own);
  expect(await readdir(join(layout.root, 'm'))).toEqual([basename(own)]);
  expect((await findArchive(layout, own, sha256(data)))?.bytes).toEqual(data);
});

describe('the folders of a new model', () => {
  const file = { path: 'new/versions/1.md', data: Buffer.from('x') };

  test('are made once, also where the output is not there yet', async () => {
    await rm(layout.root, { recursive: true });
    expect(await createModelFolder(layout, 'new')).toBe(true);
    expect(await createModelFolder(layout, 'new')).toBe(false);
    expect(await readdir(join(layout.root, 'new'))).toEqual([]);
  });

  test('are not made where something has that name', async () => {
    await symlink('elsewhere', join(layout.root, 'new'));
    expect(await createModelFolder(layout, 'new')).toBe(false);
    const writing = writeArchive(layout, file);
    await expect(writing).rejects.toMatchObject({ code: 'file-refused' });
  });

  test('are as safe as others: what another writer put there meanwhile stays', async () => {
    await createModelFolder(layout, 'new');
    const other = { ...file, data: Buffer.from('y') };
    const isNew = { durable: false, isNew: true };
    const places = await Promise.all(
      [file, other, file].map((it) => writeArchive(layout, it, isNew)),
    );
    expect(new Set(places).size).toBe(2);
    expect(await Promise.all(places.map(text))).toEqual(['x', 'y', 'x']);
    await writeArtifact(layout, { path: 'new/new_metadata.json', data: '1' }, isNew);
    await writeArtifact(layout, { path: 'new/new_metadata.json', data: '2' }, isNew);
    expect(await text('new/new_metadata.json')).toBe('2');
  });

  test('that cannot be made are named', async () => {
    await rm(layout.root, { recursive: true });
    await writeFile(layout.root, '');
    await expect(createModelFolder(layout, 'new')).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringMatching(/new.*(ENOTDIR)/),
    });
  });
});

const text = (below: string): Promise<string> => readFile(join(layout.root, below), 'utf8');

describe('an archive', () => {
  const path = 'm/1.0.0.md';
  const bytes = Buffer.from('the first bytes');
  const other = Buffer.from('other bytes');
  const hash = sha256(other);
  const short = `m/1.0.0-${hash.slice(0, 8)}.md`;
  const full = `m/1.0.0-${hash}.md`;
  const put = (data: Buffer): Promise<string> => writeArchive(layout, { path, data });

  test('is never overwritten by other bytes: they get a name of their own', async () => {
    expect(await put(bytes)).toBe(path);
    expect(await put(other)).toBe(short);
    expect(await put(bytes)).toBe(path);
    expect(await put(other)).toBe(short);
    expect([await text(path), await text(short)]).toEqual([bytes.toString(), other.toString()]);
    await writeFile(join(layout.root, short), 'taken as well');
    expect(await put(other)).toBe(full);
    await writeFile(join(layout.root, full), 'damaged, by its name');
    expect(await put(other)).toBe(full);
    expect(await text(full)).toBe(other.toString());
    expect(await text(short)).toBe('taken as well');
  });

  test.each(['', '\0\0\0'])('that a power loss left as %j is written again', async (left) => {
    await put(bytes);
    await writeFile(join(layout.root, path), left);
    expect(await put(bytes)).toBe(path);
    expect(await text(path)).toBe(bytes.toString());
  });

  test('is not written through a link, nor into the place of a folder', async () => {
    await mkdir(join(layout.root, 'm'), { recursive: true });
    await symlink('../elsewhere', join(layout.root, path));
    expect(await put(other)).toBe(short);
    expect(existsSync(join(layout.root, 'elsewhere'))).toBe(false);
    await rm(join(layout.root, path));
    await mkdir(join(layout.root, path));
    expect(await put(other)).toBe(short);
  });

  test('of two writers with other bytes each has its own', async () => {
    const all = Array.from({ length: 20 }, (_, at) => Buffer.from(`bytes ${at}`));
    const places = await Promise.all(all.map(put));
    expect(new Set(places).size).toBe(20);
    expect(await Promise.all(places.map(text))).toEqual(all.map(String));
    const names = await readdir(join(layout.root, 'm'));
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('securing', () => {
  const bytes = Buffer.from('a spec');
  const source = 'm/versions/1.0.md';

  function entryWith(place: string | null): Entry {
    const entry = entryOf('m');
    const [version, one] = Object.entries(entry.versions)[0] ?? [];
    if (version === undefined || one === undefined) throw new Error('no version');
    const versions = { [version]: { ...one, hash: sha256(bytes), source: place } };
    return { ...entry, version, current_version: version, versions };
  }

  test('finds archives that do not hold their bytes any more', async () => {
    const lost = { modelId: 'm', version: '1.0', path: source };
    const check = (place: string | null) => secureArchives(layout, [entryWith(place)], 2);
    expect(await check(source)).toEqual([{ ...lost, problem: 'missing' }]);
    await writeArchive(layout, { path: source, data: bytes });
    expect(await check(source)).toEqual([]);
    await writeFile(join(layout.root, source), 'a speck');
    expect(await check(source)).toEqual([{ ...lost, problem: 'changed' }]);
    expect(await check('../x.md')).toEqual([{ ...lost, path: '../x.md', problem: 'refused' }]);
    expect(await check(null)).toEqual([]);
  });
});
