import type { Entry } from '../../../domain/model.js';
import type { RendererOf, View } from '../renderers.js';
import { renderTable } from './table.js';

export const DEDUPE: RendererOf<'dedupe'> = {
  ids: (groups) => groups.flat().map(({ model_id }) => model_id),
  text: (groups, _, view) => renderDuplicates(groups, view),
};

/** Renders groups of models that are the same under several names. */
export function renderDuplicates(
  groups: readonly (readonly Entry[])[],
  { colours, columns }: View,
): string[] {
  if (groups.length === 0) return ['no duplicate models'];
  return groups.flatMap((group, index) => {
    const bytes = new Set(group.map((entry) => entry.hash));
    const how = bytes.size === 1 ? 'the same bytes' : 'different wording or layout';
    const rows = group.map((entry) => [
      `  ${entry.model_id}`,
      entry.version,
      { text: entry.file_path, paint: colours.dim },
    ]);
    const title = colours.bold(`one model under ${group.length} names (${how}):`);
    return [...(index === 0 ? [] : ['']), title, ...renderTable(rows, columns)];
  });
}
