import type { Entry } from '../../../../domain/model.js';
import { COLUMNS, type Column } from '../../../../operations/queries/columns.js';
import { toOpenAiList } from '../../../../operations/queries/openai.js';
import type { RendererOf } from '../../renderers.js';
import { paintStatus, type Colors } from '../colours.js';
import { escapeJson } from '../escape.js';
import { formatTime } from '../format.js';
import { plural } from '../../../../domain/plural.js';
import { renderMarkdownTable } from '../../../../domain/markdown-table.js';
import { renderListing, type Cell } from '../table.js';

/** Renders models as a table of the requested columns; below it, how many more there are. */
export const LIST: RendererOf<'list'> = {
  ids: ({ models }) => models.map((model) => model.model_id),
  forms: ({ models }) => ({
    openai: () => `${escapeJson(JSON.stringify(toOpenAiList(models), null, 2))}\n`,
  }),
  columns: ({ shown }, { columns }) =>
    (columns === undefined ? COLUMNS : shown).map(({ key }) => key),
  markdown: ({ models, shown }) =>
    renderMarkdownTable(
      shown.map(({ name }) => name),
      models.map((entry) => shown.map((it) => formatCell(entry, it))),
    ),
  text: ({ models, total, shown }, _, view) => {
    if (models.length === 0) return ['no models'];
    const names = shown.map(({ name }) => name);
    const rows = models.map((entry) => shown.map((it) => createCell(entry, it, view.colours)));
    const rest = formatRest(models.length, total, view.colours);
    return [...renderListing(names, rows, view), ...rest];
  },
};

const TIMES: ReadonlySet<string> = new Set(['created', 'updated', 'used']);

/** Formats `2 of 7 models`, unless all are shown. */
export function formatRest(count: number, total: number, colours: Colors): string[] {
  return count === total ? [] : [colours.dim(`${count} of ${plural(total, 'model')}`)];
}

function createCell(entry: Entry, column: Column, colours: Colors): Cell {
  const status = { status: entry.status, health: entry.health.status }[column.name];
  const paint = status && paintStatus(status, colours);
  return { text: formatCell(entry, column), ...(paint && { paint }) };
}

function formatCell(entry: Entry, { name, valueOf, showFor }: Column): string {
  const value = showFor?.(entry) ?? valueOf(entry);
  if (value === null) return '-';
  if (typeof value === 'object') return value.join(', ') || '-';
  return TIMES.has(name) ? formatTime(String(value)) : String(value);
}
