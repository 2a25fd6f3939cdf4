/** A registry that was cut, or of which a bit was changed, at any place. */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLayout, type Layout } from '../../../src/store/file/layout.js';
import { loadRegistry } from '../../../src/store/file/load.js';
import { NOW, save, stateOf } from '../../support/registry-store.js';

let cwd = '';
let layout: Layout;
/** Every how many bytes a fault is tried. */
const STEP = Number(env['GNN_FAULT_STEP'] ?? 17);

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-faults-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.root, { recursive: true });
  for (const ids of [['a'], ['a', 'b'], ['a', 'b', 'c']]) await save(layout, stateOf(...ids));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function expectMended(whole: ReadonlyMap<string, Buffer>): Promise<void> {
  const loaded = await loadRegistry(layout, NOW);
  expect(loaded.due).not.toBe('nothing');
  expect(loaded.notices).not.toEqual([]);
  expect([...loaded.state.models.keys()]).toEqual(['a', 'b', 'c']);
  for (const [path, bytes] of whole) await writeFile(path, bytes);
}

describe('every fault of a small registry is noticed, and mended without a trace in it', () => {
  test('cut at any byte', async () => {
    const bytes = await readFile(layout.registry);
    const whole = new Map([[layout.registry, bytes]]);
    for (let at = 0; at < bytes.length; at += at < bytes.length - 50 ? STEP : 1) {
      await writeFile(layout.registry, bytes.subarray(0, at));
      await expectMended(whole);
    }
  });

  test.each([['registry'], ['generation']] as const)('a bit of the %s', async (which) => {
    const path = which === 'registry' ? layout.registry : join(layout.generations, '3.registry');
    const bytes = await readFile(path);
    const whole = new Map([[path, bytes]]);
    for (let at = 0; at < bytes.length; at += STEP) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, flipped);
      await expectMended(whole);
    }
  });
});
