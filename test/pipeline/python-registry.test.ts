import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelRegistry, verifyRegistry } from '../../src/index.js';
import { openWorkshop, STEP, type Workshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const REGISTRY = `${STEP}/model_registry.json`;
let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.write('in/agent.md', soundSpec());
});
afterEach(() => shop.remove());

/** A registry as Python's `json` writes it; numbers may be `NaN`. */
function pythonRegistry(id: string, parts: object, more = ''): string {
  const entry = {
    model_id: id,
    name: id,
    description: '',
    created_at: '2026-11-21T01:43:30.603572',
    updated_at: '2026-11-21T01:43:30.603754',
    versions: {},
    tags: [],
    metadata: {},
    current_version: null,
    ...parts,
  };
  const models = JSON.stringify({ [id]: entry }).replaceAll('"NaN"', 'NaN');
  return `{"version": "1.0.0", "updated_at": "2026-11-21T01:43:30.619914", "models": ${models}${more}}`;
}

test('what is not a number in a registry of Python is null, and the rest is read', async () => {
  const metadata = { score: ['NaN', 1.5], lab: 'north' };
  await shop.write(REGISTRY, pythonRegistry('other', { metadata }, ', "loss": -Infinity'));
  expect((await shop.run()).total_models).toBe(2);
  const { models, foreign } = await shop.registry();
  expect(foreign).toEqual({ loss: null });
  expect(models['other']?.foreign).toMatchObject({ metadata: { score: [null, 1.5] } });
});

test('a model of Python without versions has none, until a run reads its spec', async () => {
  await shop.write(REGISTRY, pythonRegistry('agent', {}));
  await shop.run();
  const first = await shop.entry('agent');
  expect(first).toMatchObject({ version: '1.0.0', current_version: '1.0.0' });
  expect(first.versions['1.0.0']).toMatchObject({ bump: 'initial', previous: null, changes: null });
});

test('a model of Python without versions and without a spec has no current version', async () => {
  await shop.write(REGISTRY, pythonRegistry('other', {}));
  await shop.run();
  expect(await shop.entry('other')).toMatchObject({ current_version: '', versions: {} });
  expect((await verifyRegistry({ cwd: shop.cwd, outputDir: 'out' })).sound).toBe(true);
  const registry = await ModelRegistry.open({ cwd: shop.cwd, outputDir: 'out' });
  expect(() => registry.getModelInfo('other')).toThrow('other has no versions');
});

test('a target given once relative and once absolute is the same target', async () => {
  await shop.run();
  const before = await shop.text(REGISTRY);
  const summary = await shop.run({ targetDir: `${shop.cwd}/in` });
  expect(summary).toMatchObject({ unchanged: 1, updated: 0, target_dir: `${shop.cwd}/in` });
  expect(await shop.text(REGISTRY)).toBe(before);
  await shop.write('in/agent.md', soundSpec({ ModelName: 'Another name' }));
  await shop.run({ targetDir: `${shop.cwd}/in` });
  expect((await shop.entry('agent')).file_path).toBe('in/agent.md');
});

const HASH = 'a'.repeat(64);

/** The registry as Python's class writes it again: without what that does not know. */
async function rewritten(
  edit: (models: Record<string, Record<string, unknown>>) => void,
): Promise<void> {
  const { models } = JSON.parse(await shop.text(REGISTRY));
  const kept: Record<string, Record<string, unknown>> = {};
  for (const [id, entry] of Object.entries<Record<string, unknown>>(models)) {
    const { model_id, name, description, created_at, updated_at, versions, tags, metadata } = entry;
    const { current_version } = entry;
    const all = { model_id, name, description, created_at, updated_at, versions, tags, metadata };
    kept[id] = { ...all, current_version };
  }
  edit(kept);
  await shop.write(REGISTRY, JSON.stringify({ version: '1.0.0', updated_at: '', models: kept }));
}

