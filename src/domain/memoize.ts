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

/** Does something once: loading a module again takes as long as a look at a file. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
