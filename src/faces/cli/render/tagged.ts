import type { Tagged } from '../../../operations/tagged.js';
import type { View } from '../commands/answer.js';
import { renderTable } from './table.js';

/** Tags as a table, with what has them. */
export function renderTagged(tagged: readonly Tagged[], { colours, columns }: View): string[] {
  if (tagged.length === 0) return ['no tags'];
  const header = ['tag', 'model', 'version'].map((text) => ({ text, paint: colours.bold }));
  const rows = tagged.map(({ tag, model_id, version }) => [
    { text: tag, paint: colours.green },
    { text: model_id },
    { text: version ?? 'all' },
  ]);
  return renderTable([header, ...rows], columns);
}
