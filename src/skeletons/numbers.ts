/** Numbers of skeletons, as texts. Pure. */

/**
 * Writes weights as probabilities of a few decimals that sum to exactly 1.
 *
 * @param weights - not negative, at least one of them positive
 */
export function toProbabilities(weights: readonly number[]): string[] {
  const digits = chooseDigits(weights.length);
  const whole = 10 ** digits;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const exact = weights.map((weight) => (weight / sum) * whole);
  const units = exact.map(Math.floor);
  const left = whole - units.reduce((total, count) => total + count, 0);
  // The rest goes to those that lost most by rounding down.
  const order = exact
    .map((value, index) => ({ index, lost: value - Math.floor(value) }))
    .toSorted((a, b) => b.lost - a.lost);
  const raised = new Set(order.slice(0, left).map(({ index }) => index));
  return units.map((count, index) =>
    ((count + (raised.has(index) ? 1 : 0)) / whole).toFixed(digits),
  );
}

/** So many that neighbours differ. */
function chooseDigits(count: number): number {
  if (count <= 5) return 2;
  return count <= 30 ? 3 : 4;
}

/** Numbers in equal steps from one to another, with two decimals. */
export function toSteps(count: number, from: number, to: number): string[] {
  const step = count === 1 ? 0 : (to - from) / (count - 1);
  // Rounded before it is written, since a zero has no sign.
  return times(count, (index) => (Math.round(100 * (from + step * index)) / 100 + 0).toFixed(2));
}

/** Weights that fall in equal steps: the first index is the most likely one. */
export function fallingWeights(count: number): number[] {
  return times(count, (index) => count - index);
}

/** What a function returns for each index from 0. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
