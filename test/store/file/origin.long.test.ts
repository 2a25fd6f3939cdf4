/** What an edited registry was made of is found without all that is kept in memory at once. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MEGABYTE } from '../../../src/domain/limits.js';
import { classifyRegistry } from '../../../src/store/file/classify-registry.js';
import { createLayout } from '../../../src/store/file/layout.js';
import type { Replaced } from '../../../src/store/file/marks.js';
import { findOrigin } from '../../../src/store/file/origin.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';
import { NOW, registryText } from '../../support/registry-store.js';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-origin-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function usedMemory(): number {
  if (typeof collect !== 'function') throw new Error('no garbage collection');
  // What one collection finds is freed beside the program; the next one waits for that.
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

function textOf(generation: number): string {
  const entry = entryWith('a', { file_path: 'x'.repeat(MEGABYTE) });
  return registryText({ ...stateWith(entry), generation });
}

test('ten generations are not held while the marks are looked at', async () => {
  const layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.generations, { recursive: true });
  const generations = Array.from({ length: 10 }, (_, index) => 10 - index);
  for (const it of generations) {
    await writeFile(join(layout.generations, `${it}.registry`), textOf(it));
  }
  const newest = await classifyRegistry(Buffer.from(textOf(10)), NOW);
  const edited = textOf(10).replace(/ *"checksum": .*\n/, '');
  const present = await classifyRegistry(Buffer.from(edited), NOW);
  if (newest.kind !== 'sound' || present.kind !== 'readable') throw new Error(present.kind);
  const before = usedMemory();
  let during = Number.POSITIVE_INFINITY;
  const marks = {
    published: 10,
    purging: [],
    get replaced(): readonly Replaced[] {
      during = usedMemory();
      return [];
    },
  };
  expect(await findOrigin(layout, present, { newest, generations, marks }, NOW)).toBe('newest');
  expect(during - before).toBeLessThan(6 * MEGABYTE);
});
