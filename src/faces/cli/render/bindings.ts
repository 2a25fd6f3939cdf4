import type { Binding } from '../../../domain/model.js';
import type { BoundVersion } from '../../../operations/mutations/bindings.js';
import type { BindingRow } from '../../../operations/queries/bindings.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable, type Cell } from './table.js';

export const BINDINGS: Renderers<'binding add' | 'binding update' | 'binding list' | 'binding rm'> =
  {
    'binding add': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result, changed }) => [told(result, changed ? 'runs' : 'already runs')],
    },
    'binding update': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result, changed }) => [
        `${told(result, 'runs')}: ${changed ? 'updated' : 'as it was'}`,
      ],
    },
    'binding list': {
      ids: (rows) => rows.map((it) => `${it.model_id}@${it.version}`),
      text: (rows, _, view) => renderBindings(rows, view),
    },
    'binding rm': {
      ids: ({ result }) => [result.entry.model_id],
      text: ({ result }) => [told(result, 'no longer runs')],
    },
  };

function told({ entry, version, binding }: BoundVersion, runs: string): string {
  const name = `${entry.model_id}@${version.version}`;
  return `${binding.provider} ${runs} ${name} as ${escapeControls(binding.model_id)}`;
}

/** Bindings as a table: which backend or provider runs which version, and how. */
function renderBindings(
  rows: readonly BindingRow[],
  { colours, columns }: Pick<View, 'colours' | 'columns'>,
): string[] {
  if (rows.length === 0) return ['no bindings'];
  const names = ['model', 'version', 'provider', 'as', 'status', 'region'];
  const numbers = ['success', 'latency', 'cost/1000'];
  const header = [...names, ...numbers].map((text) => ({ text, paint: colours.bold }));
  const lines = rows.map((it): Cell[] => [
    { text: it.model_id },
    { text: it.version },
    { text: it.provider },
    { text: it.provider_model_id },
    { text: it.status, paint: paintOf(it.status, colours) },
    { text: it.region ?? '-' },
    { text: it.success_rate === null ? '-' : String(it.success_rate) },
    { text: it.average_latency_ms === null ? '-' : `${it.average_latency_ms} ms` },
    { text: it.cost_per_1000 === null ? '-' : String(it.cost_per_1000) },
  ]);
  return renderTable([header, ...lines], columns);
}

function paintOf(status: Binding['status'], colours: View['colours']) {
  if (status === 'active') return colours.green;
  if (status === 'degraded') return colours.yellow;
  return status === 'failed' ? colours.red : colours.dim;
}
