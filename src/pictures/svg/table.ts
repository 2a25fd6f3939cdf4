/** A table of a model's variables, for a model that cannot be drawn as a graph. Pure. */
import type { PictureGraph } from '../graph.js';
import { fitText } from '../text.js';
import { element } from './element.js';
import { label } from './label.js';
import type { Panel } from './sheet.js';

const COLUMNS = [220, 130, 290] as const;
const LINE = 18;
const SIZE = 11;
/** More variables are counted only. */
const MAX_ROWS = 400;

/** Draws the variables with their dimensions and terms, a line each. */
export function createTablePanel({ nodes }: PictureGraph): Panel {
  const named = nodes.filter(({ kind }) => kind !== 'junction');
  const rows = named
    .slice(0, MAX_ROWS)
    .map(({ name, dimensions, caption }) => [name, dimensions, caption]);
  const more = named.length - rows.length;
  const lines = [
    ['variable', 'dimensions', 'ontology term'],
    ...rows,
    ...(more > 0 ? [[`and ${more} more`, '', '']] : []),
  ];
  const width = COLUMNS.reduce((sum, it) => sum + it, 0);
  return {
    width,
    height: lines.length * LINE,
    draw: (x, y) =>
      lines
        .map((cells, row) => drawRow(cells, { x, y: y + row * LINE, isHead: row === 0 }))
        .join('\n') + element('path', { class: 'rule', d: `M${x} ${y + LINE}h${width}` }),
  };
}

function drawRow(
  cells: readonly string[],
  { x, y, isHead }: { readonly x: number; readonly y: number; readonly isHead: boolean },
): string {
  let left = x;
  return cells
    .map((cell, column) => {
      const width = COLUMNS[column] ?? 0;
      const text = fitText(cell, width - 12, SIZE);
      const place = { x: left, y: y + LINE / 2, size: SIZE, class: isHead ? 'muted' : 'name' };
      left += width;
      return label(text, place);
    })
    .join('');
}
