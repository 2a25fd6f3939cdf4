import type { Binding } from '../../../domain/model.js';
import type { View } from '../commands/answer.js';
import { renderTable, type Cell } from './table.js';

/** A binding, and what it runs. */
export type BindingRow = Omit<Binding, 'model_id'> & {
  readonly model_id: string;
  readonly version: string;
  /** The name of the model there. */
  readonly provider_model_id: string;
};

/** Bindings as a table: which backend or provider runs which version, and how. */
export function renderBindings(
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
