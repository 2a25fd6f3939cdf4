/** Memoizes a function, since many models share the same texts. Pure if the function is. */
export function memoize<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const cache = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const cached = cache.get(key);
    if (cached !== undefined) return cached.value;
    const value = make(key);
    cache.set(key, { value });
    return value;
  };
}

/**
 * Memoizes the last results of a function alone. Pure if the functions are.
 *
 * @param most - how many
 * @param onForgotten - receives each result that is dropped
 */
export function memoizeLast<Key, Value>(
  most: number,
  make: (key: Key) => Value,
  onForgotten: (value: Value) => void = () => {},
): (key: Key) => Value {
  const cache = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const known = cache.get(key) ?? { value: make(key) };
    // The oldest are first in the map.
    cache.delete(key);
    cache.set(key, known);
    for (const [oldest, { value }] of cache) {
      if (cache.size <= most) break;
      cache.delete(oldest);
      onForgotten(value);
    }
    return known.value;
  };
}

/** Does something once: loading a module again takes as long as a look at a file. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
