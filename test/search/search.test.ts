import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Entry } from '../../src/domain/model.js';
import { entriesMentioning, withEntries, type Models } from '../../src/domain/models.js';
import { addTag } from '../../src/operations/mutations/tags.js';
import { keepSearch, openSearch, searchModels, type SearchIndex } from '../../src/search/index.js';
import { readSearchIndex } from '../../src/store/file/search-index.js';
import { soundSpec } from '../support/spec-text.js';
import { commitMutation, openBench, type Bench } from '../operations/harness.js';

let bench: Bench;

const NAMES = ['Canal Boat', 'Corridor Lamp', 'Harbour Ferry', 'Lighthouse in Fog', 'Ferry Lamp'];
const QUERIES = [
  'lamp',
  'ferr',
  'lighthuose',
  'harbour ferry',
  'likelihood',
  'hidden state',
  '"ferry lamp"',
  'boat OR fog',
  'variables:>1 AND NOT lamp',
  'name:*r* tag:night',
];

beforeEach(async () => {
  bench = await openBench();
  for (const [at, name] of NAMES.entries()) {
    await bench.write(`in/model_${at}.md`, soundSpec({ ModelName: name }));
  }
  await bench.run();
});

afterEach(() => bench.remove());

async function ask(query: string): Promise<[string, string][]> {
  const registry = await bench.open();
  const { hits } = searchModels(registry.state.models, await openSearch(registry), query, 20);
  return hits.map(({ entry, score }) => [entry.model_id, score.toFixed(6)]);
}

async function askAll(): Promise<unknown[]> {
  return Promise.all(QUERIES.map(ask));
}

test('matches prefixes and typing errors, best first, with excerpts', async () => {
  const registry = await bench.open();
  const index = await openSearch(registry);
  const { hits, total } = searchModels(registry.state.models, index, 'ferri', 1);
  expect(total).toBe(2);
  expect(hits[0]?.entry.model_id).toBe('model_2');
  expect(hits[0]?.matches).toEqual([{ field: 'name', text: 'Harbour Ferry', found: ['Ferry'] }]);
});

const UNSPACED = {
  zh: '主动推理的感知模型',
  ja: '能動的推論モデル（ロボット）',
  ja2: '推論する能動カメラ',
  ko: '능동적 추론모델은 로봇의 지각을 설명한다',
  mixed: 'POMDP港口模型A2',
  late: `${'前置きの文章が続く。'.repeat(30)}灯台の霧を見る${'後書きの文章も続く。'.repeat(30)}`,
};

test.each([
  ['推理', { zh: '推理' }],
  ['理', { zh: '理' }],
  ['感知模型', { zh: '感知模型' }],
  ['模型', { zh: '模型', mixed: '模型' }],
  ['推論', { ja: '推論', ja2: '推論' }],
  // Each of its pairs is in the other one too, but not the whole.
  ['能動的推論', { ja: '能動的推論' }],
  ['カメラ', { ja2: 'カメラ' }],
  // Punctuation of these scripts parts words like any other.
  ['能動、推論', { ja: '能動', ja2: '能動' }],
  ['「ロボット」。', { ja: 'ロボット' }],
  // Half the width, and with voicing marks apart.
  ['ﾛﾎﾞｯﾄ', { ja: 'ロボット' }],
  ['モテル', {}],
  ['추론', { ko: '추론' }],
  ['로봇', { ko: '로봇' }],
  ['모델'.normalize('NFD'), { ko: '모델' }],
  ['pomdp', { mixed: 'POMDP' }],
  ['港口 pomdp', { mixed: '港口' }],
  ['pomdp港口', { mixed: '港口' }],
  ['"感知模型"', { zh: '感知模型' }],
  ['模感', {}],
  ['灯台', { late: '灯台' }],
])('%s is found in text without blanks', async (query, expected) => {
  for (const [id, name] of Object.entries(UNSPACED)) {
    await bench.write(`in/${id}.md`, soundSpec({ ModelName: name }));
  }
  await bench.run();
  const registry = await bench.open();
  const { hits } = searchModels(registry.state.models, await openSearch(registry), query, 20);
  expect(hits.map((it) => it.entry.model_id).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const { entry, matches } of hits) {
    const found = new Map<string, string>(Object.entries(expected)).get(entry.model_id) ?? '';
    const [match] = matches.filter(({ field }) => field === 'name');
    expect(match?.found).toContain(found);
    expect(match?.text).toContain(found);
  }
});

