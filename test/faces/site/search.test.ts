/** The search of the page beside `list` and `search`, on the same registry. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import { collectRows, listDirections, readWords } from '../../../src/faces/site/collect-rows.js';
import { listCommand } from '../../../src/faces/site/page/list-command.js';
import {
  find,
  findWrongCondition,
  type List,
  type Query,
} from '../../../src/faces/site/page/search.js';
import { listOrders, SORTS } from '../../../src/faces/site/page/sort.js';
import { SORT_KEYS } from '../../../src/operations/queries/columns.js';
import { openBench, type Bench } from '../../operations/harness.js';
import { captureIo } from '../cli/harness.js';

let bench: Bench;
let list: List;

async function cli(...argv: string[]): Promise<string> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  const code = await runCli([...argv, '--output-dir', 'out'], io);
  expect([argv, code, code === 1 ? written.err : '']).toEqual([argv, expect.any(Number), '']);
  return written.out;
}

/** The ids that `list` or `search` shows. */
async function idsOf(command: string): Promise<string[]> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map((it) => it[1] ?? it[2] ?? '');
  const [, ...argv] = words.map((it) => it.replace(/^(--[a-z]+=)'(.*)'$/, '$1$2'));
  return (await cli(...argv, '--quiet')).split('\n').filter((it) => it !== '');
}

function found(query: Query): string[] {
  return find(list, query).map((it) => it.id);
}

test('models with all words in their names come first', () => {
  const [row] = list.rows;
  const described = (id: string, name: string, description: string) => ({
    ...(row as List['rows'][number]),
    id,
    name,
    description,
    words: '',
    terms: [],
  });
  const rows = [
    described('a', 'Kite', 'beside a lake'),
    described('b', 'Boat', 'a lake boat'),
    described('c', 'Boat on a Lake', ''),
    described('lake-d', 'Dam', 'near a boat'),
  ];
  const ids = (q: string): string[] => find({ ...list, rows }, { q }).map((it) => it.id);
  expect(ids('LAKE')).toEqual(['c', 'lake-d', 'a', 'b']);
  expect(ids('lake boat')).toEqual(['c', 'b', 'lake-d']);
});

beforeAll(async () => {
  bench = await openBench();
  await cp('input/gnn_files', join(bench.cwd, 'in'), { recursive: true });
  await bench.run();
  await cli('tag', 'add', 'bee_meadow_trip', 'field');
  await cli('promote', 'two_tugboats', 'production');
  await cli('metrics', 'set', 'glider_altitude', 'accuracy=0.9', 'loss=0.5');
  await cli('metrics', 'set', 'bee_meadow_trip', 'accuracy=0.4', 'loss=2');
  await cli('metrics', 'set', 'two_tugboats', 'accuracy=0.7');
  await cli('deprecate', 'parcel_locker_cue', '--reason', 'old');
  await cli('binding', 'add', 'bee_meadow_trip', '--provider', 'pymdp', '--model-id', 'm');
  const registry = await bench.open();
  const entries = [...registry.state.models.values()];
  const rows = collectRows(entries);
  for (const entry of entries) {
    rows.add(entry, readWords(await registry.store.metadata(entry.model_id)), 0);
  }
  list = { rows: rows.rows, terms: rows.terms, metrics: listDirections(entries) };
}, 60_000);
afterAll(() => bench.remove());

describe('finds what `list` lists, in its order', () => {
  test.each<Query>([
    {},
    { kind: 'MULTI_AGENT' },
    { kind: 'flat,MULTI_AGENT' },
    { kind: 'pomdp' },
    { status: 'deprecated' },
    { status: 'deprecated,active' },
    { health: 'Healthy' },
    { tag: 'production' },
    { tag: 'production,field' },
    { backend: 'PyMDP' },
    { ontology: 'hiddenstate' },
    { ontology: 'ACTO_000009' },
    { metrics: 'accuracy>0.5' },
    { metrics: 'accuracy>0.3,loss<=1' },
    { metrics: 'accuracy!=0.9' },
    { metrics: 'accuracy>0.3', sort: 'metrics.accuracy' },
    { sort: 'metrics.loss' },
    { sort: '-metrics.loss' },
    ...SORT_KEYS.flatMap((key) => [{ sort: key }, { sort: `-${key}` }]),
    { kind: 'FLAT', tag: 'field', sort: '-size' },
  ])('%o', async (query) => {
    const ids = found(query);
    expect(ids).toEqual(await idsOf(listCommand(query)));
    if (Object.keys(query).length === 1) expect(ids.length).toBeGreaterThan(0);
  });
});

test('knows the right models', () => {
  expect(found({ tag: 'production,field' })).toEqual(['bee_meadow_trip', 'two_tugboats']);
  expect(found({ metrics: 'accuracy>0.5' })).toEqual(['glider_altitude', 'two_tugboats']);
  expect(found({ sort: 'metrics.accuracy' }).slice(0, 4)).toEqual([
    'glider_altitude',
    'two_tugboats',
    'bee_meadow_trip',
    expect.any(String),
  ]);
  expect(found({ sort: 'metrics.loss' }).slice(0, 2)).toEqual([
    'glider_altitude',
    'bee_meadow_trip',
  ]);
  expect(list.metrics).toEqual({ accuracy: 'higher', loss: 'lower' });
});

test('offers all orders of `list`, and those of the metrics', () => {
  expect(Object.keys(SORTS)).toEqual([...SORT_KEYS]);
  const orders = listOrders(list).map(([key]) => key);
  expect(orders).toContain('-metrics.loss');
  expect(orders.filter((it) => !it.includes('metrics.')).map((it) => it.replace('-', ''))).toEqual(
    expect.arrayContaining(SORT_KEYS.filter((it) => it !== 'id')),
  );
});

test.each<[Query, string[]]>([
  [{ q: 'tugboat' }, ['two_tugboats']],
  [{ q: 'glider', metrics: 'accuracy>0.5' }, ['glider_altitude']],
  [{ q: 'meadow', tag: 'field,production', kind: 'FACTORED' }, ['bee_meadow_trip']],
  [{ q: 'glider', tag: 'field' }, []],
])('words and filters are one query of `search`: %o', async (query, ids) => {
  expect(found(query)).toEqual(ids);
  expect(await idsOf(listCommand(query))).toEqual(ids);
});

test('a condition that is still being typed is passed over, and named', () => {
  expect(findWrongCondition('accuracy>0.5,los')).toBe('los');
  expect(findWrongCondition('accuracy>0.5')).toBeUndefined();
  expect(found({ metrics: 'accuracy>0.5,los' })).toEqual(['glider_altitude', 'two_tugboats']);
  expect(listCommand({ metrics: 'los' })).toBe('gnn-registry list');
  expect(listCommand({ sort: '-use', author: "O'Hara" })).toBe(
    String.raw`gnn-registry list --sort=-use --author 'O'\''Hara'`,
  );
});
