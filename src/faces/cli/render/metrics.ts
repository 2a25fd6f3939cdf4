import type { Referred } from '../../../operations/queries/versions.js';
import type { Renderers, View } from '../renderers.js';
import { plural } from '../../../domain/plural.js';
import { renderTable } from './table.js';

export const METRICS: Renderers<'metrics set' | 'metrics rm' | 'metrics list'> = {
  'metrics set': {
    ids: ({ result }) => [nameOf(result)],
    text: ({ result, changed }, { metrics }) => {
      const count = plural(Object.keys(metrics).length, 'metric');
      const name = nameOf(result);
      return [changed ? `${name}: ${count} set` : `${name} already has them`];
    },
  },
  'metrics rm': {
    ids: ({ result }) => [nameOf(result)],
    text: ({ result }, { names }) => [
      `${nameOf(result)}: ${plural(new Set(names).size, 'metric')} removed`,
    ],
  },
  'metrics list': {
    ids: (found) => metricsOf(found).map(([name]) => name),
    rows: (found) => metricsOf(found).map(([metric, value]) => ({ metric, value })),
    text: (found, _, view) => renderMetrics(metricsOf(found), view),
  },
};

function nameOf({ entry, version }: Referred): string {
  return `${entry.model_id}@${version.version}`;
}

function metricsOf({ version }: Referred): [string, number][] {
  return Object.entries(version.metrics ?? {});
}

/** Metrics as a table. */
function renderMetrics(
  metrics: readonly (readonly [name: string, value: number])[],
  { colours, columns }: View,
): string[] {
  if (metrics.length === 0) return ['no metrics'];
  const header = ['metric', 'value'].map((text) => ({ text, paint: colours.bold }));
  const rows = metrics.map(([name, value]) => [
    { text: name, paint: colours.green },
    { text: String(value) },
  ]);
  return renderTable([header, ...rows], columns);
}
