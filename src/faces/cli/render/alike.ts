import type { Entry } from '../../../domain/model.js';
import type { RendererOf, View } from '../renderers.js';
import { renderTable, type Cell } from './table.js';

export const DEDUPE: RendererOf<'dedupe'> = {
  text: (groups, _, view) => renderAlike(groups, view),
};

/** Groups of models that are the same under several names. */
export function renderAlike(
  groups: readonly (readonly Entry[])[],
  { colours, columns }: View,
): string[] {
  if (groups.length === 0) return ['no two models are alike'];
  return groups.flatMap((group, index) => {
    const bytes = new Set(group.map((it) => it.hash));
    const how = bytes.size === 1 ? 'the same bytes' : 'other words or layout';
    const rows = group.map((it): Cell[] => [
      { text: `  ${it.model_id}` },
      { text: it.version },
      { text: it.file_path, paint: colours.dim },
    ]);
    const title = colours.bold(`one model under ${group.length} names (${how}):`);
    return [...(index === 0 ? [] : ['']), title, ...renderTable(rows, columns)];
  });
}
