import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const PATH = `${STEP}/model_registry.json`;
let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

/** The one file that was kept under another name. */
async function keptAside(kind: string): Promise<string> {
  const names = await readdir(join(shop.cwd, STEP));
  const found = names.filter((name) => name.startsWith(`model_registry.json.${kind}-`));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

/** A model in the form of the field's own program. */
function foreignModel(id: string, text: string, filePath: string): object {
  return {
    model_id: id,
    name: `Name of ${id}`,
    description: 'ActInfPOMDP',
    created_at: '2026-11-21T01:43:30.603572',
    updated_at: '2026-11-21T01:43:30.603754',
    versions: {
      '1.0': {
        version: '1.0',
        file_path: filePath,
        created_at: '2026-11-21T01:43:30.603613',
        metadata: {},
        hash: sha256(text),
      },
    },
    tags: ['kept'],
    metadata: {},
    current_version: '1.0',
    rating: 5,
  };
}

test('a registry of the field is read, kept whole and continued', async () => {
  await shop.write('in/agent.md', soundSpec());
  await shop.write('in/changed.md', soundSpec({ Footer: 'now' }));
  const models = {
    agent: foreignModel('agent', soundSpec(), 'in/agent.md'),
    changed: foreignModel('changed', 'before', 'in/changed.md'),
    gone: foreignModel('gone', 'x', 'in/gone.md'),
  };
  const text = JSON.stringify({
    version: '1.0.0',
    updated_at: '2026-11-21T01:43:30.619914',
    models,
  });
  await shop.write(PATH, text);
  const notices: string[] = [];
  const summary = await shop.run({ onNotice: (notice) => notices.push(notice) });
  expect(notices).toEqual([
    expect.stringContaining('another program'),
    expect.stringContaining('is kept as'),
  ]);
  expect(summary).toMatchObject({
    new_models: 0,
    updated: 1,
    new_versions: 1,
    total_models: 3,
    missing_sources: [{ model_id: 'gone', file_path: 'in/gone.md' }],
  });
  expect(await shop.text(`${STEP}/${await keptAside('edited')}`)).toBe(text);

  expect(await shop.entry('agent')).toMatchObject({
    version: '1.0',
    name: 'Sound model',
    tags: ['kept'],
    created_at: '2026-11-21T01:43:30.603Z',
    foreign: { rating: 5 },
    versions: {
      '1.0': { source: 'agent/versions/1.0.md', created_at: '2026-11-21T01:43:30.603Z' },
    },
  });
  expect(await shop.text(`${STEP}/agent/versions/1.0.md`)).toBe(soundSpec());
  expect(await shop.entry('changed')).toMatchObject({
    version: '2.0.0',
    versions: {
      '1.0': { hash: sha256('before'), source: null, changes: null, previous: null },
      // Nobody kept the bytes before: anything may have changed.
      '2.0.0': {
        bump: 'major',
        previous: '1.0',
        source: 'changed/2.0.0.md',
        changes: { importance: 'major', counts: { unknown: 1 }, total: 1 },
      },
    },
  });
  expect(await shop.entry('gone')).toMatchObject({
    version: '1.0',
    name: 'Name of gone',
    foreign: { rating: 5 },
  });

  const before = await shop.snapshot();
  await shop.run();
  expect(changes(before, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

test('an edited registry is kept aside, and what was committed stays', async () => {
  await shop.write('in/agent.md', soundSpec());
  await shop.run();
  const text = await shop.text(PATH);
  await shop.write(PATH, text.replace('"status": "active"', '"status": "deprecated"'));
  const notices: string[] = [];
  await shop.run({ onNotice: (notice) => notices.push(notice) });
  expect(notices).toEqual([
    expect.stringMatching(/changed by another program or by hand.*Not merged: 1 edit\.$/),
    'Not merged: status "deprecated" of agent; use `deprecateModel()`.',
    expect.stringContaining('is kept as'),
  ]);
  expect(await shop.text(PATH)).toBe(text);
  expect(await shop.text(`${STEP}/${await keptAside('edited')}`)).toContain('deprecated');
  await shop.run({ onNotice: (notice) => notices.push(notice) });
  expect(notices).toHaveLength(3);
});

const corpus = env['GNN_CORPUS'];

test.skipIf(corpus === undefined)('the real registry of the field, with its specs', async () => {
  const sample = await readFile(join(corpus ?? '', '../peer/model_registry.json'), 'utf8');
  const theirs = JSON.parse(sample).models;
  const ids = Object.keys(theirs).toSorted();
  expect(ids.length).toBeGreaterThan(20);
  await shop.write(PATH, sample);
  const summary = await shop.run({ targetDir: join(corpus ?? '', 'standard'), profile: 'basic' });
  const { models } = await shop.registry();
  expect(
    Object.keys(models)
      .filter((id) => ids.includes(id))
      .toSorted(),
  ).toEqual(ids);
  expect(summary.new_models).toBe(Object.keys(models).length - ids.length);
  for (const id of ids) {
    const entry = models[id];
    const numbers = Object.keys(theirs[id].versions);
    expect(Object.keys(entry?.versions ?? {})).toEqual(expect.arrayContaining(numbers));
    const unchanged = theirs[id].versions[theirs[id].current_version].hash === entry?.hash;
    if (unchanged) expect([id, entry?.version]).toEqual([id, theirs[id].current_version]);
  }
  expect(models['hierarchical_pomdp']).toMatchObject({
    version: '1.0',
    versions: { '1.0': { source: 'hierarchical_pomdp/versions/1.0.md' } },
  });
  expect(
    await shop.run({ targetDir: join(corpus ?? '', 'standard'), profile: 'basic' }),
  ).toMatchObject({
    new_models: 0,
    new_versions: 0,
    updated: 0,
  });
});
