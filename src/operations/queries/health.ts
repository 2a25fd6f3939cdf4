/** Returns the health of a model or of the whole registry. Pure. */
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { HealthInput, HealthOutput } from '../generated/shapes.js';
import { assessRegistry, type RegistryHealth } from './registry-health.js';

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
