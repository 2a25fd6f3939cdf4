import type { Referred } from '../../../operations/queries/versions.js';
import type { Renderers, View } from '../renderers.js';
import { plural } from '../../../domain/plural.js';
import { renderTable } from './table.js';

export const METRICS: Renderers<'metrics set' | 'metrics rm' | 'metrics list'> = {
  'metrics set': {
    ids: ({ result }) => [formatName(result)],
    text: ({ result, changed }, { metrics }) => {
      const count = plural(Object.keys(metrics).length, 'metric');
      const name = formatName(result);
      return [changed ? `${name}: ${count} set` : `${name} already has these metrics`];
    },
  },
  'metrics rm': {
    ids: ({ result }) => [formatName(result)],
    text: ({ result }, { names }) => [
      `${formatName(result)}: ${plural(new Set(names).size, 'metric')} removed`,
    ],
  },
  'metrics list': {
    ids: (found) => listMetrics(found).map(([name]) => name),
    rows: (found) => listMetrics(found).map(([metric, value]) => ({ metric, value })),
    text: (found, _, view) => renderMetrics(listMetrics(found), view),
  },
};

function formatName({ entry, version }: Referred): string {
  return `${entry.model_id}@${version.version}`;
}

function listMetrics({ version }: Referred): [string, number][] {
  return Object.entries(version.metrics ?? {});
}

/** Renders metrics as a table. */
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
