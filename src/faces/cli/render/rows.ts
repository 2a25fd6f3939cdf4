/** Lists for programs: a line for each thing. Pure. */

type Row = Readonly<Record<string, unknown>>;

/** Newline-delimited JSON. */
export function renderNdjson(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/**
 * Comma-separated values (RFC 4180, with LF), with a header. Lists stand in one cell, parted by `;`.
 */
export function renderCsv(rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))];
  return lines.map((line) => `${line.map(quoteCell).join(',')}\n`).join('');
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellText).join(';');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// Spreadsheets take a cell that begins with one of these for a formula.
function quoteCell(text: string): string {
  const safe =
    /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
