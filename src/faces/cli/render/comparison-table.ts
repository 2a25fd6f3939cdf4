import type { ComparedRow, ModelComparison } from '../../../operations/queries/compare-models.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';

/** The number of digits of a hash that are shown. */
const HASH_DIGITS = 12;
const NONE = '-';

export const COMPARE: RendererOf<'compare'> = {
  text: (compared, _, view) => renderModelComparison(compared, view),
  markdown: renderModelComparisonMarkdown,
};

/** Renders models side by side, one per column. */
export function renderModelComparison(
  compared: ModelComparison,
  { colours, columns }: View,
): string[] {
  const header = ['', ...formatTitles(compared)].map((text) => ({ text, paint: colours.bold }));
  const rows = compared.rows.map((row) => [
    { text: formatName(row), paint: row.what === 'metric' ? colours.green : colours.cyan },
    ...formatCells(row).map((text, index) => ({
      text,
      ...(row.best.includes(index) && { paint: colours.bold }),
    })),
  ]);
  const table = compared.rows.length === 0 ? [] : renderTable([header, ...rows], columns);
  return [...table, describeVerdict(compared)];
}

/** Renders the same as Markdown, for a report. */
export function renderModelComparisonMarkdown(compared: ModelComparison): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => escapeCell(cell)).join(' | ')} |`;
  const heads = formatTitles(compared);
  const table = [
    line(['', ...heads]),
    `| --- |${heads.map(() => ' --- |').join('')}`,
    ...compared.rows.map((row) => line([formatName(row), ...formatCells(row)])),
    '',
  ];
  return [...(compared.rows.length === 0 ? [] : table), escapeCell(describeVerdict(compared))];
}

function formatTitles({ models }: ModelComparison): string[] {
  return models.map(({ model_id, version }) => `${model_id}@${version}`);
}

/** Marks metrics with an arrow, since a metric and a property may have the same name. */
function formatName({ name, what, better }: ComparedRow): string {
  if (what === 'property') return name.replaceAll('_', ' ');
  return `${name} ${better === 'lower' ? '↓' : '↑'}`;
}

function formatCells({ name, values, best }: ComparedRow): string[] {
  return values.map((value, index) => {
    if (value === null) return NONE;
    return `${formatValue(name, value)}${best.includes(index) ? ' *' : ''}`;
  });
}

function formatValue(name: string, value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (name === 'registered') return value.replace(/\.\d+Z$/, 'Z');
  const isHash = name === 'hash' || name === 'semantic_hash';
  return isHash ? value.replace(/^sha256:/, '').slice(0, HASH_DIGITS) : value;
}

function describeVerdict({ models, same_content, same_structure }: ModelComparison): string {
  if (same_content) return 'the same bytes';
  if (same_structure) return 'the same model, with different wording or layout';
  const isOne = models.every((model) => model.model_id === models[0]?.model_id);
  return isOne ? 'different versions of one model' : 'different models';
}

function escapeCell(text: string): string {
  return escapeControls(text).replace(/[\\|*_`<>[\]]/g, (mark) => `\\${mark}`);
}
