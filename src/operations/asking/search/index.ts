/**
 * Search by words and by fields. The libraries for it are loaded with this file, and no other
 * command pays for them.
 */
import type { Entry } from '../../../domain/model.js';
import type { Models } from '../../../domain/models.js';
import { changedIds } from '../../../domain/models.js';
import { byCodeUnit } from '../../../domain/order.js';
import type { IndexRow } from '../../../store/search-index.js';
import { wordsIn } from './words.js';
import { factsOf, textsOf, type ModelTexts } from './document.js';
import { candidatesOf, evaluate, scoreOf, type FindWord } from './evaluate.js';
import type { Looked } from './fields.js';
import { engineOf, lazyEngineOf, type Engine, type Found } from './full-text.js';
import { matchesOf, type Match } from './matches.js';
import type { Indexable } from './open-index.js';
import { contentsFor, openIndex, readFacts, readTexts } from './open-index.js';
import { parseQuery } from './query.js';

/** More than these are sorted in the end, and not as they are found. */
const MOST_KEPT = 1000;

/** The models of a registry, ready to be searched. Deleted ones are not among them. */
export interface SearchIndex {
  readonly models: LookedModels;
  readonly find: Engine['find'];
}

/** The models of an index by their ids. A `Map` is one. */
export interface LookedModels {
  readonly get: (id: string) => Looked | undefined;
  readonly keys: () => Iterable<string>;
}

/** A model that a query finds. */
export interface SearchHit {
  readonly entry: Entry;
  /** The higher, the better; 0 where the query names fields alone. */
  readonly score: number;
  readonly matches: readonly Match[];
}

/** The index for one search: no more of it is read than the search needs. */
export async function openSearch(registry: Indexable): Promise<SearchIndex> {
  const index = await openIndex(registry);
  const models: LookedModels = {
    keys: () => index.rows.keys(),
    get: (id) => {
      const row = index.rows.get(id);
      return row === undefined || row.isLeftOut ? undefined : lookAtRow(id, row);
    },
  };
  return { models, find: lazyEngineOf(index).find };
}

/** An index that is kept in memory for many searches, and goes with the registry's changes. */
export interface KeptSearchIndex extends SearchIndex {
  /** Takes over what has changed, from the state that it was last told of to this one. */
  readonly update: (registry: Indexable) => Promise<void>;
}

/** The whole index, in memory: a search takes a few milliseconds. */
export async function keepSearch(registry: Indexable): Promise<KeptSearchIndex> {
  const index = await openIndex(registry);
  const engine = engineOf(index);
  const models = lookAtRows(index.rows);
  let known = registry.state.models;
  const replace = async (id: string, now: Indexable): Promise<void> => {
    const before = models.get(id);
    if (before !== undefined) engine.remove({ id, texts: before.texts() });
    models.delete(id);
    const entry = now.state.models.get(id);
    if (entry === undefined || entry.status === 'deleted') return;
    const texts = textsOf(entry, await contentsFor(entry, before && rowOf(before), now));
    engine.add({ id, texts });
    models.set(id, { id, facts: factsOf(entry), texts: () => texts });
  };
  return {
    models,
    find: engine.find,
    update: async (now) => {
      const ids = changedIds(known, now.state.models);
      known = now.state.models;
      for (const id of ids) await replace(id, now);
    },
  };
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
  index: SearchIndex,
  query: string,
  limit: number,
): { readonly total: number; readonly hits: SearchHit[] } {
  const asked = parseQuery(query);
  const findWord = finderOf(index);
  const ids = (candidatesOf(asked, findWord) ?? index.models).keys();
  const best: Scored[] = [];
  let total = 0;
  for (const id of ids) {
    const looked = index.models.get(id);
    const score = looked && scoreOf(asked, looked, findWord);
    if (looked === undefined || score === undefined) continue;
    total += 1;
    if (limit > MOST_KEPT) best.push({ looked, score });
    else keep(best, { looked, score }, limit);
  }
  if (limit > MOST_KEPT) best.sort(byRank);
  const hits = best.slice(0, limit).flatMap(({ looked, score }): SearchHit[] => {
    const entry = models.get(looked.id);
    const hit = evaluate(asked, looked, findWord);
    if (entry === undefined || hit === undefined) return [];
    return [{ entry, score, matches: matchesOf(looked.id, looked.texts(), hit) }];
  });
  return { total, hits };
}

interface Scored {
  readonly looked: Looked;
  readonly score: number;
}

/** Puts a model among the best ones, which are in their order, where it belongs to them. */
function keep(best: Scored[], one: Scored, limit: number): void {
  const last = best.at(-1);
  if (best.length >= limit && last !== undefined && byRank(last, one) <= 0) return;
  let [from, to] = [0, best.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const there = best[middle];
    if (there !== undefined && byRank(there, one) <= 0) from = middle + 1;
    else to = middle;
  }
  best.splice(from, 0, one);
  if (best.length > limit) best.pop();
}

function byRank(a: Scored, b: Scored): number {
  return b.score - a.score || byCodeUnit(a.looked.id, b.looked.id);
}

/** Each word of a query is looked up once; of a phrase, the words must stand in this order. */
function finderOf(index: SearchIndex): FindWord {
  const known = new Map<unknown, ReadonlyMap<string, Found>>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const found = index.find(word.text, word.isPhrase);
    const kept = word.isPhrase ? withPhrase(found, word.text, index) : found;
    known.set(word, kept);
    return kept;
  };
}

function withPhrase(
  found: ReadonlyMap<string, Found>,
  phrase: string,
  { models }: SearchIndex,
): ReadonlyMap<string, Found> {
  const wanted = ` ${wordsIn(phrase).join(' ')} `;
  return new Map(
    [...found].filter(([id]) => {
      const texts = models.get(id)?.texts();
      return texts !== undefined && allTexts(id, texts).some((it) => hasPhrase(it, wanted));
    }),
  );
}

function hasPhrase(text: string, wanted: string): boolean {
  return ` ${wordsIn(text).join(' ')} `.includes(wanted);
}

function allTexts(id: string, texts: ModelTexts): string[] {
  const { name, description, author, tags, variables, terms } = texts;
  return [id, name, description, author, ...tags, ...variables, ...terms];
}

/** Most of what is kept of a model is not asked for: it is parsed when it is. */
function lookAtRows(rows: ReadonlyMap<string, IndexRow>): Map<string, Looked> {
  const models = new Map<string, Looked>();
  for (const [id, row] of rows) if (!row.isLeftOut) models.set(id, lookAtRow(id, row));
  return models;
}

function lookAtRow(id: string, row: IndexRow): Looked {
  let facts: Looked['facts'] | undefined;
  let texts: ModelTexts | undefined;
  return {
    id,
    get facts() {
      facts ??= readFacts(row) ?? unreachable(id);
      return facts;
    },
    texts: () => (texts ??= readTexts(row)),
  };
}

function unreachable(id: string): never {
  throw new Error(`the index has no facts of ${id}`);
}

function rowOf({ facts, texts }: Looked): Pick<IndexRow, 'facts' | 'texts'> {
  return { facts: JSON.stringify(facts), texts: () => JSON.stringify(texts()) };
}
