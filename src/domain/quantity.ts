/** Large numbers as people write them: `3B` parameters, `8GB`. Pure. */

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12 };
const QUANTITY = /^(\d{1,15}(?:\.\d{1,9})?)\s?(?:([KMGT])B?|(B))?$/i;

/**
 * Reads a number with a unit: K, M, B and T as names of models have them, or kB, MB, GB and TB, all decimal.
 *
 * @returns undefined if it is none
 */
export function parseQuantity(text: string): number | undefined {
  const [, number, scaled, billions] = QUANTITY.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (UNITS[(scaled ?? billions ?? '').toUpperCase()] ?? 1);
}
