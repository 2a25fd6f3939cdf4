import type { Limits } from '../domain/limits.js';
import { DEFAULT_LIMITS } from '../domain/limits.js';
import type { Place } from '../domain/places.js';
import type { Position } from '../domain/position.js';

/** A text with LF line endings, and the offset at which each line starts. */
export interface SourceText {
  readonly text: string;
  readonly lineStarts: readonly number[];
  readonly limits: Limits;
  /** The last position that was computed, which keeps many findings in one long line cheap. */
  readonly cursor: { offset: number; line: number; column: number };
  /** Where grammars note what they find; undefined unless an editor asks. */
  readonly places?: Place[] | undefined;
}

/** A range of 1-based lines; `to` is exclusive. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Turns CRLF and CR into LF, so that grammars only meet one line ending; line numbers stay. */
export function normalizeLineEndings(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Builds the line table of a text with LF line endings. */
export function sourceText(
  text: string,
  limits: Limits = DEFAULT_LIMITS,
  places?: Place[],
): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  return { text, lineStarts, limits, cursor: { offset: 0, line: 1, column: 1 }, places };
}

/** Blanks some lines out. Every offset stays, so that what is read has its place in the file. */
export function blankLines(source: SourceText, lines: ReadonlySet<number>): SourceText {
  if (lines.size === 0) return source;
  const parts: string[] = [];
  let at = 0;
  for (const line of [...lines].sort((a, b) => a - b)) {
    const [start, end] = [lineStart(source, line), lineEnd(source, line)];
    parts.push(source.text.slice(at, start), ' '.repeat(end - start));
    at = end;
  }
  parts.push(source.text.slice(at));
  return { ...source, text: parts.join(''), cursor: { offset: 0, line: 1, column: 1 } };
}

/** The number of lines; a final newline does not start another line. */
export function lineCount(source: SourceText): number {
  const last = source.lineStarts.length;
  return source.text.endsWith('\n') ? last - 1 : last;
}

/** The offset at which a line starts; the end of the text for lines beyond the last. */
export function lineStart(source: SourceText, line: number): number {
  return source.lineStarts[line - 1] ?? source.text.length;
}

/** The offset of a line's newline, or the end of the text. */
export function lineEnd(source: SourceText, line: number): number {
  const next = source.lineStarts[line];
  return next === undefined ? source.text.length : next - 1;
}

/** The 1-based line that contains an offset. */
export function lineAt(source: SourceText, offset: number): number {
  const { lineStarts } = source;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((lineStarts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The line and column of an offset; columns count code points. */
export function positionAt(source: SourceText, offset: number): Position {
  const { text, cursor } = source;
  const line = lineAt(source, offset);
  const continues = cursor.line === line && cursor.offset <= offset;
  let column = continues ? cursor.column : 1;
  for (
    let at = continues ? cursor.offset : lineStart(source, line);
    at < offset;
    at += 1, column += 1
  ) {
    const code = text.charCodeAt(at);
    // The second half of a surrogate pair does not count as a column.
    if (code >= 0xd800 && code < 0xdc00 && at + 1 < offset) at += 1;
  }
  cursor.offset = offset;
  cursor.line = line;
  cursor.column = column;
  return { line, column };
}

/** The items within a range of lines; `items` must be sorted by line. */
export function itemsWithin<T>(
  items: readonly T[],
  lineOf: (item: T) => number,
  range: LineRange,
): readonly T[] {
  return items.slice(firstFrom(items, lineOf, range.from), firstFrom(items, lineOf, range.to));
}

/** The index of the first item on or after a line. */
function firstFrom<T>(items: readonly T[], lineOf: (item: T) => number, line: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && lineOf(item) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
