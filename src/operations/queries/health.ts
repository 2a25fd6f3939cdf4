/** How sound a model is, or the whole registry. Pure. */
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { HealthInput, HealthOutput } from '../generated/shapes.js';
import { registryHealth } from './registry-health.js';
import type { RegistryHealth } from './registry-health.js';

/** The health of one model. */
export interface ModelHealth {
  readonly entry: Entry;
}

/** The health of a registry, and of its models that are not deleted. */
export interface ModelsHealth {
  readonly health: RegistryHealth;
  readonly models: readonly Entry[];
  /** Those that are not healthy. */
  readonly ailing: readonly Entry[];
}

/** The health of all models. */
export function healthOf(all: Models): ModelsHealth {
  const models = [...all.values()].filter(({ status }) => status !== 'deleted');
  const ailing = models.filter(({ health }) => health.status !== 'healthy');
  return { health: registryHealth(models), models, ailing };
}

/** The health of a model as one flat row. */
export function healthRow({ model_id, version, health }: Entry) {
  const { message = null, ...checked } = health;
  return { model_id, version, ...checked, message };
}

export const HEALTH = defineQuery({
  query: ({ state }, { reference }: HealthInput): ModelHealth | ModelsHealth =>
    reference === undefined
      ? healthOf(state.models)
      : { entry: resolveReference(state.models, reference).entry },
  present: (found): HealthOutput => {
    if (!('entry' in found)) return { ...found.health, not_healthy: found.ailing.map(healthRow) };
    const { model_id, version, health } = found.entry;
    return { model_id, version, health };
  },
  hand: (found) => ('entry' in found ? found.entry.health : found.health),
});
