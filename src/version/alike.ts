import type { Entry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';

/**
 * Finds models that are registered under several names: those with equal semantic hashes, whatever
 * their wording and layout. Deleted models are ignored.
 *
 * @returns groups of at least two models; models and groups are sorted by id
 */
export function findDuplicateModels(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.semantic_hash === null || entry.status === 'deleted') continue;
    const group = groups.get(entry.semantic_hash);
    if (group === undefined) groups.set(entry.semantic_hash, [entry]);
    else group.push(entry);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.toSorted((a, b) => byCodeUnit(a.model_id, b.model_id)))
    .toSorted(([a], [b]) => byCodeUnit(a?.model_id ?? '', b?.model_id ?? ''));
}