test('the index in memory yields the same results as the one read on demand', async () => {
  const registry = await bench.open();
  const kept = await keepSearch(registry);
  for (const query of QUERIES) {
    const { hits } = searchModels(registry.state.models, kept, query, 20);
    expect(hits.map(({ entry, score }) => [entry.model_id, score.toFixed(6)])).toEqual(
      await ask(query),
    );
  }
});

test('what an index remembers of earlier searches changes no later one', async () => {
  const { state } = await bench.open();
  const find = (index: SearchIndex, query: string) => searchModels(state.models, index, query, 20);
  const kept = await keepSearch(await bench.open());
  const relaxed = [...QUERIES, 'harbour lamp boat', 'ferry', '"ferry"', 'ferry ferry', 'NOT ferry'];
  for (const query of [...relaxed, ...relaxed.toReversed(), ...relaxed]) {
    expect(find(kept, query)).toEqual(find(await openSearch(await bench.open()), query));
  }
});

test('an index that followed the registry yields the same results as a rebuilt one', async () => {
  await askAll();
  await bench.write('in/model_0.md', soundSpec({ ModelName: 'Night Lamp' }));
  await bench.write('in/model_9.md', soundSpec({ ModelName: 'Tram in the Fog' }));
  await bench.run();
  const tag = { reference: 'model_1', tag: 'night' };
  await commitMutation(bench.place(), addTag, tag);
  await ask('lamp');
  await commitMutation(bench.place(), addTag, { ...tag, reference: 'model_4' });
  const followed = await askAll();
  await rm(bench.layout().searchIndex);
  expect(followed).toEqual(await askAll());
  expect(JSON.stringify(followed)).toContain('model_9');
});

test('an index in memory follows uncommitted changes', async () => {
  const registry = await bench.open();
  const kept = await keepSearch(registry);
  const find = (models = registry.state.models) =>
    searchModels(models, kept, 'lamp', 20).hits.map(({ entry }) => entry.model_id);
  expect(find()).toEqual(['model_1', 'model_4']);
  const [lamp] = entriesMentioning(registry.state.models, 'model_1');
  const boat = registry.state.models.get('model_0');
  if (lamp === undefined || boat === undefined) throw new Error('no entry');
  const models = withEntries(registry.state.models, [
    { ...lamp, status: 'deleted' },
    { ...boat, tags: ['lamplight'] },
  ]);
  await kept.update({ ...registry, state: { ...registry.state, models } });
  expect(find(models).toSorted()).toEqual(['model_0', 'model_4']);
  // Uncommitted changes are not stored.
  expect(await ask('lamplight')).toEqual([]);
});

test('an index is told what is outdated before it is asked again, also where that fails once', async () => {
  const registry = await bench.open();
  const kept = await keepSearch(registry);
  await commitMutation(bench.place(), addTag, { reference: 'model_0', tag: 'lamplight' });
  const between = await bench.open();
  kept.note(between.state.models);
  await commitMutation(bench.place(), addTag, { reference: 'model_2', tag: 'lamplight' });
  const now = await bench.open();
  const find = (): string[] =>
    searchModels(now.state.models, kept, 'tag:lamplight', 20)
      .hits.map(({ entry }) => entry.model_id)
      .toSorted();
  const failing = { ...now.store, metadata: () => Promise.reject(new Error('the disk is gone')) };
  const unknown = { ...firstOf(now.state.models), hash: 'another' };
  const models = withEntries(now.state.models, [unknown]);
  await expect(
    kept.update({ ...now, store: failing, state: { ...now.state, models } }),
  ).rejects.toThrow('the disk is gone');
  await kept.update(now);
  expect(find()).toEqual(['model_0', 'model_2']);
});

