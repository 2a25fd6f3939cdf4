import { isFolderName } from './archive-names.js';
import type { Entry } from './model.js';
import { byCodeUnit } from './order.js';

/**
 * The models of a registry, by id. A `Map` satisfies this interface; the models of a registry that
 * was loaded from a file are parsed on demand, because most operations need only a few of them.
 */
export interface Models extends Iterable<readonly [string, Entry]> {
  readonly size: number;
  readonly get: (id: string) => Entry | undefined;
  readonly has: (id: string) => boolean;
  readonly keys: () => Iterable<string>;
  readonly values: () => Iterable<Entry>;
  /** The source text of an entry, with its id; undefined for an entry that was added since loading. */
  readonly textOf?: (id: string) => Uint8Array | undefined;
  /** The same if it would be written so again; undefined for one of a registry in an older format, too. */
  readonly writtenTextOf?: (id: string) => Uint8Array | undefined;
  /** The ids of the entries that may contain a text: all that do, and possibly others. */
  readonly mentioning?: (text: string) => Iterable<string>;
  /** The models whose reads are noted here: what is made of them once is kept with those. */
  readonly watched?: Models;
  /** Notes that all of them count. */
  readonly noteAll?: () => void;
}

/** What was read of some models. */
export interface Reads {
  /** The ids that were asked for, whether there is such a model or not. */
  readonly ids: ReadonlySet<string>;
  /** Whether something depends on all models, such as a search. */
  readonly isAll: boolean;
}

/**
 * The same models, and what is read of them from now on. How many there are is not noted: nothing may
 * depend on that alone.
 */
export function watchReads(watched: Models): { readonly models: Models; readonly reads: Reads } {
  const reads = { ids: new Set<string>(), isAll: false };
  const noteAll = (): void => {
    reads.isAll = true;
  };
  const all = <T>(value: T): T => {
    noteAll();
    return value;
  };
  const one = (id: string): string => {
    reads.ids.add(id);
    return id;
  };
  const models: Models = {
    watched,
    noteAll,
    size: watched.size,
    get: (id) => watched.get(one(id)),
    has: (id) => watched.has(one(id)),
    keys: () => all(watched.keys()),
    values: () => all(watched.values()),
    mentioning: (text) => all(watched.mentioning?.(text) ?? watched.keys()),
    [Symbol.iterator]: () => all(watched[Symbol.iterator]()),
  };
  return { models, reads };
}

/** The same models without a note of what is read of them. */
export function unwatched(models: Models): Models {
  if (!isChanged(models)) return models.watched ?? models;
  const { base } = models;
  const inner = unwatched(base);
  // Put together as other changes are, or each note would leave a layer behind.
  return inner === base ? models : layered(inner, models.changes);
}

/** Whether some models stay as they are: they were loaded, whatever was changed since is another object. */
export function isFixed(models: Models): boolean {
  return layersOf(models).at(-1)?.models.textOf !== undefined;
}

/** Whether some models are others with changes, or the same. */
export function derivesFrom(models: Models, base: Models): boolean {
  let one = models;
  while (one !== base && isChanged(one)) one = one.base;
  return one === base;
}

/**
 * Adds or replaces some models and removes others. The cost depends on the changes, and hardly on how many
 * were made before: they are kept in layers, each at least twice as large as the one above it.
 */
export function withEntries(
  models: Models,
  entries: Iterable<Entry>,
  removed: Iterable<string> = [],
): Models {
  const changes = new Map<string, Change>();
  for (const id of removed) changes.set(id, undefined);
  for (const entry of entries) changes.set(entry.model_id, entry);
  return withChanges(models, changes);
}

/** Changes some models, as {@link withEntries}; those that are to be read are read when they are asked for. */
export function withChanges(models: Models, changes: ReadonlyMap<string, Change>): Models {
  return changes.size === 0 ? models : layered(models, changes);
}

/** What became of a model: its entry, or how to read it, always as the same object; undefined if it was removed. */
export type Change = Entry | (() => Entry) | undefined;

function readChange(change: Change): Entry | undefined {
  return typeof change === 'function' ? change() : change;
}

function layered(models: Models, newest: ReadonlyMap<string, Change>): ChangedModels {
  let [base, changes] = [models, newest];
  while (isChanged(base) && base.changes.size < 2 * changes.size) {
    changes = new Map([...base.changes, ...changes]);
    ({ base } = base);
  }
  return changedModels(base, changes);
}

/** The entries whose id can be the name of a folder; no other id leads to files. */
export function entriesWithFolder(models: Models): readonly Entry[] {
  const known = WITH_FOLDER.get(models);
  if (known !== undefined) return known;
  const entries = [...models]
    .filter(([id, entry]) => isFolderName(id) && entry.model_id === id)
    .map(([, entry]) => entry);
  if (models.watched === undefined && isFixed(models)) WITH_FOLDER.set(models, entries);
  return entries;
}

const WITH_FOLDER = new WeakMap<Models, readonly Entry[]>();

/** Iterates over the entries that may contain a text, in its JSON form, in a key or value. */
export function* entriesMentioning(models: Models, text: string): Generator<Entry> {
  for (const id of models.mentioning?.(text) ?? models.keys()) {
    const entry = models.get(id);
    if (entry !== undefined) yield entry;
  }
}

