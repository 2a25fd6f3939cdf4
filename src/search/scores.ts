/**
 * Lends the lists of numbers that a search needs, each as long as the registry has models. Lists that were used are
 * lent again: for new ones, a service that searches often would have to be cleaned up after every few searches.
 */

/** How many lists are kept for the next search. */
const MOST_KEPT = 32;

let free: Float64Array[] = [];
let lent: Float64Array[] | undefined;

/** Does work that needs such lists, none of which may be a part of what it returns, unless it is kept. */
export function withScores<T>(search: () => T): T {
  if (lent !== undefined) return search();
  lent = [];
  try {
    return search();
  } finally {
    free = [...free, ...lent].slice(-MOST_KEPT);
    lent = undefined;
  }
}

/** A list of zeros; a new one where no search is made. */
export function newScores(length: number): Float64Array {
  const known = lent && free.pop();
  const scores = known?.length === length ? known.fill(0) : new Float64Array(length);
  lent?.push(scores);
  return scores;
}

/** Keeps a list beyond the search that it was lent to. */
export function keepScores(scores: Float64Array): Float64Array {
  lent = lent?.filter((it) => it !== scores);
  return scores;
}

/** Gives back a list that was kept: it is lent again once no search that may still read it is made. */
export function giveBack(scores: Float64Array): void {
  lent?.push(scores);
}

/** What a function makes of each number. */
export function mapScores(
  scores: Float64Array,
  change: (score: number, number: number) => number,
): Float64Array {
  const changed = newScores(scores.length);
  for (let number = 0; number < changed.length; number += 1) {
    changed[number] = change(scores[number] ?? 0, number);
  }
  return changed;
}
