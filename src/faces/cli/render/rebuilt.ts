import { plural } from '../../../domain/plural.js';
import type { RendererOf } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';

/** Renders the models of a rebuilt registry, and what could not be recovered. */
export const REBUILD: RendererOf<'rebuild'> = {
  ids: ({ rebuilt }) => rebuilt.models.map(({ model_id }) => model_id),
  text: ({ rebuilt, registry }, _, { colours, columns }) => {
    const { models, not_taken: left, generation } = rebuilt;
    const rows = models.map((model) => [
      model.model_id,
      model.version,
      plural(model.versions.length, 'version'),
      { text: model.file_path === '' ? '(file unknown)' : model.file_path, paint: colours.dim },
    ]);
    const lost = left.map(({ path, reason }) => escapeControls(`  ${path}: ${reason}`));
    const what = plural(models.length, 'model');
    const end =
      generation === null
        ? `nothing was written (--dry-run); ${registry} would have ${what}`
        : `${registry} was rebuilt with ${what}, generation ${generation}`;
    return [
      ...renderTable(rows, columns),
      ...(lost.length === 0 ? [] : ['', 'not recovered:', ...lost]),
      '',
      escapeControls(end),
    ];
  },
};
