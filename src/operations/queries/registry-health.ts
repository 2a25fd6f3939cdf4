/** How sound a registry is as a whole. Pure. */
import type { Entry, Health } from '../../domain/model.js';

/** The share of a registry's models that are healthy, and what that makes of it. */
export interface RegistryHealth {
  /** `unknown` for a registry without models. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  readonly healthy: number;
  /** Models that are not deleted. */
  readonly total: number;
  /** 0 to 1; null for a registry without models. */
  readonly share: number | null;
  /** How many models have which health. */
  readonly counts: Readonly<Record<Health['status'], number>>;
}

/** From this share of healthy models on a registry is healthy, or at least degraded. */
const HEALTHY = 0.9;
const DEGRADED = 0.5;

/** The health of a registry: 90 % of its models healthy or more, half of them, or fewer. */
export function registryHealth(models: {
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
  return { status: statusOf(share), healthy, total, share, counts };
}

function statusOf(share: number | null): RegistryHealth['status'] {
  if (share === null) return 'unknown';
  if (share >= HEALTHY) return 'healthy';
  return share >= DEGRADED ? 'degraded' : 'unhealthy';
}
