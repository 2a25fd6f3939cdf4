import type { Entry } from '../../../../domain/model.js';
import type { Column } from '../../../../operations/queries/columns.js';
import { toOpenAiList } from '../../../../operations/queries/openai.js';
import type { RendererOf, View } from '../../renderers.js';
import type { Colors } from '../colours.js';
import { escapeJson } from '../escape.js';
import { plural } from '../../../../domain/plural.js';
import { renderTable } from '../table.js';
import type { Cell } from '../table.js';
import { formatTime } from '../versions.js';

export const LIST: RendererOf<'list'> = {
  ids: ({ models }) => models.map((model) => model.model_id),
  forms: ({ models }) => ({
    openai: () => `${escapeJson(JSON.stringify(toOpenAiList(models), null, 2))}\n`,
  }),
  text: ({ models, total, shown }, _, view) => renderModels(models, total, shown, view),
};

const TIMES: ReadonlySet<string> = new Set(['created', 'updated', 'used']);

/** Renders models as a table of the given columns; below it, how many more there are. */
export function renderModels(
  models: readonly Entry[],
  total: number,
  shown: readonly Column[],
  { colours, columns }: View,
): string[] {
  if (models.length === 0) return ['no models'];
  const header = shown.map(({ name }) => ({ text: name, paint: colours.bold }));
  const rows = models.map((entry) => shown.map((column) => createCell(entry, column, colours)));
  return [...renderTable([header, ...rows], columns), ...formatRest(models.length, total, colours)];
}

/** Formats `2 of 7 models`, unless all are shown. */
export function formatRest(count: number, total: number, colours: Colors): string[] {
  return count === total ? [] : [colours.dim(`${count} of ${plural(total, 'model')}`)];
}

function createCell(entry: Entry, { name, valueOf }: Column, colours: Colors): Cell {
  const value = valueOf(entry);
  if (value === null) return { text: '-' };
  if (typeof value === 'object') return { text: value.join(', ') || '-' };
  const text = TIMES.has(name) ? formatTime(String(value)) : String(value);
  const paint = name === 'health' || name === 'status' ? choosePaint(text, colours) : undefined;
  return paint === undefined ? { text } : { text, paint };
}

function choosePaint(word: string, colours: Colors): Cell['paint'] {
  if (word === 'healthy') return colours.green;
  if (word === 'degraded' || word === 'deprecated') return colours.yellow;
  return word === 'unhealthy' || word === 'deleted' ? colours.red : undefined;
}