test('values that a spec does not give are kept, where the readers of Python look', async () => {
  const version = { version: '1.0', file_path: 'in/plain.md', created_at: '2026-11-21T01:43:30' };
  const header = { author: 'Ada', license: 'MIT', date: '2026-01-01', lab: 'north', runs: [1, 2] };
  const spec = soundSpec({ ModelName: 'Plain' }).replace(/## Signature[^#]*/, '');
  await shop.write('in/plain.md', spec);
  const versions = { '1.0': { ...version, metadata: header, hash: HASH } };
  await shop.write(
    REGISTRY,
    pythonRegistry('plain', { metadata: header, versions, current_version: '1.0' }),
  );
  await shop.run();
  const metadataOnDisk = async () => {
    const { plain } = JSON.parse(await shop.text(REGISTRY)).models;
    return [plain.metadata, plain.versions['1.0'].metadata];
  };
  for (const metadata of await metadataOnDisk()) expect(metadata).toMatchObject(header);
  expect((await shop.entry('plain')).metadata.variables).toBe(4);

  // The next versions and a run that reads it again keep them, too.
  await shop.write('in/plain.md', `${spec}\nMore.\n`);
  await shop.run();
  await shop.run({ rehash: true, profile: 'basic' });
  expect((await metadataOnDisk())[0]).toMatchObject(header);
  await rewritten(() => {});
  await shop.run();
  expect((await metadataOnDisk())[0]).toMatchObject(header);
});

test('what its class changed in our registry is taken, or named', async () => {
  await shop.write('in/other.md', soundSpec({ ModelName: 'Other' }));
  await shop.run();
  const notices: string[] = [];
  await rewritten((models) => {
    Object.assign(models['agent'] ?? {}, { tags: ['robotics'], description: 'By hand.' });
    Object.assign(models['agent']?.['metadata'] ?? {}, { lab: 'north', license: 'CC0' });
    delete models['other'];
  });
  await shop.run({ onNotice: (text) => notices.push(text) });
  expect(await shop.entry('agent')).toMatchObject({
    tags: ['robotics'],
    description: 'By hand.',
    metadata: { lab: 'north', license: 'CC0' },
  });
  expect(notices[0]).toContain(
    'Merged: tag "robotics" of agent, metadata lab of agent, metadata license of agent, description of agent.',
  );
  expect(notices).toContain('Not merged: the removal of other; use `deleteModel()`.');
});

test('the summary lists each edit that is not merged, more than notices do', async () => {
  await shop.run();
  const notices: string[] = [];
  await rewritten((models) => {
    const tags = Array.from({ length: 25 }, (_, at) => `tag ${at}`);
    Object.assign(models['agent'] ?? {}, { tags: [...tags, 'good'] });
    models['ghost'] = { model_id: 'ghost', name: 'ghost', versions: {} };
  });
  const { edits_not_merged: left = [] } = await shop.run({ onNotice: (it) => notices.push(it) });
  expect(left).toHaveLength(26);
  expect(left[0]).toMatch(
    /^tag "tag 0" of agent; a tag has 1 to 128 characters without white space/,
  );
  expect(left.at(-1)).toBe('the model ghost; it has no version');
  expect(notices.filter((it) => it.startsWith('Not merged: '))).toHaveLength(20);
  expect(notices).toContain('6 more edits are not merged; the summary of a run lists them all.');
  const { models } = await shop.registry();
  expect(Object.keys(models)).toEqual(['agent']);
  expect(models['agent']?.tags).toEqual(['good']);
  expect(await shop.run()).not.toHaveProperty('edits_not_merged');
});

test('a deleted model is not alive to the readers of Python, and nothing of it is lost', async () => {
  await shop.write('in/other.md', soundSpec({ ModelName: 'Other' }));
  await shop.run();
  const open = () => ModelRegistry.open({ cwd: shop.cwd, outputDir: 'out' });
  const registry = await open();
  await registry.deleteModel('other');
  await registry.save();
  const { models, deleted_models } = JSON.parse(await shop.text(REGISTRY));
  expect([Object.keys(models), Object.keys(deleted_models)]).toEqual([['agent'], ['other']]);

  const notices: string[] = [];
  await rewritten((all) => Object.assign(all['agent'] ?? {}, { tags: ['robotics'] }));
  await shop.run({ onNotice: (text) => notices.push(text), recursive: false });
  expect(notices[0]).toContain('Merged: tag "robotics" of agent.');
  expect(notices.join()).not.toMatch(/Not merged|removal/);
  const again = await open();
  expect(again.listModels({ status: 'deleted' }).map((it) => it.model_id)).toEqual(['other']);
  await again.restoreModel('other');
  await again.save();
  const after = JSON.parse(await shop.text(REGISTRY));
  expect(Object.keys(after.models)).toEqual(['agent', 'other']);
  expect(after).not.toHaveProperty('deleted_models');
});
