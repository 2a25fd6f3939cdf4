/** Pairs what is at one place with what was at another, by their paths. Pure. */
import { byCodeUnit } from '../domain/order.js';

/** Something, and the path that it is at; an empty path matches no other. */
export interface Placed<Item> {
  readonly item: Item;
  readonly path: string;
}

/** A node of the tree of path tails (last segment first), with the items that no longer tail has paired. */
interface Tail<One, Other> {
  readonly shorter: Tail<One, Other> | undefined;
  readonly longer: Map<string, Tail<One, Other>>;
  ones: Placed<One>[];
  others: Placed<Other>[];
}

/**
 * Pairs the items of two lists: those first whose paths have the longest common tail, and then what is left,
 * in path order on both sides. Each part of a path is looked at once, however many items there are.
 */
export function pairByPath<One, Other>(
  ones: readonly Placed<One>[],
  others: readonly Placed<Other>[],
): [One, Other][] {
  const tails: Tail<One, Other>[] = [];
  const addTail = (shorter?: Tail<One, Other>): Tail<One, Other> => {
    const tail = { shorter, longer: new Map<string, Tail<One, Other>>(), ones: [], others: [] };
    tails.push(tail);
    return tail;
  };
  const root = addTail();
  const tailOf = (path: string): Tail<One, Other> => {
    let tail = root;
    for (const part of path === '' ? [] : path.split('/').toReversed()) {
      const next = tail.longer.get(part) ?? addTail(tail);
      tail.longer.set(part, next);
      tail = next;
    }
    return tail;
  };
  for (const it of ones) tailOf(it.path).ones.push(it);
  for (const it of others) tailOf(it.path).others.push(it);
  const pairs: [One, Other][] = [];
  // A tail was added after the shorter ones that it ends with.
  for (const tail of tails.toReversed()) {
    const count = Math.min(tail.ones.length, tail.others.length);
    if (count > 0) {
      tail.ones.sort((a, b) => byCodeUnit(a.path, b.path));
      tail.others.sort((a, b) => byCodeUnit(a.path, b.path));
    }
    for (const [at, one] of tail.ones.entries()) {
      const other = tail.others[at];
      if (other === undefined) tail.shorter?.ones.push(one);
      else pairs.push([one.item, other.item]);
    }
    for (const it of tail.others.slice(count)) tail.shorter?.others.push(it);
  }
  return pairs;
}
