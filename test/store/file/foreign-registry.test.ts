import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import { registryText } from '../../support/registry-store.js';
import { convertForeign } from '../../../src/store/file/foreign-registry.js';
import type { ConvertedRegistry } from '../../../src/store/file/foreign-registry.js';
import { validate } from '../../../src/domain/generated/model-registry-explained.js';

const NOW = new Date('2030-01-02T03:04:05.678Z');
const HASH = 'a'.repeat(64);

/** A registry as the field's own step writes it. */
const SAMPLE = {
  version: '1.0.0',
  updated_at: '2026-11-21T01:43:30.619914',
  models: {
    tea_room: {
      model_id: 'tea_room',
      name: 'Tea room',
      description: 'ActInfPOMDP',
      created_at: '2026-11-21T01:43:30.603572',
      updated_at: '2026-11-21T01:43:30.603754',
      versions: {
        '1.0': {
          version: '1.0',
          file_path: 'input/tea_room.md',
          created_at: '2026-11-21T01:43:30.603613',
          metadata: {},
          hash: HASH,
        },
      },
      tags: ['warm'],
      metadata: {},
      current_version: '1.0',
    },
  },
};

const METADATA_KEYS =
  'variables connections edges parameters equations ontology_terms formats_generated author license date source';
const NO_METADATA = {
  ...Object.fromEntries(METADATA_KEYS.split(' ').map((key) => [key, null])),
  framework_targets: [],
};