/** The ids of the models that are not deleted, sorted. Hardly any other entry is parsed for this. */
export function presentIds(models: Models): readonly string[] {
  const known = PRESENT.get(models);
  if (known !== undefined) return known;
  const hidden = new Set(deletedIds(models));
  const ids = [...models.keys()].filter((id) => !hidden.has(id)).toSorted(byCodeUnit);
  if (models.watched === undefined && isFixed(models)) PRESENT.set(models, ids);
  return ids;
}

const PRESENT = new WeakMap<Models, readonly string[]>();

/** The ids of the deleted models, sorted. */
export function deletedIds(models: Models): readonly string[] {
  if (isChanged(models)) {
    const { base, changes } = models;
    const others = deletedIds(base).filter((id) => !changes.has(id));
    const changed = Array.from(changes.values(), readChange);
    return [...others, ...listDeleted(changed)].toSorted(byCodeUnit);
  }
  // What was loaded does not change.
  const known = DELETED.get(models);
  if (known !== undefined) return known;
  const found = listDeleted(entriesMentioning(models, 'deleted')).toSorted(byCodeUnit);
  if (models.textOf !== undefined) DELETED.set(models, found);
  return found;
}

const DELETED = new WeakMap<Models, readonly string[]>();

function listDeleted(entries: Iterable<Entry | undefined>): string[] {
  return [...entries].flatMap((it) => (it?.status === 'deleted' ? it.model_id : []));
}

interface ChangedModels extends Models {
  readonly base: Models;
  /** Undefined marks a removed model. */
  readonly changes: ReadonlyMap<string, Change>;
}

function isChanged(models: Models): models is ChangedModels {
  return 'changes' in models;
}

function changedModels(base: Models, changes: ReadonlyMap<string, Change>): ChangedModels {
  let size = base.size;
  for (const [id, entry] of changes) size += Number(entry !== undefined) - Number(base.has(id));
  const get = (id: string): Entry | undefined =>
    changes.has(id) ? readChange(changes.get(id)) : base.get(id);
  function* keys(): Generator<string> {
    for (const id of base.keys()) if (!changes.has(id) || changes.get(id) !== undefined) yield id;
    for (const [id, entry] of changes) if (entry !== undefined && !base.has(id)) yield id;
  }
  function* entries(): Generator<readonly [string, Entry]> {
    for (const id of keys()) {
      const entry = get(id);
      if (entry !== undefined) yield [id, entry];
    }
  }
  function* values(): Generator<Entry> {
    for (const [, entry] of entries()) yield entry;
  }
  function* mentioning(text: string): Generator<string> {
    for (const id of base.mentioning?.(text) ?? base.keys()) if (!changes.has(id)) yield id;
    for (const [id, entry] of changes) if (entry !== undefined) yield id;
  }
  return {
    base,
    changes,
    size,
    get,
    has: (id) => (changes.has(id) ? changes.get(id) !== undefined : base.has(id)),
    keys,
    values,
    textOf: (id) => (changes.has(id) ? undefined : base.textOf?.(id)),
    writtenTextOf: (id) => (changes.has(id) ? undefined : base.writtenTextOf?.(id)),
    mentioning,
    ...(base.noteAll && { noteAll: base.noteAll }),
    [Symbol.iterator]: entries,
  };
}

/**
 * The ids of the models that were added, replaced or removed between two states. If they have changes or a
 * base in common, only the changes since then are compared.
 */
export function changedIds(before: Models, after: Models): string[] {
  if (before === after) return [];
  const statesOf = (models: Models): Models[] => layersOf(models).map((it) => it.models);
  const [old, now] = [statesOf(before), statesOf(after)];
  const common = now.find((it) => old.includes(it));
  const since = (layers: readonly Models[]): Models[] =>
    layers.slice(0, common === undefined ? layers.length : layers.indexOf(common)).toReversed();
  const keysOf = (layer: Models): Iterable<string> =>
    isChanged(layer) ? layer.changes.keys() : layer.keys();
  const ids = new Set([...since(old), ...since(now)].flatMap((layer) => [...keysOf(layer)]));
  return [...ids].filter((id) => {
    const change = findChange(before, id);
    const isSame = change !== undefined && change === findChange(after, id);
    return !isSame && !isWrittenAlike(before, after, id) && before.get(id) !== after.get(id);
  });
}

/** What became of a model that was changed, without reading it. */
function findChange(models: Models, id: string): Change {
  for (let layer = models; ;) {
    if (!isChanged(layer)) {
      if (layer.watched === undefined) return undefined;
      layer = layer.watched;
    } else if (layer.changes.has(id)) return layer.changes.get(id);
    else layer = layer.base;
  }
}

/** Whether two states have an entry with the same text, so that it need not be parsed to be compared. */
function isWrittenAlike(one: Models, other: Models, id: string): boolean {
  const [text, otherText] = [one.writtenTextOf?.(id), other.writtenTextOf?.(id)];
  return text !== undefined && otherText !== undefined && Buffer.compare(text, otherText) === 0;
}

/** Some models, and how they came about. */
export interface Layer {
  readonly models: Models;
  /** What was changed to get them, by id; undefined for what was removed, or if they were loaded. */
  readonly changes?: ReadonlyMap<string, Change>;
  /** The models before. */
  readonly base?: Models;
}

/** A state and what it derives from, newest first. */
export function layersOf(models: Models): Layer[] {
  const layers: Layer[] = [];
  for (let layer = models; ;) {
    if (isChanged(layer)) {
      layers.push({ models: layer, changes: layer.changes, base: layer.base });
      layer = layer.base;
    } else if (layer.watched === undefined) return [...layers, { models: layer }];
    else layer = layer.watched;
  }
}
