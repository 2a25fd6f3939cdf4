import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import type { IndexedModel } from '../../src/search/document.js';
import { NO_CONTENTS, TEXT_FIELDS, collectFacts, getTextParts } from '../../src/search/document.js';
import { isMatch } from '../../src/search/evaluate.js';
import { createWordSearch } from '../../src/search/full-text.js';
import { createLayer, locate, updateLayers, type Layer } from '../../src/search/layers.js';
import { decodePostings, encodePostings } from '../../src/search/postings.js';
import { isSegment, buildSegment, openSegment } from '../../src/search/segment.js';
import { openTable, writeTable } from '../../src/search/table.js';
import { createVocabulary } from '../../src/search/vocabulary.js';
import { queryWordsIn, wordsIn } from '../../src/search/words.js';
import { entryWith } from '../support/registry-entries.js';
import { holds } from '../support/property.js';

const FACTS = collectFacts(entryWith('boat'), NO_CONTENTS);
const WORDS = ['lamp', 'lamps', 'lampoon', 'lmap', 'Stamp', 'HiddenState', 'hidden', 'states'];
const MORE = ['s', 'ß', 'été', '12', '123', '1234', '1235', 'a1', 'transition', 'transitoin'];

const text = fc
  .array(fc.constantFrom(...WORDS, ...MORE), { maxLength: 6 })
  .map((words) => words.join(' '));

const texts = fc.record({
  name: text,
  description: text,
  author: text,
  tags: fc.array(text, { maxLength: 2 }),
  variables: fc.array(text, { maxLength: 3 }),
  terms: fc.array(text, { maxLength: 2 }),
});

const models = fc
  .dictionary(fc.constantFrom('lamp_1', 'hall', 'a', 'b', 'c', 'lamp-2', 'états'), texts)
  .map((all) => Object.entries(all).map(([id, one]): IndexedModel => modelOf(id, one)));

function modelOf(id: string, one: IndexedModel['texts']): IndexedModel {
  return { id, mark: '', facts: FACTS, texts: one };
}

function layersOf(all: readonly IndexedModel[]): Layer[] {
  return [createLayer(openSegment(buildSegment(all)))];
}

/** The matches in some layers, by id. */
function findIn(layers: readonly Layer[], word: string, isPhrase: boolean): Map<string, unknown> {
  const { scores, wordsOf } = createWordSearch(layers)(word, isPhrase);
  const found = new Map<string, unknown>();
  for (const [number, score] of scores.entries()) {
    if (!isMatch(scores, number)) continue;
    const { layer, row } = locate(layers, number);
    const words = [...wordsOf(number)].map(([it, fields]) => [it, fields.toSorted()]);
    found.set(layer.segment.viewAt(row).id, [score.toFixed(9), words.toSorted()]);
  }
  return found;
}

/** The reference implementation: a well-known library over all texts of all models. */
function findAsOthers(all: readonly IndexedModel[], word: string, isPhrase: boolean) {
  const engine = new MiniSearch<IndexedModel>({
    fields: [...TEXT_FIELDS],
    extractField: ({ id, texts: of }, name) => {
      const field = TEXT_FIELDS.find((it) => it === name);
      return field === undefined ? '' : getTextParts(id, of, field).join('\n');
    },
    tokenize: wordsIn,
    processTerm: (it) => it,
    searchOptions: {
      tokenize: queryWordsIn,
      combineWith: 'AND',
      prefix: (it) => !isPhrase && it.length >= 2,
      fuzzy: (it) => (isPhrase || it.length < 4 || /^\d+$/.test(it) ? 0 : it.length < 6 ? 1 : 2),
      boost: { id: 3, name: 3, tags: 2, terms: 1.5 },
    },
  });
  engine.addAll(all);
  return new Map(
    engine.search(word).map(({ id, score, match }) => {
      const words = Object.entries(match).map(([it, fields]) => [it, fields.toSorted()]);
      return [id, [score.toFixed(9), words.toSorted()]];
    }),
  );
}

const queries = fc.tuple(
  fc.constantFrom(...WORDS, ...MORE, 'la', 'lamb', 'état lam'),
  fc.boolean(),
);

test('words are matched and scored as by a well-known library', async () => {
  await holds(
    fc.property(models, queries, (all, [word, isPhrase]) => {
      const found = findIn(layersOf(all), word, isPhrase);
      const wanted = findAsOthers(all, word, isPhrase);
      expect(new Map([...found].toSorted())).toEqual(new Map([...wanted].toSorted()));
    }),
    { short: 14, full: 500 },
  );
});

