/**
 * Search by words and by fields. The libraries for it are loaded with this file, and no other
 * command pays for them.
 */
import type { Entry } from '../domain/model.js';
import { changedIds, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { TEXT_FIELDS, partsOf, type IndexedModel } from './document.js';
import { choose, evaluate, isFound, scoresOf, type Corpus } from './evaluate.js';
import type { Looked } from './fields.js';
import { finderIn, type FindWords, type Found, type Scores } from './full-text.js';
import { locate, lookUp, sizeOf, withChanges, type Layer } from './layers.js';
import { matchTeller, type Match } from './highlights.js';
import { modelOf, openIndex, type Indexable } from './open-index.js';
import { parseQuery, type Query } from './query.js';
import { remembered } from './memoize.js';
import { wordsIn } from './words.js';

/** The models of a registry, ready to be searched. Deleted ones are not among them. */
export interface SearchIndex {
  readonly models: SearchedModels;
}

/** What searches look into. */
interface SearchedModels extends Pick<Corpus, 'all' | 'having'> {
  readonly ids: readonly string[];
  readonly lookAt: (number: number) => Looked;
  readonly get: (id: string) => Looked | undefined;
  readonly find: FindWords;
}

/** A model that a query finds. */
export interface SearchHit {
  readonly entry: Entry;
  /** The higher, the better; 0 where the query names fields alone. */
  readonly score: number;
  readonly matches: readonly Match[];
}

/** The index for one search. */
export async function openSearch(registry: Indexable): Promise<SearchIndex> {
  return { models: modelsIn(await openIndex(registry)) };
}

/** An index that is kept in memory for many searches, and goes with the registry's changes. */
export interface KeptSearchIndex extends SearchIndex {
  /** Takes over what has changed, from the state that it was last told of to this one. */
  readonly update: (registry: Indexable) => Promise<void>;
}

/** The index, in memory: a search takes a few milliseconds. */
export async function keepSearch(registry: Indexable): Promise<KeptSearchIndex> {
  let layers = await openIndex(registry);
  let models = modelsIn(layers);
  let known = registry.state.models;
  return {
    get models() {
      return models;
    },
    update: async (now) => {
      const ids = changedIds(known, now.state.models);
      if (ids.length > 0) {
        layers = await withEntriesOf(ids, layers, now);
        models = modelsIn(layers);
      }
      known = now.state.models;
    },
  };
}

async function withEntriesOf(
  ids: readonly string[],
  layers: readonly Layer[],
  now: Indexable,
): Promise<readonly Layer[]> {
  const models: IndexedModel[] = [];
  for (const id of ids) {
    const entry = now.state.models.get(id);
    if (entry === undefined || entry.status === 'deleted') continue;
    models.push(await modelOf(entry, '', lookUp(layers, id), now));
  }
  return withChanges(layers, ids, models);
}

/**
 * The models that a query finds, the best first.
 *
 * @param models - of the state that the index was opened with
 * @param limit - how many at most
 * @returns how many there are in all, and the first of them
 * @throws RegistryError `usage` for a query that cannot be understood, with the place in it
 */
export function searchModels(
  models: Models,
  { models: searched }: SearchIndex,
  query: string,
  limit: number,
): { readonly total: number; readonly hits: SearchHit[] } {
  const asked = parseQuery(query);
  const find = finderOf(searched);
  const corpus: Corpus = { ...searched, scoresOf: (word) => find(word).scores };
  const tellMatches = matchTeller();
  const { total, best } = bestOf(scoresOf(asked, corpus), searched.ids, limit);
  const hits = best.flatMap(({ number, score }): SearchHit[] => {
    const looked = searched.lookAt(number);
    const entry = models.get(looked.id);
    const hit = evaluate(asked, looked, (word) => {
      const { scores, wordsOf } = find(word);
      return isFound(scores, number) ? wordsOf(number) : NO_WORDS;
    });
    if (entry === undefined || hit === undefined) return [];
    return [{ entry, score, matches: tellMatches(looked.id, looked.texts(), hit) }];
  });
  return { total, hits };
}

const NO_WORDS: ReadonlyMap<string, readonly string[]> = new Map();

function modelsIn(layers: readonly Layer[]): SearchedModels {
  const all = new Float64Array(sizeOf(layers));
  let number = 0;
  for (const { isGone } of layers) {
    for (const gone of isGone) {
      if (gone === 1) all[number] = Number.NaN;
      number += 1;
    }
  }
  return {
    all,
    ids: layers.flatMap(({ segment }) => segment.stored.ids),
    get: (id) => lookUp(layers, id),
    lookAt: (wanted) => {
      const { layer, row } = locate(layers, wanted);
      return layer.segment.lookAt(row);
    },
    having: (columns, holds, among) => {
      const chosen = new Float64Array(among.length);
      let offset = 0;
      for (const { segment, isGone } of layers) {
        const end = offset + isGone.length;
        chosen.set(choose(among.subarray(offset, end), segment.having(columns, holds)), offset);
        offset = end;
      }
      return chosen;
    },
    find: finderIn(layers),
  };
}

interface Scored {
  readonly number: number;
  readonly id: string;
  readonly score: number;
}

/** How many models are found, and the best of them in their order. */
function bestOf(
  scores: Scores,
  ids: readonly string[],
  limit: number,
): { readonly total: number; readonly best: readonly Scored[] } {
  let best: Scored[] = [];
  let total = 0;
  let last: Scored | undefined;
  for (let number = 0; number < scores.length; number += 1) {
    const score = scores[number] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    total += 1;
    const id = ids[number] ?? '';
    // Most are behind those that are kept: nothing is made for them.
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

/** Each word of a query is looked up once; of a phrase, the words must stand in this order. */
function finderOf(searched: SearchedModels): (word: Extract<Query, { kind: 'word' }>) => Found {
  return remembered((word) => {
    const found = searched.find(word.text, word.isPhrase);
    return word.isPhrase ? withPhrase(found, word.text, searched) : found;
  });
}

function withPhrase(found: Found, phrase: string, { lookAt }: SearchedModels): Found {
  const wanted = ` ${wordsIn(phrase).join(' ')} `;
  const hasPhrase = remembered((text: string) => ` ${wordsIn(text).join(' ')} `.includes(wanted));
  const scores = found.scores.map((score, number) =>
    isFound(found.scores, number) && allTexts(lookAt(number)).some(hasPhrase) ? score : Number.NaN,
  );
  return { ...found, scores };
}

function allTexts({ id, texts }: Looked): string[] {
  return TEXT_FIELDS.flatMap((field) => partsOf(id, texts(), field));
}
