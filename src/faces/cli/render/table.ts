import stringWidth from 'string-width';
import type { View } from '../renderers.js';
import { escapeControls } from './escape.js';

/** The text of a cell, or also how to paint it after it has been cut to its width. */
export type Cell = string | { readonly text: string; readonly paint?: (text: string) => string };

type Shown = Pick<View, 'colours' | 'columns'>;

/** Renders rows below a bold header, and cuts them to the terminal. */
export function renderListing(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  { colours, columns }: Shown,
): string[] {
  return renderTable([names.map((text) => ({ text, paint: colours.bold })), ...rows], columns);
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

const GAP = '  ';
const NARROWEST = 4;

/**
 * Renders rows as lines with aligned columns.
 *
 * @param maxWidth - the width of the terminal; the widest cells are cut until the rows fit. If it is
 *   undefined, nothing is cut.
 */
export function renderTable(rows: readonly (readonly Cell[])[], maxWidth?: number): string[] {
  const texts = rows.map((row) =>
    row.map((cell) => escapeControls(typeof cell === 'string' ? cell : cell.text)),
  );
  const widths = fit(measure(texts), maxWidth);
  return rows.map((row, r) =>
    row
      .map((cell, c) => {
        const text = cut(texts[r]?.[c] ?? '', widths[c] ?? 0);
        const painted = typeof cell === 'string' ? text : (cell.paint?.(text) ?? text);
        const isLast = c === row.length - 1;
        return isLast ? painted : painted + ' '.repeat((widths[c] ?? 0) - stringWidth(text));
      })
      .join(GAP)
      .trimEnd(),
  );
}

function measure(texts: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of texts) {
    for (const [c, text] of row.entries()) {
      widths[c] = Math.max(widths[c] ?? 0, stringWidth(text));
    }
  }
  return widths;
}

/** Takes the excess off the widest columns first. */
function fit(widths: readonly number[], maxWidth: number | undefined): number[] {
  const fitted = [...widths];
  if (maxWidth === undefined) return fitted;
  const room = maxWidth - GAP.length * (widths.length - 1);
  for (;;) {
    const excess = fitted.reduce((sum, width) => sum + width, 0) - room;
    const widest = Math.max(...fitted);
    if (excess <= 0 || widest <= NARROWEST) return fitted;
    const next = Math.max(NARROWEST, ...fitted.filter((width) => width < widest));
    fitted[fitted.indexOf(widest)] = Math.max(next, widest - excess);
  }
}

function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  // Slow to create, and few tables are cut.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  let kept = '';
  let used = 1; // the ellipsis
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
}
