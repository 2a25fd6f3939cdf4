import { expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import { findColumns, toRow } from '../../../src/operations/queries/columns.js';
import { wordPlainly } from '../../../src/domain/wording.js';
import { listModels } from '../../../src/operations/queries/list.js';
import type { ListQuery } from '../../../src/operations/queries/list.js';
import { toOpenAiList } from '../../../src/operations/queries/openai.js';
import { findStaleModels } from '../../../src/operations/queries/stale.js';
import { describeModels } from '../../../src/operations/queries/statistics.js';
import { EARLIER, entryWith, stateWith } from '../../support/registry-entries.js';

type VersionPart = Partial<Entry['versions'][string]>;

/** An entry whose current version has more than others. */
function entry(id: string, parts: Partial<Entry> = {}, current: VersionPart = {}): Entry {
  const made = entryWith(id, parts);
  const version = made.versions[made.version];
  if (version === undefined) throw new Error('no version');
  return { ...made, versions: { ...made.versions, [made.version]: { ...version, ...current } } };
}

const DEGRADED: Partial<Entry> = {
  health: { ...entryWith('x').health, status: 'degraded', warnings: 1 },
};

const { models } = stateWith(
  entry(
    'a',
    { tags: ['lab'], use: { count: 3, last_used_at: EARLIER } },
    { metrics: { f1: 0.9, loss: 1, spikes: 1 }, metric_directions: { spikes: 'lower' } },
  ),
  entry('b', { ...DEGRADED, version: '2.0.0', kind: 'FACTORED' }, { tags: ['production'] }),
  entry(
    'c',
    { version: '10.0.0', gnn_section: 'ActInfPOMDP' },
    { metrics: { f1: 0.95, loss: 2, 'val/a,b c=': 7, spikes: 2 } },
  ),
  entry('d', { status: 'deleted' }),
  entry('e', {
    status: 'retired',
    annotations: { author: 'Ada Brook', license: 'MIT', task: 'Control', subject: 7 },
  }),
);

function ids(query: ListQuery): string[] {
  return listModels(models, query, (id) =>
    id === 'c' ? ['Prior obo:TEMP_000017'] : [],
  ).models.map((it) => it.model_id);
}

test.each<[ListQuery, string]>([
  [{}, 'a b c e'],
  [{ status: 'all' }, 'a b c d e'],
  [{ status: 'deleted,retired' }, 'd e'],
  [{ status: 'active' }, 'a b c'],
  [{ tag: 'lab,production' }, 'a b'],
  [{ kind: 'factored' }, 'b'],
  [{ kind: 'pomdp' }, 'c'],
  [{ health: 'degraded' }, 'b'],
  [{ author: 'BROOK' }, 'e'],
  [{ name: 'A,E' }, 'a e'],
  [{ task: 'control' }, 'e'],
  [{ subject: '7,8' }, 'e'],
  [{ task: 'seven' }, ''],
  [{ metrics: 'f1>=0.9, f1<0.95' }, 'a'],
  [{ metrics: 'loss=2' }, 'c'],
  [{ metrics: 'metrics.loss:>1' }, 'c'],
  [{ metrics: 'loss:=2' }, 'c'],
  [{ metrics: '"val/a,b c="=7, f1>0.9' }, 'c'],
  [{ metrics: 'metrics."val/a,b c=":>=7' }, 'c'],
  [{ sort: 'metrics."val/a,b c="', metrics: 'f1>0.9' }, 'c'],
  [{ ontology: 'temp_000017,Nothing' }, 'c'],
  [{ sort: 'version' }, 'a e b c'],
  [{ sort: '-use' }, 'a b c e'],
  [{ sort: 'health' }, 'a c e b'],
  // The best first, and those without it last.
  [{ sort: 'metrics.f1' }, 'c a b e'],
  [{ sort: '-metrics.f1' }, 'a c b e'],
  [{ sort: 'metrics.loss' }, 'a c b e'],
  [{ sort: '-metrics.loss' }, 'c a b e'],
  [{ sort: 'metrics.spikes' }, 'a c b e'],
  [{ sort: '-metrics.spikes' }, 'c a b e'],
  [{ limit: 2 }, 'a b'],
  [{ limit: 1, sort: '-id' }, 'e'],
])('%o lists %s', (query, wanted) => {
  expect(ids(query).join(' ')).toBe(wanted);
});

test('a limit hides none from the count', () => {
  expect(listModels(models, { limit: 1 }).total).toBe(4);
  expect(listModels(models, { limit: 1, status: 'active' }).total).toBe(3);
});

test('a backend is a provider of the current version or a target of its spec', () => {
  const binding = { provider: 'Bedrock', model_id: 'm', status: 'active' as const };
  const rest = { endpoint: null, region: null, config: null, success_rate: null };
  const more = { average_latency_ms: null, cost_per_1000: null, added_at: EARLIER };
  const bound = entry(
    'x',
    {},
    { bindings: [{ ...binding, ...rest, ...more, updated_at: EARLIER }] },
  );
  const meant = entry('y', {
    metadata: { ...entryWith('y').metadata, framework_targets: ['pymdp'] },
  });
  const state = stateWith(bound, meant);
  expect(listModels(state.models, { backend: 'bedrock' }).models).toEqual([bound]);
  expect(listModels(state.models, { backend: 'PyMDP' }).models).toEqual([meant]);
});

test.each<ListQuery>([
  { status: 'on' },
  { kind: 'nothing' },
  { health: 'ill' },
  { sort: 'colour' },
  { metrics: 'f1' },
  { metrics: 'f1>much' },
])('%o is refused', (query) => {
  expect(() => ids(query)).toThrow(expect.objectContaining({ code: 'value-refused' }));
});

test('rows have the columns that are asked for, by the keys of programs', () => {
  const [first] = listModels(models, { limit: 1 }).models;
  expect(first && toRow(first, findColumns(['id', 'use', 'metrics.f1', 'file_path']))).toEqual({
    model_id: 'a',
    use_count: 3,
    'metrics.f1': 0.9,
    file_path: 'in/a.md',
  });
  expect(() => findColumns(['colour'])).toThrow(/no column "colour"/);
});

test('the form of a well-known service', () => {
  const { data } = toOpenAiList(listModels(models, { status: 'all' }).models);
  expect(data[0]).toMatchObject({
    id: 'a',
    object: 'model',
    created: Date.parse(EARLIER) / 1000,
    owned_by: 'unknown',
    enabled: true,
    use_count: 3,
    tags: ['lab'],
  });
  expect(data.map((it) => [it.owned_by, it.enabled])).toEqual([
    ['unknown', true],
    ['unknown', true],
    ['unknown', true],
    ['unknown', false],
    ['Ada Brook', false],
  ]);
});

test('statistics leave deleted models out', () => {
  const numbers = describeModels(models);
  expect(numbers).toMatchObject({
    models: 4,
    versions: 4,
    by_status: { active: 3, deprecated: 0, archived: 0, retired: 1, deleted: 1 },
    by_kind: { FACTORED: 1, FLAT: 3 },
    by_health: { healthy: 3, degraded: 1 },
    health: { status: 'degraded', healthy_share: 0.75 },
    variables: 4,
    uses: 3,
    never_used: 3,
    most_used: [{ model_id: 'a', use_count: 3, last_used_at: EARLIER }],
  });
  expect(numbers.tags).toEqual([
    { tag: 'lab', models: 1 },
    { tag: 'production', models: 1 },
  ]);
});

test.each([
  [0, 0, 'unknown'],
  [9, 10, 'healthy'],
  [89, 100, 'degraded'],
  [1, 2, 'degraded'],
  [49, 100, 'unhealthy'],
])('%i of %i healthy models make a registry %s', (healthy, all, status) => {
  const entries = Array.from({ length: all }, (_, at) =>
    entry(`m${at}`, at < healthy ? {} : DEGRADED),
  );
  expect(describeModels(stateWith(...entries).models).health.status).toBe(status);
});

function use(at: string): Pick<Entry, 'use'> {
  return { use: { count: 1, last_used_at: at } };
}

test('stale models: never used or not for long, and not younger than that', () => {
  const { models: some } = stateWith(
    entry('never'),
    entry('long', use('2026-01-02T00:00:00.000Z')),
    entry('lately', use('2026-03-30T00:00:00.000Z')),
    entry('young', { created_at: '2026-03-31T00:00:00.000Z' }),
    entry('gone', { status: 'deleted' }),
  );
  const found = findStaleModels(some, 30, '2026-04-01T00:00:00.000Z');
  expect(found.map(({ entry: { model_id }, days }) => [model_id, days])).toEqual([
    ['never', 90],
    ['long', 89],
  ]);
});

test('models are sorted by a metric with two directions, and that is said', () => {
  const other = entry('f', {}, { metrics: { spikes: 3 }, metric_directions: { spikes: 'higher' } });
  const all = new Map([...models, ['f', other] as const]);
  const listed = listModels(all, { sort: 'metrics.spikes' });
  expect(listed.models.map((it) => it.model_id)).toEqual(['f', 'c', 'a', 'b', 'e']);
  expect(wordPlainly(listed.notice ?? '')).toMatch(/when lower for a@.*when higher for f@/);
  expect(listModels(models, { sort: 'metrics.spikes' })).not.toHaveProperty('notice');
});
