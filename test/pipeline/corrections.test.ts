/** A registry made by a release that read less: the same bytes, other facts. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import type { Writable } from '../../src/domain/writable.js';
import { defaultOptions } from '../../src/domain/options.js';
import { verifyRegistry } from '../../src/index.js';
import { openStore } from '../../src/store/open.js';
import type { Workshop } from '../support/registry-workshop.js';
import { openWorkshop } from '../support/registry-workshop.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.writeModels(3);
  await shop.run();
});
afterEach(() => shop.remove());

/** Commits entries as an earlier release would have left them. */
async function age(
  ids: readonly string[],
  change: (entry: Writable<Entry>) => void,
): Promise<void> {
  const options = { ...defaultOptions(1), targetDir: 'in', outputDir: 'out' };
  const store = openStore(options, { cwd: shop.cwd, now: () => new Date(0) });
  const base = await store.load();
  const models = new Map(base.state.models);
  for (const id of ids) {
    const entry: Writable<Entry> | undefined = structuredClone(base.state.models.get(id));
    if (entry === undefined) throw new Error(id);
    entry.health = { ...entry.health, checked_with: 'standard/1' };
    change(entry);
    models.set(id, entry);
  }
  const state = { ...base.state, models };
  await store.commit(base, { state, changed: true, written: [], drafts: [] }, { durable: false });
}

function readLess(entry: Entry): void {
  const current = entry.versions[entry.version];
  const semantic_hash = `sha256:${'0'.repeat(64)}`;
  const metadata = { ...entry.metadata, variables: 1, connections: 0 };
  Object.assign(entry, { semantic_hash, metadata });
  Object.assign(current ?? {}, { semantic_hash, metadata });
}

test('entries whose facts differ are corrected with a line that says so, and no version is made', async () => {
  const before = (await shop.registry()).models;
  await age(['m0', 'm1'], readLess);
  await age(['m2'], () => {});
  const notices: string[] = [];
  const summary = await shop.run({ onNotice: (notice) => notices.push(notice) });
  expect(summary).toMatchObject({ new_models: 0, new_versions: 0, updated: 3, unchanged: 0 });
  const { models } = await shop.registry();
  for (const id of ['m0', 'm1', 'm2']) {
    const { versions, metadata, semantic_hash } = models[id] ?? {};
    expect({ versions, metadata, semantic_hash }).toEqual({
      versions: before[id]?.versions,
      metadata: before[id]?.metadata,
      semantic_hash: before[id]?.semantic_hash,
    });
  }
  const lines = summary.diagnostics.list.filter(({ code }) => code === 'GNN-I021');
  expect(lines.map(({ message }) => message)).toEqual(
    ['m0', 'm1'].map(
      (id) =>
        `${id} 1.0.0: its unchanged bytes are read differently now (variables 1 → ${before[id]?.metadata.variables}, connections 0 → ${before[id]?.metadata.connections}); the entry is corrected, and no version is made`,
    ),
  );
  expect(notices.filter((it) => it.includes('read differently'))).toEqual([
    '2 unchanged specs are read differently by this release: the entries are corrected, and no versions are made (GNN-I021 says what is new).',
  ]);
  expect((await verifyRegistry({ cwd: shop.cwd, outputDir: 'out' })).sound).toBe(true);

  const next = await shop.run();
  expect(next).toMatchObject({ updated: 0, unchanged: 3 });
  expect(next.diagnostics.list.filter(({ code }) => code === 'GNN-I021')).toEqual([]);
});

test('another profile reads the same facts, and says nothing', async () => {
  const summary = await shop.run({ profile: 'basic' });
  expect(summary.diagnostics.list.filter(({ code }) => code === 'GNN-I021')).toEqual([]);
});

test('a structural hash that differs alone is told too', async () => {
  await age(['m1'], (entry) => {
    entry.semantic_hash = `sha256:${'0'.repeat(64)}`;
  });
  const summary = await shop.run();
  expect(summary.diagnostics.list.find(({ code }) => code === 'GNN-I021')?.message).toContain(
    'm1 1.0.0: its unchanged bytes are read differently now (other facts)',
  );
});
