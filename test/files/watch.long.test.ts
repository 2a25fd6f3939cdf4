import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchSpecs, type Watched } from '../../src/files/watch.js';

let cwd = '';
let stop = new AbortController();
let done: Promise<void> = Promise.resolve();
let seen: string[][] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gnn-watch-'));
  stop = new AbortController();
  seen = [];
});
afterEach(async () => {
  stop.abort();
  await done;
  rmSync(cwd, { recursive: true, force: true });
});

function write(path: string, text = 'x'): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const at = (paths: readonly string[]) => paths.map((it) => join(cwd, it));

async function see(paths: readonly string[]): Promise<void> {
  seen.push(paths.map((it) => it.slice(cwd.length + 1)).toSorted());
}

/** Watches, and waits until it does. */
async function start({
  folders = [],
  files = [],
  recursive = true,
}: Partial<Watched>): Promise<void> {
  const watched = { folders: at(folders), files: at(files), recursive };
  done = watchSpecs(watched, see, stop.signal);
  await expectSeen([]);
}

/** Waits for the next call, and holds that it is the only one. */
async function expectSeen(paths: string[]): Promise<void> {
  await vi.waitFor(() => expect(seen).toEqual([paths]), { timeout: 10_000 });
  seen = [];
}

test('specs of a folder that are added, changed, moved in by rename, and removed', async () => {
  write('in/a.md');
  await start({ folders: ['in'] });
  write('in/a.md', 'changed');
  await expectSeen(['in/a.md']);
  write('in/sub/deep/b.gnn');
  await expectSeen(['in/sub/deep/b.gnn']);
  write('elsewhere.tmp', 'by an editor');
  renameSync(join(cwd, 'elsewhere.tmp'), join(cwd, 'in/a.md'));
  await expectSeen(['in/a.md']);
  rmSync(join(cwd, 'in/sub'), { recursive: true });
  await expectSeen(['in/sub/deep/b.gnn']);
});

test('nothing else is seen, and all that changes at once is seen once', async () => {
  write('in/node_modules/x/a.md');
  await start({ folders: ['in'] });
  for (const path of ['notes.txt', '.git/a.md', '4_model_registry_output/a/1.0.0.md', '.a.md'])
    write(`in/${path}`);
  write('in/node_modules/x/a.md', 'changed');
  for (const name of ['one', 'two', 'three']) write(`in/${name}.md`);
  await expectSeen(['in/one.md', 'in/three.md', 'in/two.md']);
});

test('a single file, which an editor replaces or removes', async () => {
  write('in/a.md');
  await start({ files: ['in/a.md'] });
  write('in/b.md');
  write('in/a.md', 'changed');
  await expectSeen(['in/a.md']);
  rmSync(join(cwd, 'in/a.md'));
  await expectSeen(['in/a.md']);
  write('in/a.tmp');
  renameSync(join(cwd, 'in/a.tmp'), join(cwd, 'in/a.md'));
  await expectSeen(['in/a.md']);
});

test('without subfolders', async () => {
  mkdirSync(join(cwd, 'in/sub'), { recursive: true });
  await start({ folders: ['in'], recursive: false });
  write('in/sub/a.md');
  write('in/a.md');
  await expectSeen(['in/a.md']);
});
