import { plural } from '../../../domain/plural.js';
import type { CheckOutput } from '../../../operations/generated/shapes.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { countFindings } from './format.js';
import { reportSpecs } from './reports/specs.js';
import { renderFindings, renderModels } from './text.js';

/** Renders the versions to come, the findings, and the totals. Quiet: only errors. */
export const CHECK: RendererOf<'check'> = {
  text: ({ answer }, _, view) => {
    const shown = { ...view, summaryPath: null };
    const isQuiet = view.verbosity === 'quiet';
    const blocks = [
      isQuiet ? [] : renderModels(listNews(answer), shown),
      renderFindings(answer.findings, shown),
      isQuiet ? [] : renderTotals(answer, view),
    ].filter((lines) => lines.length > 0);
    return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
  },
  report: ({ answer }, _, { failOn }) => reportSpecs(answer, failOn),
};

/** The models that a run would change; without a registry, a version says nothing. */
function listNews({ models, registry_path: path }: CheckOutput): CheckOutput['models'] {
  return path === null ? [] : models.filter(({ outcome }) => outcome !== 'unchanged');
}

function renderTotals(answer: CheckOutput, { colours }: View): string[] {
  const { findings, processed_files: processed, refused_files: refused } = answer;
  const { registry_path: path } = answer;
  if (processed === 0) return [...listSkipped(answer, colours), 'no spec was found'];
  const files = [
    plural(processed, 'spec'),
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
  ].join(', ');
  const compared = path === null ? '' : ` · ${escapeControls(path)}`;
  return [
    ...listSkipped(answer, colours),
    `${files}: ${countFindings(findings) || 'no findings'}${compared}`,
  ];
}

function listSkipped({ skipped_files: skipped }: CheckOutput, colours: View['colours']): string[] {
  return skipped.map((it) => colours.dim(`${escapeControls(it)} is not a spec`));
}
