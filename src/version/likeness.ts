/** Finds models that are mostly the same. Pure. */
import type { SemanticForm } from '../domain/semantic-form.js';

/** The share of two models that must be the same. */
const LEAST = 0.6;
/** What more models than this have says nothing about any of them, and would take quadratic time. */
const MAX_SHARING = 100;

/** The declarations of a model, apart from their order: what is compared. */
export function listFeatures(form: SemanticForm): ReadonlySet<string> {
  const features = Object.entries(form).flatMap(
    ([part, value]: [string, string | readonly string[]]) =>
      (typeof value === 'string' ? [value] : value).map((text) => `${part} ${text}`),
  );
  return new Set(features);
}

/** Something with features. */
export interface Featured<T> {
  readonly item: T;
  readonly features: ReadonlySet<string>;
}

/** A pair that is mostly the same. */
export interface Likest<T, U> {
  readonly item: T;
  readonly likest: U;
  /** The share of both that is the same; at most 1. */
  readonly likeness: number;
}

/**
 * Finds for each item the likest of others, if most of both is the same. No other is given twice: the
 * likest item has it, or the first one of several.
 */
export function findLikest<T, U>(
  items: readonly Featured<T>[],
  others: readonly Featured<U>[],
): Likest<T, U>[] {
  const sharing = indexFeatures(others);
  const pairs = items.flatMap(({ item, features }) => {
    const shared = new Map<Featured<U>, number>();
    for (const feature of features) {
      for (const other of sharing.get(feature) ?? []) {
        shared.set(other, (shared.get(other) ?? 0) + 1);
      }
    }
    return [...shared].flatMap(([other, count]): Likest<T, U>[] => {
      const likeness = (2 * count) / (features.size + other.features.size);
      return likeness < LEAST ? [] : [{ item, likest: other.item, likeness }];
    });
  });
  const [given, done] = [new Set<U>(), new Set<T>()];
  return pairs
    .toSorted((a, b) => b.likeness - a.likeness)
    .filter(({ item, likest }) => {
      if (given.has(likest) || done.has(item)) return false;
      given.add(likest);
      done.add(item);
      return true;
    });
}

/** Which of the others have a feature, except features that too many have. */
function indexFeatures<U>(others: readonly Featured<U>[]): ReadonlyMap<string, Featured<U>[]> {
  const index = new Map<string, Featured<U>[]>();
  for (const other of others) {
    for (const feature of other.features) {
      const known = index.get(feature);
      if (known === undefined) index.set(feature, [other]);
      else known.push(other);
    }
  }
  for (const [feature, sharing] of index) if (sharing.length > MAX_SHARING) index.delete(feature);
  return index;
}
