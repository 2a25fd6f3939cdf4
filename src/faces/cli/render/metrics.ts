import type { View } from '../commands/answer.js';
import { renderTable } from './table.js';

/** Metrics as a table. */
export function renderMetrics(
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
