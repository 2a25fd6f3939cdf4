/**
 * Keeps a registry in memory between operations, for a face that serves many: it is read again only if
 * another process may have changed it.
 */
import type { Models } from '../domain/models.js';
import type { KeptSearchIndex, SearchIndex } from '../search/index.js';
import type { Indexable } from '../search/open-index.js';
import type { Loaded, Store } from '../store/port.js';

/** A registry that stays in memory. */
export interface KeptRegistry {
  /** Returns the registry as it is now. @throws RegistryError as `load` of the store */
  readonly load: (store: Store) => Promise<Loaded>;
  /** As it was loaded last; undefined if it never was. */
  readonly seen: Loaded | undefined;
  readonly index: KeptIndex['open'];
}

/** A search index that stays in memory. */
export interface KeptIndex {
  /** Returns the index of a registry. The first call builds it; later ones update it. */
  readonly open: (registry: Indexable) => Promise<SearchIndex>;
  /** Notes what is outdated now that the registry has other models. */
  readonly note: (models: Models) => void;
}

/** Keeps what is loaded. One that fails to load is loaded anew by the next call. */
export function keepRegistry(): KeptRegistry {
  let seen: Loaded | undefined;
  const index = keepIndex();
  return {
    index: index.open,
    get seen() {
      return seen;
    },
    load: async (store) => {
      const loaded = await (seen === undefined ? store.load() : store.refresh(seen));
      if (seen !== undefined && seen !== loaded) {
        // The index lets go of the state before.
        index.note(loaded.state.models);
      }
      seen = loaded;
      return loaded;
    },
  };
}

/** Keeps an index, which one call at a time updates. */
export function keepIndex(): KeptIndex {
  let index: KeptSearchIndex | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const update = async (registry: Indexable): Promise<SearchIndex> => {
    const { keepSearch } = await import('../search/index.js');
    if (index === undefined) index = await keepSearch(registry);
    else await index.update(registry);
    return index;
  };
  return {
    open: (registry) => {
      const updated = turn.then(() => update(registry));
      turn = updated.catch(() => undefined);
      return updated;
    },
    note: (models) => index?.note(models),
  };
}
