import type { BoundVersion } from '../../../operations/mutations/bindings.js';
import type { Binding } from '../../../domain/model.js';
import type { BindingRow } from '../../../operations/queries/bindings.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';
import type { Cell } from './table.js';

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
      text: (rows, _, view) => renderBindings(rows, view),
    },
    'binding rm': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result }) => [describeBinding(result, 'no longer runs')],
    },
  };

function describeBinding({ entry, version, binding }: BoundVersion, runs: string): string {
  const name = `${entry.model_id}@${version.version}`;
  return `${binding.provider} ${runs} ${name} as ${escapeControls(binding.model_id)}`;
}

/** Renders bindings as a table: which backend or provider runs which version, and how well. */
function renderBindings(
  rows: readonly BindingRow[],
  { colours, columns }: Pick<View, 'colours' | 'columns'>,
): string[] {
  if (rows.length === 0) return ['no bindings'];
  const names = ['model', 'version', 'provider', 'as', 'status', 'region'];
  const numbers = ['success', 'latency', 'cost/1000'];
  const header = [...names, ...numbers].map((text) => ({ text, paint: colours.bold }));
  const lines = rows.map((row): Cell[] => [
    { text: row.model_id },
    { text: row.version },
    { text: row.provider },
    { text: row.provider_model_id },
    { text: row.status, paint: paintStatus(row.status, colours) },
    { text: row.region ?? '-' },
    { text: row.success_rate === null ? '-' : String(row.success_rate) },
    { text: row.average_latency_ms === null ? '-' : `${row.average_latency_ms} ms` },
    { text: row.cost_per_1000 === null ? '-' : String(row.cost_per_1000) },
  ]);
  return renderTable([header, ...lines], columns);
}

function paintStatus(status: Binding['status'], colours: View['colours']) {
  if (status === 'active') return colours.green;
  if (status === 'degraded') return colours.yellow;
  return status === 'failed' ? colours.red : colours.dim;
}
