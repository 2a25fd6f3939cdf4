/** Statistics of a registry. Pure. */
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { defineQuery } from '../operation.js';
import type { StatsOutput } from '../generated/shapes.js';
import { collectTags } from '../../version/reference.js';
import { assessRegistry } from './health.js';

const MAX_MOST_USED = 5;

/** Counts the models of a registry by their properties. */
export function countModels(models: Models): StatsOutput {
  const all = [...models.values()];
  const present = all.filter(({ status }) => status !== 'deleted');
  const used = present.flatMap(({ model_id, use }) =>
    use === undefined ? [] : [{ model_id, use_count: use.count, last_used_at: use.last_used_at }],
  );
  const { status, share, counts } = assessRegistry(models);
  return {
    models: present.length,
    versions: sum(present, (it) => Object.keys(it.versions).length),
    by_status: {
      active: 0,
      deprecated: 0,
      archived: 0,
      retired: 0,
      deleted: 0,
      ...countBy(all, (it) => [it.status]),
    },
    by_kind: countBy(present, (it) => [it.kind ?? 'unknown']),
    by_health: counts,
    health: { status, healthy_share: share === null ? null : Math.round(share * 10_000) / 10_000 },
    variables: sum(present, (it) => it.metadata.variables),
    connections: sum(present, (it) => it.metadata.connections),
    size_bytes: sum(present, (it) => it.file_size_bytes),
    uses: used.reduce((total, it) => total + it.use_count, 0),
    never_used: present.length - used.length,
    tags: Object.entries(countBy(present, collectTags))
      .map(([tag, count]) => ({ tag, models: count }))
      .toSorted((a, b) => b.models - a.models || byCodeUnit(a.tag, b.tag)),
    most_used: used
      .toSorted((a, b) => b.use_count - a.use_count || byCodeUnit(a.model_id, b.model_id))
      .slice(0, MAX_MOST_USED),
  };
}

function sum(entries: readonly Entry[], valueOf: (entry: Entry) => number | null): number {
  return entries.reduce((total, entry) => total + (valueOf(entry) ?? 0), 0);
}

/** Counts the entries that have each name, sorted by name. */
function countBy(
  entries: readonly Entry[],
  namesOf: (entry: Entry) => readonly string[],
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const name of namesOf(entry)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => byCodeUnit(a, b)));
}

export const STATS = defineQuery({
  query: ({ state }) => countModels(state.models),
  present: (numbers): StatsOutput => numbers,
});
