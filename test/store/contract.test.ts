import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultOptions } from '../../src/domain/options.js';
import { openStore } from '../../src/store/open.js';
import type { StoreEnvironment } from '../../src/store/port.js';
import { createMemoryPlace } from '../support/memory-store.js';
import { tickingClock } from '../support/registry-workshop.js';
import type { TestPlace } from './contract.js';
import { describeStore } from './contract.js';

function environment(cwd: string): (signal?: AbortSignal) => StoreEnvironment {
  const now = tickingClock();
  return (signal) => ({ cwd, now, ...(signal && { signal }) });
}

async function inFiles(): Promise<TestPlace> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-store-'));
  const env = environment(cwd);
  return {
    open: (signal) => openStore(defaultOptions(2), env(signal)),
    remove: () => rm(cwd, { recursive: true, force: true }),
  };
}

async function inMemory(): Promise<TestPlace> {
  const place = createMemoryPlace();
  const env = environment('/nowhere');
  return { open: (signal) => place.open(env(signal)), remove: async () => {} };
}

describeStore('files', inFiles);
describeStore('memory', inMemory);

test('a registry is committed to the store that it was loaded from', async () => {
  const [files, memory] = [await inFiles(), await inMemory()];
  const loaded = await memory.open().load();
  const nothing = { state: loaded.state, changed: false, written: [], drafts: [] };
  await expect(files.open().commit(loaded, nothing)).rejects.toThrow(TypeError);
  await files.remove();
});
