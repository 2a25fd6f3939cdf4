/** Lists the metrics of a version. Pure. */
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery, identify } from '../operation.js';
import type { MetricsListInput, VersionMetrics } from '../generated/shapes.js';

/** Returns the metrics of a version in the form of the output schema. */
export function presentMetrics(referred: Referred): VersionMetrics {
  return { ...identify(referred), metrics: referred.version.metrics ?? {} };
}

export const METRICS_LIST = defineQuery({
  query: ({ state }, { reference }: MetricsListInput) => resolveReference(state.models, reference),
  present: presentMetrics,
  hand: ({ version }) => version.metrics ?? {},
});
