import type { RebuildResult } from '../../../operations/maintenance/rebuild/index.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';
import type { Cell } from './table.js';

export const REBUILD: RendererOf<'rebuild'> = {
  text: ({ rebuilt, registry }, _, view) => renderRebuilt(rebuilt, registry, view),
};

/** Renders the models of a rebuilt registry, and what could not be recovered. */
export function renderRebuilt(
  { models, not_taken: left, generation }: RebuildResult,
  registryName: string,
  { colours, columns }: View,
): string[] {
  const rows = models.map((model): Cell[] => [
    { text: model.model_id },
    { text: model.version },
    { text: model.versions.length === 1 ? '1 version' : `${model.versions.length} versions` },
    { text: model.file_path === '' ? '(file unknown)' : model.file_path, paint: colours.dim },
  ]);
  const lost = left.map(({ path, reason }) => escapeControls(`  ${path}: ${reason}`));
  const what = models.length === 1 ? '1 model' : `${models.length} models`;
  const end =
    generation === null
      ? `nothing was written (--dry-run); ${registryName} would have ${what}`
      : `${registryName} was rebuilt with ${what}, generation ${generation}`;
  return [
    ...renderTable(rows, columns),
    ...(lost.length === 0 ? [] : ['', 'not recovered:', ...lost]),
    '',
    escapeControls(end),
  ];
}
