/** Renders lists for programs, one line per item. Pure. */

import type { Row } from '../renderers.js';
import { escapeJson } from './escape.js';

/** Renders newline-delimited JSON. */
export function renderNdjson(rows: readonly Row[]): string {
  return rows.map((row) => `${escapeJson(JSON.stringify(row))}\n`).join('');
}

/**
 * Renders comma-separated values (RFC 4180, but with LF), with a header. A list becomes one cell,
 * separated by `;`.
 *
 * @param keys - the columns of a list without items
 */
export function renderCsv(rows: readonly Row[], keys: readonly string[]): string {
  const columns = rows.length === 0 ? keys : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const lines = [columns, ...rows.map((row) => columns.map((column) => formatCell(row[column])))];
  return lines.map((line) => `${line.map(quoteCell).join(',')}\n`).join('');
}

function formatCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(formatCell).join(';');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// Spreadsheets interpret a cell that begins with one of these as a formula.
function quoteCell(text: string): string {
  const safe =
    /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
