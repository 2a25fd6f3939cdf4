/** The backup is prepared as a second name of the published file. */
import { link, lstat, mkdir, utimes, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../src/domain/clock.js';
import { prepareBackup } from '../../../src/store/file/backup.js';
import { createLayout, type Layout } from '../../../src/store/file/layout.js';

const TEXT = Buffer.from('{}\n');

let layout: Layout;
beforeEach(async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-backup-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(dirname(layout.registry), { recursive: true });
  await writeFile(layout.registry, TEXT);
});
afterEach(() => rm(dirname(layout.base), { recursive: true }));

test('of an old registry, it does not look as if a killed run had left it', async () => {
  const old = new Date(Date.now() - 2 * HOUR);
  await utimes(layout.registry, old, old);
  const temporaries: string[] = [];
  const expected = { bytes: TEXT, now: new Date(), quarantineAs: undefined };
  prepareBackup(layout, { backup: TEXT, expected }, temporaries);
  const found = await lstat(temporaries[0] ?? '');
  expect(found.ino).toBe((await lstat(layout.registry)).ino);
  expect(found.mtimeMs).toBeGreaterThan(Date.now() - HOUR);
});

test('of a registry with another name elsewhere, that is left as it was', async () => {
  const elsewhere = join(dirname(layout.base), 'private.json');
  const old = new Date(Date.now() - 2 * HOUR);
  await link(layout.registry, elsewhere);
  await utimes(elsewhere, old, old);
  const before = await lstat(elsewhere);
  const temporaries: string[] = [];
  const expected = { bytes: TEXT, now: new Date(), quarantineAs: undefined };
  prepareBackup(layout, { backup: TEXT, expected }, temporaries);
  const [found, linked] = [await lstat(temporaries[0] ?? ''), await lstat(elsewhere)];
  expect(found.ino).not.toBe(linked.ino);
  expect([linked.mtimeMs, linked.nlink]).toEqual([before.mtimeMs, 2]);
});
