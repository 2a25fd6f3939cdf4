/**
 * Searches models by words and fields. Its libraries are loaded with this file, so that other commands
 * do not pay for them.
 */
import type { Entry } from '../domain/model.js';
import { changedIds, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { TEXT_FIELDS, getTextParts, type IndexedModel } from './document.js';
import { keepMatching, evaluate, isMatch, scoreModels, type Corpus } from './evaluate.js';
import type { ModelView } from './fields.js';
import { createWordSearch, type FindWords, type WordMatches, type Scores } from './full-text.js';
import { locate, findModel, countModels, updateLayers, type Layer } from './layers.js';
import { createMatchCollector, type CollectMatches, type Match } from './highlights.js';
import { indexModel, openIndex, type Indexable } from './open-index.js';
import { parseQuery, type Query } from './query.js';
import { memoize } from '../domain/memoize.js';
import { relax, scoreRelaxed } from './relax.js';
import { mapScores, newScores, withScores } from './scores.js';
import { longRunsIn, wordsIn } from './words.js';

/** The searchable models of a registry, without deleted models. */
export interface SearchIndex {
  readonly models: SearchData;
}

/** The data that searches use. */
interface SearchData extends Pick<Corpus, 'all' | 'having'> {
  readonly ids: readonly string[];
  readonly viewAt: (number: number) => ModelView;
  readonly get: (id: string) => ModelView | undefined;
  readonly find: FindWords;
  readonly collectMatches: CollectMatches;
}

/** A model that matches a query. */
export interface SearchHit {
  readonly entry: Entry;
  /** Higher is better; 0 if the query only contains fields. */
  readonly score: number;
  readonly matches: readonly Match[];
}

/** What a search finds. */
export interface Found {
  readonly total: number;
  readonly hits: readonly SearchHit[];
  /** No model has all words of the query: these have most of them. */
  readonly isRelaxed: boolean;
}

/** Opens the index for one search. */
export async function openSearch(registry: Indexable): Promise<SearchIndex> {
  return { models: createSearchData(await openIndex(registry)) };
}

/** An index that stays in memory for many searches and follows the registry's changes. */
export interface KeptSearchIndex extends SearchIndex {
  /** Updates the index from the last state it has seen to the given state. */
  readonly update: (registry: Indexable) => Promise<void>;
  /** Notes which models are outdated in a newer state, and lets go of the last one: the next update is about them, too. */
  readonly note: (models: Models) => void;
}

/** Opens an index in memory, where a search takes a few milliseconds. */
export async function keepSearch(registry: Indexable): Promise<KeptSearchIndex> {
  let layers = await openIndex(registry);
  let models = createSearchData(layers);
  let known = registry.state.models;
  let outdated = new Set<string>();
  const note = (now: Models): void => {
    for (const id of changedIds(known, now)) outdated.add(id);
    known = now;
  };
  return {
    get models() {
      return models;
    },
    note,
    update: async (now) => {
      note(now.state.models);
      const ids = outdated;
      if (ids.size === 0) return;
      outdated = new Set();
      try {
        layers = await refreshLayers([...ids], layers, now);
      } catch (error) {
        for (const id of ids) outdated.add(id);
        throw error;
      }
      models = createSearchData(layers);
    },
  };
}

async function refreshLayers(
  ids: readonly string[],
  layers: readonly Layer[],
  now: Indexable,
): Promise<readonly Layer[]> {
  const models: IndexedModel[] = [];
  for (const id of ids) {
    const entry = now.state.models.get(id);
    if (entry === undefined || entry.status === 'deleted') continue;
    models.push(await indexModel(entry, '', findModel(layers, id), now));
  }
  return updateLayers(layers, ids, models);
}

/**
 * Finds the models that match a query, best first. Where none has all words of it, those that have most of them.
 *
 * @param models - the models of the state for which the index was opened
 * @param limit - the maximum number of hits
 * @returns the total number of matches, the best of them, and whether these have only some of the words
 * @throws RegistryError `usage` if the query cannot be parsed, with the column
 */
export function searchModels(
  models: Models,
  { models: data }: SearchIndex,
  query: string,
  limit: number,
): Found {
  const parsed = parseQuery(query);
  return withScores(() => findBest(models, data, parsed, limit));
}

function findBest(models: Models, data: SearchData, parsed: Query, limit: number): Found {
  const find = createFinder(data);
  const corpus: Corpus = { ...data, scoreWord: (word) => find(word).scores };
  const exact = selectBest(scoreModels(parsed, corpus), data.ids, limit);
  const relaxed = exact.total === 0 ? relax(parsed) : undefined;
  const selected =
    relaxed === undefined ? exact : selectBest(scoreRelaxed(relaxed, corpus), data.ids, limit);
  const hits = describeHits(models, data, { asked: relaxed?.query ?? parsed, find, selected });
  return { total: selected.total, hits, isRelaxed: relaxed !== undefined && selected.total > 0 };
}

interface Answered {
  readonly asked: Query;
  readonly find: Finder;
  readonly selected: Selected;
}

function describeHits(
  models: Models,
  data: SearchData,
  { asked, find, selected }: Answered,
): SearchHit[] {
  return selected.best.flatMap(({ number, score }): SearchHit[] => {
    const view = data.viewAt(number);
    const entry = models.get(view.id);
    const hit = evaluate(asked, view, (word) => {
      const { scores, wordsOf } = find(word);
      return isMatch(scores, number) ? wordsOf(number) : NO_WORDS;
    });
    if (entry === undefined || hit === undefined) return [];
    return [{ entry, score, matches: data.collectMatches(view.id, view.texts(), hit) }];
  });
}

const NO_WORDS: ReadonlyMap<string, readonly string[]> = new Map();

function createSearchData(layers: readonly Layer[]): SearchData {
  const all = new Float64Array(countModels(layers));
  let number = 0;
  for (const { isRemoved } of layers) {
    for (const removed of isRemoved) {
      if (removed === 1) all[number] = Number.NaN;
      number += 1;
    }
  }
  return {
    all,
    ids: layers.flatMap(({ segment }) => segment.stored.ids),
    get: (id) => findModel(layers, id),
    viewAt: (wanted) => {
      const { layer, row } = locate(layers, wanted);
      return layer.segment.viewAt(row);
    },
    having: (columns, holds, among) => {
      const chosen = newScores(among.length);
      let offset = 0;
      for (const { segment, isRemoved } of layers) {
        const end = offset + isRemoved.length;
        chosen.set(
          keepMatching(among.subarray(offset, end), segment.having(columns, holds)),
          offset,
        );
        offset = end;
      }
      return chosen;
    },
    find: createWordSearch(layers),
    collectMatches: createMatchCollector(),
  };
}

interface Scored {
  readonly number: number;
  readonly id: string;
  readonly score: number;
}

interface Selected {
  readonly total: number;
  readonly best: readonly Scored[];
}

/** Counts the matching models and selects the best, in order. */
function selectBest(scores: Scores, ids: readonly string[], limit: number): Selected {
  let best: Scored[] = [];
  let total = 0;
  let last: Scored | undefined;
  for (let number = 0; number < scores.length; number += 1) {
    const score = scores[number] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    total += 1;
    const id = ids[number] ?? '';
    // Most models rank below those selected so far and cost no allocation.
    if (last !== undefined && (score < last.score || (score === last.score && id > last.id))) {
      continue;
    }
    best.push({ number, id, score });
    if (best.length < 2 * limit) continue;
    best = best.sort(byRank).slice(0, limit);
    last = best.at(-1);
  }
  return { total, best: best.sort(byRank).slice(0, limit) };
}

function byRank(a: Scored, b: Scored): number {
  return b.score - a.score || byCodeUnit(a.id, b.id);
}

type Finder = (word: Extract<Query, { kind: 'word' }>) => WordMatches;

/**
 * Returns a lookup for the words of a query, memoized; a phrase must occur in its exact order, and so must
 * text without blanks.
 */
function createFinder(data: SearchData): Finder {
  return memoize((word) => {
    const found = data.find(word.text, word.isPhrase);
    const phrases = word.isPhrase ? [word.text] : longRunsIn(word.text);
    return phrases.reduce((left, phrase) => filterPhrase(left, phrase, data), found);
  });
}

function filterPhrase(found: WordMatches, phrase: string, { viewAt }: SearchData): WordMatches {
  const wanted = ` ${wordsIn(phrase).join(' ')} `;
  const hasPhrase = memoize((text: string) => ` ${wordsIn(text).join(' ')} `.includes(wanted));
  const scores = mapScores(found.scores, (score, number) =>
    isMatch(found.scores, number) && listTexts(viewAt(number)).some(hasPhrase) ? score : Number.NaN,
  );
  return { ...found, scores };
}

function listTexts({ id, texts }: ModelView): string[] {
  return TEXT_FIELDS.flatMap((field) => getTextParts(id, texts(), field));
}
