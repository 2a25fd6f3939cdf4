/** Pseudo-random numbers that depend only on the seed (mulberry32). */
export function createRandom(seed) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return {
    next,
    /** An integer from 0 up to, but not including, a limit. */
    below,
    pick: (list) => list[below(list.length)],
    between: (low, high) => low + next() * (high - low),
  };
}