function firstOf(models: Models): Entry {
  const entry = models.get('model_0');
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

test('only changed models are read again', async () => {
  await ask('lamp');
  await rm(join(bench.cwd, 'out/4_model_registry_output/model_1/model_1_metadata.json'));
  await rm(join(bench.cwd, 'out/4_model_registry_output/model_1/1.0.0.md'));
  await commitMutation(bench.place(), addTag, { reference: 'model_1', tag: 'hall' });
  expect(await ask('hall hidden')).toHaveLength(1);
});

test('a model without metadata is read from its archive', async () => {
  await rm(join(bench.cwd, 'out/4_model_registry_output/model_1/model_1_metadata.json'));
  expect((await ask('corridor hidden')).map(([id]) => id)).toEqual(['model_1']);
});

test.each(['', 'gnn-registry search index 1', 'x'.repeat(200)])(
  'an index that contains %j is rebuilt',
  async (text) => {
    const wanted = await askAll();
    const path = bench.layout().searchIndex;
    const sound = await readFile(path);
    await writeFile(path, text);
    expect(await readSearchIndex(bench.layout())).toBeUndefined();
    expect(await askAll()).toEqual(wanted);
    expect(await readFile(path)).toEqual(sound);
  },
);

test('any changed byte is detected', async () => {
  await ask('lamp');
  const layout = bench.layout();
  const path = layout.searchIndex;
  const sound = await readFile(path);
  for (let at = 0; at < sound.length; at += 97) {
    const bytes = Buffer.from(sound);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await readSearchIndex(layout)).toBeUndefined();
  }
});

const FORGED = { key: '', leftOut: {}, ids: ['boat'], columns: [], words: ['lamp'], sizes: [] };

test.each([
  'no line',
  'null\n',
  '{}\n',
  `${JSON.stringify({ ...FORGED, words: [1] })}\n`,
  `${JSON.stringify({ ...FORGED, sizes: [3] })}\nabc`,
  `${JSON.stringify(FORGED)}\n`,
])('a forged index with the right checksum over %j is rebuilt', async (rest) => {
  const wanted = await askAll();
  const path = bench.layout().searchIndex;
  const sound = await readFile(path);
  const sum = /^(.*) [0-9a-f]{64}\n/.exec(sound.toString('latin1', 0, 200));
  await writeFile(path, `${sum?.[1]} ${sha256(rest)}\n${rest}`);
  expect(await askAll()).toEqual(wanted);
  expect(await readFile(path)).toEqual(sound);
});

test('an unwritable folder is not an error', async () => {
  const path = bench.layout().searchIndex;
  await mkdir(path);
  expect((await ask('lamp')).map(([id]) => id)).toEqual(['model_1', 'model_4']);
});

test('deleted models are not found', async () => {
  await ask('lamp');
  const registry = await bench.open();
  const { DELETE } = await import('../../src/operations/mutations/lifecycle.js');
  const { commitOperation } = await import('../../src/operations/workplace.js');
  await commitOperation(bench.place(), DELETE.plan(bench.place(), { reference: 'model_1' }));
  expect((await ask('lamp')).map(([id]) => id)).toEqual(['model_4']);
  expect((await ask('*')).map(([id]) => id)).not.toContain('model_1');
  expect(registry.state.models.size).toBe(5);
});

test('of several parts, the one of which most matches comes first', async () => {
  const declared = Array.from({ length: 4 }, (_, at) => `A_m${at}[2,2]`).join('\n');
  await bench.write('in/many.md', soundSpec({ StateSpaceBlock: `${declared}\ns[2,1]` }));
  await bench.run();
  const registry = await bench.open();
  const { hits } = searchModels(registry.state.models, await openSearch(registry), 'A_m2', 20);
  const many = hits.find(({ entry }) => entry.model_id === 'many');
  expect(many?.matches[0]).toMatchObject({ field: 'variables', text: 'A_m2' });
});

test('finds by most words where no model has all of them, and says so', async () => {
  const registry = await bench.open();
  const search = async (query: string) => {
    const index = await openSearch(registry);
    const { hits, total, isRelaxed } = searchModels(registry.state.models, index, query, 20);
    return [isRelaxed, total, hits.map(({ entry }) => entry.name)];
  };
  expect(await search('ferry lamp')).toEqual([false, 1, ['Ferry Lamp']]);
  expect(await search('which model has a ferry and a harbour pilot')).toEqual([
    true,
    1,
    ['Harbour Ferry'],
  ]);
  expect(await search('harbour pilot status:retired')).toEqual([false, 0, []]);
  expect(await search('"harbour pilot"')).toEqual([false, 0, []]);
  expect(await search('zzzzzz qqqqqq')).toEqual([false, 0, []]);
});
