/** Lists the metrics of a version. Pure. */
import { resolveReference, type Referred } from '../../version/reference.js';
import { findOwnDirection } from './directions.js';
import { defineQuery, identify } from '../operation.js';
import type { MetricsListInput, VersionMetrics } from '../generated/shapes.js';

/** Returns the metrics of a version in the form of the output schema. */
export function presentMetrics(referred: Referred): VersionMetrics {
  const { metrics = {} } = referred.version;
  const directions = Object.keys(metrics).map(
    (it) => [it, findOwnDirection(it, referred)] as const,
  );
  return { ...identify(referred), metrics, directions: Object.fromEntries(directions) };
}

export const METRICS_LIST = defineQuery({
  query: ({ state }, { reference }: MetricsListInput) => resolveReference(state.models, reference),
  present: presentMetrics,
  hand: ({ version }) => version.metrics ?? {},
});
