/** Renders tables as Markdown, for a report or a pull request. Pure. */
import { escapeMarkdown } from './escape-markdown.js';

/** Renders a header and rows; the text of a cell has no meaning in Markdown. */
export function renderMarkdownTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const rule = `|${names.map(() => ' --- |').join('')}`;
  return [renderRow(names), rule, ...rows.map(renderRow)];
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}
