import type { View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { EASY_PROSE, GAP, fitColumns, measureLongestWord, wrapWords } from './fit-columns.js';
import { widthOf } from './text-width.js';

/** The text of a cell, or also how to paint it after it has been wrapped. */
export type Cell = string | { readonly text: string; readonly paint?: (text: string) => string };

type Shown = Pick<View, 'colours' | 'columns'>;

/**
 * Renders rows below a bold header, and fits them to the terminal. Where even wrapped text is too wide,
 * the last columns are left out, and a line below says which.
 *
 * @param spare - the column that is left out first, if the last one would become hard to read
 */
export function renderListing(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  { colours, columns }: Shown,
  spare?: string,
): string[] {
  const whole = draw([names.map((text) => ({ text, paint: colours.bold })), ...rows]);
  const left = isProseNarrow(whole, columns) ? names.indexOf(spare ?? '') : -1;
  const all = left < 0 ? whole : whole.map((row) => row.filter((_, c) => c !== left));
  const widths = fit(all, columns, true);
  const kept = names.filter((_, c) => c !== left);
  const hidden = [...names.filter((_, c) => c === left), ...kept.slice(widths.length)];
  const note = `not shown in ${columns} columns: ${hidden.join(', ')}`;
  return [...renderRows(all, widths), ...(hidden.length === 0 ? [] : [colours.dim(note)])];
}

/** Whether the last column, which has the prose, becomes hard to read. */
function isProseNarrow(
  rows: readonly (readonly DrawnCell[])[],
  columns: number | undefined,
): boolean {
  const widths = fit(rows, columns, true);
  const wanted = measure(rows, widthOf);
  const last = wanted.length - 1;
  return (widths[last] ?? 0) < Math.min(wanted[last] ?? 0, EASY_PROSE);
}

/** A name and a value; nothing and an empty text are not shown. */
export type Fact = readonly [name: string, value: Cell | number | null | undefined];

/** Renders facts with bold names, one below the other. */
export function renderFacts(
  facts: readonly Fact[],
  { colours, columns }: Partial<Shown> & Pick<Shown, 'colours'>,
): string[] {
  const rows = facts.flatMap(([name, value]): Cell[][] => {
    if (!isShown(value)) return [];
    const text = { text: name, paint: colours.bold };
    return [[text, typeof value === 'number' ? String(value) : value]];
  });
  return renderTable(rows, columns);
}

/** Whether a fact has a value to show. */
export function isShown<T>(value: T | null | undefined | ''): value is T {
  return value !== null && value !== undefined && value !== '';
}

/**
 * Renders rows as lines with aligned columns.
 *
 * @param maxWidth - the width of the terminal; text wraps between words until the rows fit. If it is
 *   undefined, nothing wraps.
 */
export function renderTable(rows: readonly (readonly Cell[])[], maxWidth?: number): string[] {
  const drawn = draw(rows);
  return renderRows(drawn, fit(drawn, maxWidth, false));
}

/** A cell whose text cannot control a terminal. */
type DrawnCell = Exclude<Cell, string>;

function draw(rows: readonly (readonly Cell[])[]): DrawnCell[][] {
  return rows.map((row) =>
    row.map((cell) =>
      typeof cell === 'string'
        ? { text: escapeControls(cell) }
        : { ...cell, text: escapeControls(cell.text) },
    ),
  );
}

function renderRows(rows: readonly (readonly DrawnCell[])[], widths: readonly number[]): string[] {
  return rows.flatMap((row) => {
    const cells = row
      .slice(0, widths.length)
      .map(({ text, paint }, c) => ({ lines: wrapWords(text, widths[c] ?? 0), paint }));
    const height = Math.max(1, ...cells.map(({ lines }) => lines.length));
    return Array.from({ length: height }, (_, at) =>
      renderLine(
        cells.map(({ lines, paint }) => ({ text: lines[at] ?? '', ...(paint && { paint }) })),
        widths,
      ),
    );
  });
}

function renderLine(cells: readonly DrawnCell[], widths: readonly number[]): string {
  return cells
    .map(({ text, paint }, c) => {
      const painted = paint?.(text) ?? text;
      const isLast = c === cells.length - 1;
      return isLast ? painted : painted + ' '.repeat((widths[c] ?? 0) - widthOf(text));
    })
    .join(GAP)
    .trimEnd();
}

function fit(
  rows: readonly (readonly DrawnCell[])[],
  maxWidth: number | undefined,
  canDrop: boolean,
): readonly number[] {
  const words = (): number[] => measure(rows, measureLongestWord);
  return fitColumns(measure(rows, widthOf), words, maxWidth, canDrop);
}

/** The greatest measure of each column. */
function measure(
  rows: readonly (readonly DrawnCell[])[],
  measureText: (text: string) => number,
): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [c, { text }] of row.entries()) {
      widths[c] = Math.max(widths[c] ?? 0, measureText(text));
    }
  }
  return widths;
}
