/** The looks of one verification share what they judged, and notice whatever changed between them. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Inspection, StoreCheckName } from '../../../src/store/port.js';
import { BASE, MAJOR, openBench, type Bench } from '../../operations/harness.js';
import { STEP } from '../../support/registry-workshop.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MAJOR);
});
afterEach(() => bench.remove());

/** Replaces one character of a file by another: its size stays. */
async function spoil(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(bench.cwd, STEP, path), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(bench.cwd, STEP, path), text.replace(from, to));
}

/** What the second of two looks finds, with something done between them. */
async function findAfter(name: StoreCheckName, change: () => Promise<void>): Promise<string[]> {
  const { store } = bench.place();
  const { maintenance } = store;
  if (maintenance === undefined) throw new Error('no maintenance');
  const search = await maintenance.openSearch(false);
  const look = async (inspection: Inspection | undefined): Promise<string[]> =>
    ((await inspection?.checks[name].check())?.findings ?? []).map(({ kind }) => kind);
  try {
    const loaded = await store.load();
    expect(await look(await maintenance.inspect(loaded))).toEqual([]);
    expect(await look(await maintenance.inspect(loaded))).toEqual([]);
    await change();
    return await look(await maintenance.inspect(loaded));
  } finally {
    search.close();
  }
}

test('a log of the same size with another event', async () => {
  const found = findAfter('audit', () =>
    spoil('audit_log.jsonl', '"action":"register"', '"action":"registes"'),
  );
  expect(await found).toContain('audit-line');
});

test('the newest generation with another byte', async () => {
  const generations = await readdir(join(bench.cwd, STEP, '.generations'));
  const newest = generations
    .filter((it) => it.endsWith('.registry'))
    .toSorted()
    .at(-1);
  const found = findAfter('generations', () =>
    spoil(`.generations/${newest}`, '"agent"', '"agens"'),
  );
  expect(await found).toEqual(['generation-damaged']);
});

test('the registry with another byte', async () => {
  const found = findAfter('registry', () => spoil('model_registry.json', '"agent"', '"agens"'));
  expect(await found).toHaveLength(1);
});

test('the registry before with another byte', async () => {
  const found = findAfter('registry', () => spoil('model_registry.json.bak', '"agent"', '"agens"'));
  expect(await found).toEqual(['backup-damaged']);
});
