import type { RebuildResult } from '../../../operations/rebuild/index.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable, type Cell } from './table.js';

export const REBUILD: RendererOf<'rebuild'> = {
  text: ({ rebuilt, registry }, _, view) => renderRebuilt(rebuilt, registry, view),
};

/** The models of a registry that was rebuilt, and what is not in it. */
export function renderRebuilt(
  { models, not_taken: left, generation }: RebuildResult,
  registryShown: string,
  { colours, columns }: View,
): string[] {
  const rows = models.map((it): Cell[] => [
    { text: it.model_id },
    { text: it.version },
    { text: it.versions.length === 1 ? '1 version' : `${it.versions.length} versions` },
    { text: it.file_path === '' ? '(no file known)' : it.file_path, paint: colours.dim },
  ]);
  const lost = left.map(({ path, reason }) => escapeControls(`  ${path}: ${reason}`));
  const what = models.length === 1 ? '1 model' : `${models.length} models`;
  const end =
    generation === null
      ? `nothing was written (--dry-run); ${registryShown} would have ${what}`
      : `${registryShown} was rebuilt with ${what}, generation ${generation}`;
  return [
    ...renderTable(rows, columns),
    ...(lost.length === 0 ? [] : ['', 'not taken:', ...lost]),
    '',
    escapeControls(end),
  ];
}
