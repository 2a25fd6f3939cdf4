/** The health of a registry as a whole. Pure. */
import type { Entry, Health } from '../../domain/model.js';

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

/** The minimum share of healthy models for a healthy registry, and for a degraded one. */
const HEALTHY = 0.9;
const DEGRADED = 0.5;

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
  const share = total === 0 ? null : healthy / total;
  return { status: toStatus(share), healthy, total, share, counts };
}

function toStatus(share: number | null): RegistryHealth['status'] {
  if (share === null) return 'unknown';
  if (share >= HEALTHY) return 'healthy';
  return share >= DEGRADED ? 'degraded' : 'unhealthy';
}
