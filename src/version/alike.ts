import type { Entry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import { groupBy } from '../domain/lists.js';

/**
 * Finds models that are registered under several names: those with equal semantic hashes, whatever
 * their wording and layout. Deleted models are ignored.
 *
 * @returns groups of at least two models; models and groups are sorted by id
 */
export function findDuplicateModels(entries: readonly Entry[]): Entry[][] {
  const live = entries.filter((it) => it.semantic_hash !== null && it.status !== 'deleted');
  return [...groupBy(live, (it) => it.semantic_hash ?? '').values()]
    .filter((group) => group.length > 1)
    .map((group) => group.toSorted((a, b) => byCodeUnit(a.model_id, b.model_id)))
    .toSorted(([a], [b]) => byCodeUnit(a?.model_id ?? '', b?.model_id ?? ''));
}
