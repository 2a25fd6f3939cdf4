/** Statistics of a registry. Pure. */
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { countModels, rateRegistry } from '../../domain/statistics.js';
import { defineQuery } from '../operation.js';
import type { StatsOutput } from '../generated/shapes.js';

const MAX_MOST_USED = 5;

/** Counts the models of a registry by their properties. */
export function describeModels(models: Models): StatsOutput {
  const counts = countModels(models.values());
  const used = [...models.values()].flatMap(({ model_id, status, use }) =>
    use === undefined || status === 'deleted'
      ? []
      : [{ model_id, use_count: use.count, last_used_at: use.last_used_at }],
  );
  return {
    models: counts.models,
    versions: counts.versions,
    by_status: counts.by_status,
    by_kind: counts.by_kind,
    by_health: counts.by_health,
    health: rateRegistry(counts),
    variables: counts.variables,
    connections: counts.connections,
    size_bytes: counts.size_bytes,
    uses: counts.uses,
    never_used: counts.never_used,
    tags: Object.entries(counts.by_tag)
      .map(([tag, count]) => ({ tag, models: count }))
      .toSorted((a, b) => b.models - a.models || byCodeUnit(a.tag, b.tag)),
    most_used: used
      .toSorted((a, b) => b.use_count - a.use_count || byCodeUnit(a.model_id, b.model_id))
      .slice(0, MAX_MOST_USED),
  };
}

export const STATS = defineQuery({
  query: ({ state }) => describeModels(state.models),
  present: (numbers): StatsOutput => numbers,
});
