/** Shows what became of a spec that was registered. Pure. */
import type { RendererOf } from '../renderers.js';
import { renderFindings, renderModels } from './text.js';

export const REGISTER: RendererOf<'register'> = {
  ids: ({ result: { models } }) => models.map((it) => `${it.model_id}@${it.version}`),
  text: ({ result: { models, findings } }, { dry_run: isDry }, view) => {
    const shown = { ...view, summaryPath: null };
    return [
      isDry === true ? [view.colours.bold('dry run: nothing written')] : [],
      renderModels(models, shown),
      renderFindings(findings, shown),
    ]
      .filter((lines) => lines.length > 0)
      .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
  },
};
