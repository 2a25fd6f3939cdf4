/** Returns the health of a model or of the whole registry. Pure. */
import type { Entry, Health } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { rateRegistry } from '../../domain/statistics.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { HealthInput, HealthOutput } from '../generated/shapes.js';

/** The share of healthy models in a registry, and the resulting status. */
export interface RegistryHealth {
  /** `unknown` for a registry without models. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  readonly healthy: number;
  /** Models that are not deleted. */
  readonly total: number;
  /** From 0 to 1; null for a registry without models. */
  readonly share: number | null;
  /** The number of models by health status. */
  readonly counts: Readonly<Record<Health['status'], number>>;
}

/** Assesses a registry: healthy if at least 90 % of its models are, degraded if at least half are. */
export function assessRegistry(models: {
  readonly values: () => Iterable<Pick<Entry, 'status' | 'health'>>;
}): RegistryHealth {
  const counts = { healthy: 0, degraded: 0, unhealthy: 0, loading: 0, unknown: 0 };
  let total = 0;
  for (const { status, health } of models.values()) {
    if (status === 'deleted') continue;
    total += 1;
    counts[health.status] += 1;
  }
  const { healthy } = counts;
  const { status } = rateRegistry({ models: total, by_health: counts });
  return { status, healthy, total, share: total === 0 ? null : healthy / total, counts };
}

/** The model whose health was requested. */
export interface ModelHealth {
  readonly entry: Entry;
}

/** The health of a registry, and its models that are not deleted. */
export interface ModelsHealth {
  readonly health: RegistryHealth;
  readonly models: readonly Entry[];
  /** The models that are not healthy. */
  readonly notHealthy: readonly Entry[];
}

function assessModels(all: Models): ModelsHealth {
  const models = [...all.values()].filter(({ status }) => status !== 'deleted');
  const ailing = models.filter(({ health }) => health.status !== 'healthy');
  return { health: assessRegistry(models), models, notHealthy: ailing };
}

/** Returns the health of a model as a flat row. */
export function toHealthRow({ model_id, version, health }: Entry) {
  const { message = null, ...checked } = health;
  return { model_id, version, ...checked, message };
}

export const HEALTH = defineQuery({
  query: ({ state }, { reference }: HealthInput): ModelHealth | ModelsHealth =>
    reference === undefined
      ? assessModels(state.models)
      : { entry: resolveReference(state.models, reference).entry },
  present: (found): HealthOutput => {
    if (!('entry' in found))
      return { ...found.health, not_healthy: found.notHealthy.map(toHealthRow) };
    const { model_id, version, health } = found.entry;
    return { model_id, version, health };
  },
  hand: (found) => ('entry' in found ? found.entry.health : found.health),
});