function adopt(json: unknown): ConvertedRegistry {
  const adopted = convertForeign(json, NOW);
  if (adopted === undefined) throw new Error('it does not read as a registry');
  // Whatever was read must be something that our own schema takes.
  const valid = validate(JSON.parse(registryText(adopted.state)));
  expect(validate.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  return adopted;
}

function adoptOne(entry: unknown, id = 'm'): { entry: Entry; lost: string[] } {
  const { state, lost } = adopt({ models: { [id]: entry } });
  const adopted = state.models.get(id);
  if (adopted === undefined) throw new Error('it was not kept');
  return { entry: adopted, lost: lost.map((it) => it.path) };
}

test('what the field writes is kept whole', () => {
  const { state, lost } = adopt(SAMPLE);
  expect(lost).toEqual([]);
  expect(state.generation).toBe(0);
  expect(state.updatedAt).toBe('2026-11-21T01:43:30.619Z');
  expect(Object.fromEntries(state.models)).toEqual({
    tea_room: {
      model_id: 'tea_room',
      model_name: 'Tea room',
      name: 'Tea room',
      description: 'ActInfPOMDP',
      gnn_section: null,
      kind: null,
      file_path: 'input/tea_room.md',
      file_size_bytes: null,
      hash: HASH,
      semantic_hash: null,
      registered_at: '2026-11-21T01:43:30.603Z',
      created_at: '2026-11-21T01:43:30.603Z',
      updated_at: '2026-11-21T01:43:30.603Z',
      version: '1.0',
      current_version: '1.0',
      status: 'active',
      tags: ['warm'],
      foreign: { description: 'ActInfPOMDP' },
      metadata: NO_METADATA,
      health: { status: 'unknown', errors: 0, warnings: 0, checked_at: null, checked_with: null },
      file_hash: null,
      versions: {
        '1.0': {
          version: '1.0',
          file_path: 'input/tea_room.md',
          created_at: '2026-11-21T01:43:30.603Z',
          hash: HASH,
          semantic_hash: null,
          bump: null,
          previous: null,
          changes: null,
          same_content_as: null,
          metadata: NO_METADATA,
          source: null,
        },
      },
    },
  });
});

const peerFolder =
  env['GNN_PEER'] ??
  (env['GNN_CORPUS'] === undefined ? '' : join(dirname(env['GNN_CORPUS']), 'peer'));
const peerFile = join(peerFolder, 'model_registry.json');
const hasPeer = peerFolder !== '' && existsSync(peerFile);

test("the field's own sample is kept whole", ({ skip }) => {
  if (!hasPeer) skip('GNN_PEER names no folder with a model_registry.json');
  const json: typeof SAMPLE = JSON.parse(readFileSync(peerFile, 'utf8'));
  const { state, lost } = adopt(json);
  expect(lost).toEqual([]);
  expect([...state.models.keys()].toSorted()).toEqual(Object.keys(json.models).toSorted());
  for (const [id, given] of Object.entries(json.models)) {
    const entry = state.models.get(id);
    const { name, description, tags, current_version } = given;
    // It is also kept for later versions whose specs say none.
    expect(entry?.foreign).toEqual(description === '' ? undefined : { description });
    expect(entry).toMatchObject({ name, description, tags, current_version });
    for (const [number, { hash, file_path }] of Object.entries(given.versions)) {
      expect(entry?.versions[number]).toMatchObject({ hash, file_path });
    }
  }
});

test.each([
  null,
  1,
  'models',
  [],
  {},
  { models: null },
  { models: [] },
  { models: { a: 1 } },
  { models: { a: {} } },
  { models: { a: { color: 1 } } },
  { models: { a: { __proto__: { name: 'inherited' } } } },
  Object.create({ models: { a: { name: 'inherited' } } }),
])('%j does not read as a registry', (json) => {
  expect(convertForeign(json, NOW)).toBeUndefined();
});

test('a registry without models is one', () => {
  expect(adopt({ models: {} }).state).toEqual({
    generation: 0,
    updatedAt: NOW.toISOString(),
    models: new Map(),
  });
});

test('keys that we do not know stay as they are, where they were', () => {
  const odd = { a: [1, null, { b: 'x' }], t: true };
  const { entry, lost } = adoptOne({
    name: 'n',
    owner: odd,
    metadata: { variables: 3, lab: 'north', author: 'Ada', reviewed: odd, run: 3 },
    current_version: '2.0',
    versions: { '2.0': { hash: HASH, notes: 'kept', metadata: { edges: 1, mood: 'good' } } },
  });
  expect(lost).toEqual([]);
  expect(entry.foreign).toEqual({ owner: odd, metadata: { author: 'Ada', reviewed: odd } });
  expect(entry.annotations).toEqual({ lab: 'north', run: 3 });
  const metadata = { ...NO_METADATA, variables: 3, author: 'Ada', reviewed: odd };
  expect(entry.metadata).toEqual({ ...metadata, lab: 'north', run: 3 });
  expect(entry.versions['2.0']).toMatchObject({
    foreign: { notes: 'kept' },
    metadata: { edges: 1, mood: 'good' },
  });
});

test('known keys with values that we cannot read stay verbatim, too', () => {
  const odd = {
    name: 5,
    status: 'sleeping',
    tags: ['a', 1],
    created_at: 'yesterday',
    hash: 'MD5',
    kind: 'ROUND',
    health: { pulse: 60 },
    file_size_bytes: -1,
    metadata: { variables: 1.5 },
    versions: ['1.0'],
  };
  const { entry, lost } = adoptOne({ ...odd, model_name: 'n', current_version: '1.0' });
  expect(lost).toEqual([]);
  expect(entry.foreign).toEqual(odd);
  expect(entry).toMatchObject({ name: 'n', status: 'active', tags: [], hash: null, versions: {} });
  expect(entry.created_at).toBe(NOW.toISOString());
});

test('two values for the same thing are both kept', () => {
  const { entry } = adoptOne({
    model_id: 'other',
    name: 'first',
    model_name: 'second',
    current_version: '2.0',
    version: '1.9',
    created_at: '2026-01-01',
    registered_at: '2026-01-02',
  });
  expect(entry).toMatchObject({ model_id: 'm', name: 'first', current_version: '2.0' });
  expect(entry.created_at).toBe('2026-01-01T00:00:00.000Z');
  expect(entry.foreign).toEqual({
    model_id: 'other',
    model_name: 'second',
    version: '1.9',
    registered_at: '2026-01-02',
  });
});

test('our own keys are understood, but soundness is not believed', () => {
  const semantic = `sha256:${'b'.repeat(64)}`;
  const { entry } = adoptOne({
    name: 'n',
    status: 'archived',
    kind: 'FLAT',
    semantic_hash: semantic,
    health: { status: 'healthy', errors: 0, warnings: 0, checked_at: null, checked_with: 'x' },
    description: null,
    foreign: { before: 1, owner: 'lost for the newer one' },
    owner: 'new',
    versions: {
      '1.0.0': { bump: 'initial', semantic_hash: semantic, source: 'm/1.0.0.md' },
    },
  });
  expect(entry).toMatchObject({ status: 'archived', kind: 'FLAT', semantic_hash: semantic });
  expect(entry.health.status).toBe('unknown');
  expect(entry.foreign).toEqual({ before: 1, owner: 'new' });
  expect(entry.versions['1.0.0']).toMatchObject({ bump: 'initial', source: 'm/1.0.0.md' });
});

test('the current version is the given one, else the last', () => {
  const versions = { '1.0': { file_path: 'a.md', hash: HASH }, '1.1': { file_path: 'b.md' } };
  expect(adoptOne({ versions }).entry).toMatchObject({
    current_version: '1.1',
    file_path: 'b.md',
    hash: null,
  });
  expect(adoptOne({ versions, current_version: '1.0' }).entry).toMatchObject({
    version: '1.0',
    file_path: 'a.md',
    hash: HASH,
  });
  expect(adoptOne({ name: 'n' }).entry).toMatchObject({
    version: '',
    current_version: '',
    file_path: '',
  });
});

test.each([
  ['2026-11-21T01:43:30.603572', '2026-11-21T01:43:30.603Z'],
  ['2026-11-21 01:43:30', '2026-11-21T01:43:30.000Z'],
  ['2026-11-21T01:43', '2026-11-21T01:43:00.000Z'],
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21T01:43:30.5+02:00', '2026-11-20T23:43:30.500Z'],
  ['2026-11-21T01:43:30-0130', '2026-11-21T03:13:30.000Z'],
  ['2026-11-21t01:43:30z', '2026-11-21T01:43:30.000Z'],
  ['2026-13-21T01:43:30Z', NOW.toISOString()],
  ['0000-01-01T00:00:00+02:00', NOW.toISOString()],
  ['', NOW.toISOString()],
  [1_700_000_000, NOW.toISOString()],
])('the time %j is %s', (given, expected) => {
  expect(adoptOne({ name: 'n', updated_at: given }).entry.updated_at).toBe(expected);
});

test('what cannot be kept is named', () => {
  const long = 'x'.repeat(129);
  const { state, lost } = adopt(
    JSON.parse(`{
      "extra": 1,
      "models": {
        "ok": {"name": "n", "versions": {"1.0": 7, "": {}, "__proto__": {"hash": null}}},
        "text": "a", "none": null, "list": [],
        "../../etc": {"name": "n"}, "__proto__": {"name": "n"}, "${long}": {"name": "n"}
      }
    }`),
  );
  expect([...state.models.keys()]).toEqual(['ok']);
  expect(state.foreign).toEqual({ extra: 1 });
  expect(lost.map((it) => it.path).toSorted()).toEqual(
    [
      'models.ok.versions.1.0',
      'models.ok.versions.',
      'models.ok.versions.__proto__',
      'models.text',
      'models.none',
      'models.list',
      'models.../../etc',
      'models.__proto__',
      `models.${long}`,
    ].toSorted(),
  );
});

test('foreign values stay within bounds, and the rest around them is kept', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  const { entry, lost } = adoptOne({
    name: 'n',
    text: 'x'.repeat(16_385),
    mixed: { good: 1, bad: 'x'.repeat(16_385) },
    items: [1, 'x'.repeat(16_385), 3],
    list: Array.from({ length: 10_001 }, () => 0),
    wide: Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`k${at}`, at])),
    endless: Number.POSITIVE_INFINITY,
    ['k'.repeat(513)]: 1,
    deep,
  });
  expect(lost.slice(0, 7)).toEqual([
    'models.m.text',
    'models.m.mixed.bad',
    'models.m.items.1',
    'models.m.list',
    'models.m.wide',
    'models.m.endless',
    `${`models.m.${'k'.repeat(513)}`.slice(0, 199)}…`,
  ]);
  expect(lost[7]).toMatch(/^models\.m\.deep(\.0)+$/);
  expect(entry.foreign).toMatchObject({ mixed: { good: 1 }, items: [1, null, 3] });
  expect(Object.keys(entry.foreign ?? {})).toEqual(['mixed', 'items', 'deep']);
});

test('keys of prototypes are text', () => {
  const { entry, lost } = adoptOne(
    JSON.parse(
      '{"name": "n", "__proto__": {"polluted": 1}, "constructor": 2, "x": {"__proto__": {"polluted": 1}}}',
    ),
    'constructor',
  );
  expect(Object.keys(entry.foreign ?? {}).toSorted()).toEqual(['constructor', 'x']);
  expect(lost).toEqual(['models.constructor.__proto__', 'models.constructor.x.__proto__']);
  expect({}).not.toHaveProperty('polluted');
  expect(entry.foreign?.['x']).not.toHaveProperty('polluted');
});
