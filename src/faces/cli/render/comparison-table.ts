import type { CompareOutput } from '../../../operations/generated/shapes.js';
import type { ComparedRow } from '../../../operations/queries/compare-models.js';
import { escapeMarkdown } from '../../../domain/escape-markdown.js';
import type { RendererOf } from '../renderers.js';
import { formatTime, shortenHash } from './format.js';
import { renderMarkdownTable } from '../../../domain/markdown-table.js';
import { renderListing } from './table.js';

export const COMPARE: RendererOf<'compare'> = {
  /** Renders models side by side, one per column. */
  text: (compared, _, view) => {
    const { green, cyan, bold } = view.colours;
    const rows = compared.rows.map((row) => [
      { text: formatName(row), paint: row.what === 'metric' ? green : cyan },
      ...formatCells(row).map((text, index) =>
        row.best.includes(index) ? { text, paint: bold } : text,
      ),
    ]);
    const table =
      rows.length === 0 ? [] : renderListing(['', ...formatTitles(compared)], rows, view);
    return [...table, describeVerdict(compared)];
  },
  /** Renders the same as Markdown, for a report. */
  markdown: (compared) => {
    const rows = compared.rows.map((row) => [formatName(row), ...formatCells(row)]);
    const table = renderMarkdownTable(['', ...formatTitles(compared)], rows);
    return [
      ...(rows.length === 0 ? [] : [...table, '']),
      escapeMarkdown(describeVerdict(compared)),
    ];
  },
};

function formatTitles({ models }: CompareOutput): string[] {
  return models.map(({ model_id, version }) => `${model_id}@${version}`);
}

/** Marks metrics with an arrow, since a metric and a property may have the same name. */
function formatName({ name, what, better }: ComparedRow): string {
  if (what === 'property') return name.replaceAll('_', ' ');
  return `${name} ${better === null ? '↓↑' : better === 'lower' ? '↓' : '↑'}`;
}

function formatCells({ name, values, best }: ComparedRow): string[] {
  return values.map((value, index) => {
    if (value === null) return '-';
    return `${formatValue(name, value)}${best.includes(index) ? ' *' : ''}`;
  });
}

function formatValue(name: string, value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (name === 'registered') return formatTime(value);
  const isHash = name === 'hash' || name === 'semantic_hash';
  return isHash ? shortenHash(value) : value;
}

function describeVerdict({ models, same_content, same_structure }: CompareOutput): string {
  if (same_content) return 'the same bytes';
  if (same_structure) return 'the same model, with different wording or layout';
  const isOne = models.every((model) => model.model_id === models[0]?.model_id);
  return isOne ? 'different versions of one model' : 'different models';
}
