import { plural } from '../../../domain/plural.js';
import type { Referred } from '../../../operations/queries/versions.js';
import type { Renderers } from '../renderers.js';
import { formatName } from './format.js';
import { renderListing } from './table.js';

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
    columns: () => ['metric', 'value'],
    rows: (found) => listMetrics(found).map(([metric, value]) => ({ metric, value })),
    text: (found, _, view) => {
      const rows = listMetrics(found).map(([name, value]) => [
        { text: name, paint: view.colours.green },
        String(value),
      ]);
      return rows.length === 0 ? ['no metrics'] : renderListing(['metric', 'value'], rows, view);
    },
  },
};

function listMetrics({ version }: Referred): [string, number][] {
  return Object.entries(version.metrics ?? {});
}
