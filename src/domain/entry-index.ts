/**
 * Finds the entries of a registry by what they say, without looking through all of them. An index is made
 * when it is first asked for: once for what was loaded, and then only for what has changed.
 */
import { posix } from 'node:path';
import type { Entry } from './model.js';
import { entriesMentioning, layersOf, type Layer, type Models } from './models.js';

/** What entries are found by; made once, since it identifies what is indexed. */
export interface EntryIndex {
  readonly keysOf: (entry: Entry) => readonly string[];
  /** Texts of which every entry with a key contains one: no other entry is parsed. */
  readonly mentions?: readonly string[];
  /** Whether every entry with a key contains it as a text, so that it can be looked for there. */
  readonly isText?: (key: string) => boolean;
}

/** By the name of their file, without its folders. */
export const BY_FILE: EntryIndex = { keysOf: ({ file_path }) => [posix.basename(file_path)] };

/** The models with a key in one layer of changes, or in what was loaded. */
interface Keyed {
  /** Their ids, sorted. */
  readonly ids: string[];
  /** How many more models have the key than in the layers below. */
  more: number;
}

const INDEXED = new WeakMap<Models, Map<EntryIndex, ReadonlyMap<string, Keyed>>>();

/** So many keys are looked for in the text of what was loaded: an index is only faster for more. */
const MAX_SEARCHES = 4;
const SEARCHES = new WeakMap<Models, Map<EntryIndex, number>>();

/** Iterates over the entries with a key, in the order of their ids. */
export function* entriesWith(models: Models, index: EntryIndex, key: string): Generator<Entry> {
  const lists = findKeyed(models, index, key).map(({ ids }) => ({ ids, at: 0 }));
  for (;;) {
    let next: string | undefined;
    for (const { ids, at } of lists) {
      const id = ids[at];
      if (id !== undefined && (next === undefined || id < next)) next = id;
    }
    if (next === undefined) return;
    for (const list of lists) if (list.ids[list.at] === next) list.at += 1;
    // A later change may have taken the key away.
    const entry = models.get(next);
    if (entry !== undefined && index.keysOf(entry).includes(key)) yield entry;
  }
}

/** Counts the entries with a key. */
export function countWith(models: Models, index: EntryIndex, key: string): number {
  return findKeyed(models, index, key).reduce((sum, { more }) => sum + more, 0);
}

function findKeyed(models: Models, index: EntryIndex, key: string): Keyed[] {
  models.noteAll?.();
  return layersOf(models).flatMap(
    (layer) => searchText(layer, index, key) ?? indexLayer(layer, index).get(key) ?? [],
  );
}

/** Finds the entries with a key by their text; undefined where an index is there, or is to be made. */
function searchText({ models, changes }: Layer, index: EntryIndex, key: string): Keyed | undefined {
  const isLoaded = changes === undefined && models.mentioning !== undefined;
  if (!isLoaded || INDEXED.get(models)?.has(index) === true || index.isText?.(key) !== true) {
    return undefined;
  }
  const searches = SEARCHES.get(models) ?? new Map<EntryIndex, number>();
  const count = searches.get(index) ?? 0;
  if (count === MAX_SEARCHES) return undefined;
  SEARCHES.set(models, searches.set(index, count + 1));
  const found = [...entriesMentioning(models, key)].filter((it) => index.keysOf(it).includes(key));
  const ids = found.map((it) => it.model_id).toSorted();
  return { ids, more: ids.length };
}

function indexLayer(layer: Layer, index: EntryIndex): ReadonlyMap<string, Keyed> {
  const known = INDEXED.get(layer.models) ?? new Map<EntryIndex, ReadonlyMap<string, Keyed>>();
  INDEXED.set(layer.models, known);
  const made = known.get(index) ?? makeIndex(layer, index);
  known.set(index, made);
  return made;
}

function makeIndex(
  { models, base, changes }: Layer,
  { keysOf, mentions }: EntryIndex,
): ReadonlyMap<string, Keyed> {
  const index = new Map<string, Keyed>();
  const count = (entry: Entry | undefined, more: 1 | -1): void => {
    for (const key of new Set(entry === undefined ? [] : keysOf(entry))) {
      const keyed = index.get(key) ?? { ids: [], more: 0 };
      index.set(key, keyed);
      keyed.more += more;
      if (more > 0 && entry !== undefined) keyed.ids.push(entry.model_id);
    }
  };
  if (changes === undefined) {
    for (const entry of listCandidates(models, mentions)) count(entry, 1);
  } else {
    for (const id of changes.keys()) {
      count(models.get(id), 1);
      count(base?.get(id), -1);
    }
  }
  for (const { ids } of index.values()) ids.sort();
  return index;
}

function listCandidates(models: Models, mentions: EntryIndex['mentions']): Iterable<Entry> {
  if (mentions === undefined) return models.values();
  return new Set(mentions.flatMap((text) => [...entriesMentioning(models, text)]));
}
