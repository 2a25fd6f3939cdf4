import type { ComparedRow, ModelComparison } from '../../../operations/queries/compare-models.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';

/** Digits of a hash that tell versions apart well enough. */
const DIGITS = 12;
const NONE = '-';

export const COMPARE: RendererOf<'compare'> = {
  text: (compared, _, view) => renderCompared(compared, view),
  markdown: renderComparedMarkdown,
};

/** Models side by side, a column each. */
export function renderCompared(compared: ModelComparison, { colours, columns }: View): string[] {
  const header = ['', ...titles(compared)].map((text) => ({ text, paint: colours.bold }));
  const rows = compared.rows.map((row) => [
    { text: nameOf(row), paint: row.what === 'metric' ? colours.green : colours.cyan },
    ...cellsOf(row).map((text, index) => ({
      text,
      ...(row.best.includes(index) && { paint: colours.bold }),
    })),
  ]);
  const table = compared.rows.length === 0 ? [] : renderTable([header, ...rows], columns);
  return [...table, verdictOf(compared)];
}

/** The same as Markdown, for a report. */
export function renderComparedMarkdown(compared: ModelComparison): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((it) => forMarkdown(it)).join(' | ')} |`;
  const heads = titles(compared);
  const table = [
    line(['', ...heads]),
    `| --- |${heads.map(() => ' --- |').join('')}`,
    ...compared.rows.map((row) => line([nameOf(row), ...cellsOf(row)])),
    '',
  ];
  return [...(compared.rows.length === 0 ? [] : table), forMarkdown(verdictOf(compared))];
}

function titles({ models }: ModelComparison): string[] {
  return models.map(({ model_id, version }) => `${model_id}@${version}`);
}

/** A metric may be called as a property is. */
function nameOf({ name, what, better }: ComparedRow): string {
  if (what === 'property') return name.replaceAll('_', ' ');
  return `${name} ${better === 'lower' ? '↓' : '↑'}`;
}

function cellsOf({ name, values, best }: ComparedRow): string[] {
  return values.map((value, index) => {
    if (value === null) return NONE;
    return `${shown(name, value)}${best.includes(index) ? ' *' : ''}`;
  });
}

function shown(name: string, value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (name === 'registered') return value.replace(/\.\d+Z$/, 'Z');
  const isHash = name === 'hash' || name === 'semantic_hash';
  return isHash ? value.replace(/^sha256:/, '').slice(0, DIGITS) : value;
}

function verdictOf({ models, same_content, same_structure }: ModelComparison): string {
  if (same_content) return 'the same bytes';
  if (same_structure) return 'the same model, in other words or another layout';
  const isOne = models.every((it) => it.model_id === models[0]?.model_id);
  return isOne ? 'different versions of one model' : 'different models';
}

function forMarkdown(text: string): string {
  return escapeControls(text).replace(/[\\|*_`<>[\]]/g, (mark) => `\\${mark}`);
}
