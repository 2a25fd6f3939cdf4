import type { Entry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';

/**
 * The models that are the same under several names: equal by semantic hash, whatever their words and
 * their layout. Deleted ones do not count.
 *
 * @returns groups of at least two, each in the order of ids, and in the order of their first id
 */
export function alikeModels(entries: readonly Entry[]): Entry[][] {
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
