import type { Binding } from '../../../domain/model.js';
import type { BoundVersion } from '../../../operations/mutations/bindings.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatName } from './format.js';
import { renderListing, type Cell } from './table.js';

export const BINDINGS: Renderers<'binding add' | 'binding update' | 'binding list' | 'binding rm'> =
  {
    'binding add': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result, changed }) => [describeBinding(result, changed ? 'runs' : 'already runs')],
    },
    'binding update': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result, changed }) => [
        `${describeBinding(result, 'runs')}: ${changed ? 'updated' : 'unchanged'}`,
      ],
    },
    'binding list': {
      ids: (rows) => rows.map((row) => `${row.model_id}@${row.version}`),
      text: (rows, _, view) => {
        if (rows.length === 0) return ['no bindings'];
        const lines = rows.map((row): Cell[] => [
          row.model_id,
          row.version,
          row.provider,
          row.provider_model_id,
          { text: row.status, paint: paintStatus(row.status, view.colours) },
          row.region ?? '-',
          row.success_rate?.toString() ?? '-',
          row.average_latency_ms === null ? '-' : `${row.average_latency_ms} ms`,
          row.cost_per_1000?.toString() ?? '-',
        ]);
        return renderListing(COLUMNS, lines, view);
      },
    },
    'binding rm': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result }) => [describeBinding(result, 'no longer runs')],
    },
  };

/** Which backend or provider runs which version, and how well. */
const COLUMNS = 'model version provider as status region success latency cost/1000'.split(' ');

function describeBinding(bound: BoundVersion, runs: string): string {
  const { provider, model_id } = bound.binding;
  return `${provider} ${runs} ${formatName(bound)} as ${escapeControls(model_id)}`;
}

function paintStatus(status: Binding['status'], colours: View['colours']) {
  if (status === 'active') return colours.green;
  if (status === 'degraded') return colours.yellow;
  return status === 'failed' ? colours.red : colours.dim;
}
