/** Lists the metrics of a version. Pure. */
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { MetricsListInput, VersionMetrics } from '../generated/shapes.js';

/** Returns the metrics of a version in the form of the output schema. */
export function presentMetrics({ entry, version }: Referred): VersionMetrics {
  return { model_id: entry.model_id, version: version.version, metrics: version.metrics ?? {} };
}

export const METRICS_LIST = defineQuery({
  query: ({ state }, { reference }: MetricsListInput) => resolveReference(state.models, reference),
  present: presentMetrics,
  hand: ({ version }) => version.metrics ?? {},
});
