/** Compares texts by UTF-16 code units, which gives the same order on every machine and locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first of some items in an order that leaves no ties, without sorting those that are behind them. */
export function takeFirst<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
  limit: number,
): Item[] {
  if (items.length <= 4 * limit) return items.toSorted(compare).slice(0, limit);
  let best: Item[] = [];
  let last: Item | undefined;
  for (const item of items) {
    if (last !== undefined && compare(item, last) > 0) continue;
    best.push(item);
    if (best.length < 2 * limit) continue;
    best = best.sort(compare).slice(0, limit);
    last = best.at(-1);
  }
  return best.sort(compare).slice(0, limit);
}