test('models that change one by one are found as if in a single segment', async () => {
  const changes = fc.array(fc.tuple(models, fc.array(fc.constantFrom('a', 'b', 'hall'))));
  await holds(
    fc.property(models, changes, queries, (first, later, [word, isPhrase]) => {
      let layers = layersOf(first);
      const now = new Map(first.map((it) => [it.id, it]));
      for (const [put, removed] of later) {
        layers = updateLayers(layers, [...removed, ...put.map(({ id }) => id)], put);
        for (const id of removed) now.delete(id);
        for (const it of put) now.set(it.id, it);
      }
      const found = findIn(layers, word, isPhrase);
      const wanted = findIn(layersOf([...now.values()]), word, isPhrase);
      expect(new Map([...found].toSorted())).toEqual(new Map([...wanted].toSorted()));
    }),
    { short: 10, full: 300 },
  );
});

test('there are few layers, however often models change', () => {
  let layers: Layer[] = [];
  for (let at = 0; at < 300; at += 1) {
    const id = `model_${at % 200}`;
    const of = { name: id, description: '', author: '', tags: [], variables: [], terms: [] };
    layers = updateLayers(layers, [id], [modelOf(id, of)]);
    expect(layers.length).toBeLessThanOrEqual(9);
  }
  expect(layers.reduce((sum, { count }) => sum + count, 0)).toBe(200);
});

test('postings are decoded as they were encoded', async () => {
  const rows = fc.uniqueArray(fc.nat(100_000)).map((all) => all.toSorted((a, b) => a - b));
  const places = fc.record({ field: fc.nat(6), rows, most: fc.integer({ min: 1, max: 1000 }) });
  await holds(
    fc.property(fc.array(places, { maxLength: 7 }), (all) => {
      const written = all.map((it) => ({
        field: it.field,
        rows: it.rows,
        times: it.rows.map((row) => 1 + (row % it.most)),
      }));
      const read = decodePostings(encodePostings(written), 100_001);
      expect(read).toEqual(
        written.map((it) => ({
          field: it.field,
          rows: new Uint32Array(it.rows),
          times: new Uint32Array(it.times),
        })),
      );
    }),
    { short: 7, full: 100 },
  );
});

test('arbitrary bytes never decode to an impossible row', async () => {
  await holds(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(50), (bytes, count) => {
      for (const { rows } of decodePostings(bytes, count)) {
        expect(rows.every((row) => row < count)).toBe(true);
      }
    }),
    { short: 7, full: 100 },
  );
});

test('a table returns what was stored, and tests equal values once', async () => {
  await holds(
    fc.property(fc.array(fc.tuple(fc.jsonValue(), fc.jsonValue())), (rows) => {
      const stored = writeTable(rows);
      const { read, having } = openTable(stored, 2);
      const asIs: unknown = JSON.parse(JSON.stringify(rows));
      expect(rows.map((_, row) => [read(row, 0), read(row, 1)])).toEqual(asIs);
      let times = 0;
      const isHeld = having([1], () => (times += 1) > 0);
      for (const row of rows.keys()) expect(isHeld(row)).toBe(true);
      expect(times).toBe(new Set(rows.map(([, it]) => JSON.stringify(it))).size);
    }),
    { short: 7, full: 100 },
  );
});

test('a segment with other columns is not read', () => {
  const { columns, ...rest } = buildSegment([]);
  expect(isSegment({ columns, ...rest })).toBe(true);
  expect(isSegment({ columns: columns.slice(1), ...rest })).toBe(false);
  expect(isSegment({ columns, ...rest, ids: ['a'] })).toBe(false);
});

test('a short word matches no longer word, a number no other number', () => {
  const { match: reach, indexOf: placeOf } = createVocabulary(
    ['12', '1234', '1235', 's', 'state', 'staet'].toSorted(),
  );
  const words = (wanted: string): number[] => reach(wanted).map(({ word }) => word);
  expect(words('s')).toEqual([placeOf('s')]);
  expect(words('1234')).toEqual([placeOf('1234')]);
  expect(words('12')).toHaveLength(3);
  expect(words('statee')).toHaveLength(2);
  expect(words('none')).toEqual([]);
});
