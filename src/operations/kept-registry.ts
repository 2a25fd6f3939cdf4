/**
 * Keeps a registry in memory between operations, for a face that serves many: it is read again only if
 * another process may have changed it.
 */
import type { KeptSearchIndex, SearchIndex } from '../search/index.js';
import type { Indexable } from '../search/open-index.js';
import type { Loaded, Store } from '../store/port.js';

/** A registry that stays in memory. */
export interface KeptRegistry {
  /** Returns the registry as it is now. @throws RegistryError as `load` of the store */
  readonly load: (store: Store) => Promise<Loaded>;
  /** As it was loaded last; undefined if it never was. */
  readonly seen: Loaded | undefined;
  readonly index: KeepIndex;
}

/** Returns the search index of a registry. The first call builds it; later ones update it. */
export type KeepIndex = (registry: Indexable) => Promise<SearchIndex>;

/** Keeps what is loaded. One that fails to load is loaded anew by the next call. */
export function keepRegistry(): KeptRegistry {
  let seen: Loaded | undefined;
  return {
    index: keepIndex(),
    get seen() {
      return seen;
    },
    load: async (store) => {
      const loaded = await (seen === undefined ? store.load() : store.refresh(seen));
      seen = loaded;
      return loaded;
    },
  };
}

/** Keeps an index, which one call at a time updates. */
export function keepIndex(): KeepIndex {
  let index: KeptSearchIndex | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const update = async (registry: Indexable): Promise<SearchIndex> => {
    const { keepSearch } = await import('../search/index.js');
    if (index === undefined) index = await keepSearch(registry);
    else await index.update(registry);
    return index;
  };
  return (registry) => {
    const updated = turn.then(() => update(registry));
    turn = updated.catch(() => undefined);
    return updated;
  };
}
