import type { Limits } from '../domain/limits.js';
import { DEFAULT_LIMITS } from '../domain/limits.js';
import type { Position } from '../domain/position.js';

/** A text with the offsets at which its lines start; line endings are LF. */
export interface SourceText {
  readonly text: string;
  readonly lineStarts: readonly number[];
  readonly limits: Limits;
  /** The last position that was asked for: many findings in one long line stay cheap. */
  readonly cursor: { offset: number; line: number; column: number };
}

/** Lines of a source: from, and up to but without; counted from 1. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** CRLF and CR become LF, so that every grammar knows one line ending; line numbers stay. */
export function normalizeLineEndings(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The line table of a text whose line endings are LF. */
export function sourceText(text: string, limits: Limits = DEFAULT_LIMITS): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  return { text, lineStarts, limits, cursor: { offset: 0, line: 1, column: 1 } };
}

/** How many lines there are; a final newline starts no line of its own. */
export function lineCount(source: SourceText): number {
  const last = source.lineStarts.length;
  return source.text.endsWith('\n') ? last - 1 : last;
}

/** The offset at which a line starts; the end of the text for lines past the last. */
export function lineStart(source: SourceText, line: number): number {
  return source.lineStarts[line - 1] ?? source.text.length;
}

/** The offset of a line's newline, or of the end of the text. */
export function lineEnd(source: SourceText, line: number): number {
  const next = source.lineStarts[line];
  return next === undefined ? source.text.length : next - 1;
}

/** The line, from 1, in which an offset lies. */
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

/** Line and column of an offset; columns count code points. */
export function positionAt(source: SourceText, offset: number): Position {
  const { text, cursor } = source;
  const line = lineAt(source, offset);
  const goesOn = cursor.line === line && cursor.offset <= offset;
  let column = goesOn ? cursor.column : 1;
  for (
    let at = goesOn ? cursor.offset : lineStart(source, line);
    at < offset;
    at += 1, column += 1
  ) {
    const code = text.charCodeAt(at);
    // The first half of a surrogate pair is followed by the second, which is no column of its own.
    if (code >= 0xd800 && code < 0xdc00 && at + 1 < offset) at += 1;
  }
  Object.assign(cursor, { offset, line, column });
  return { line, column };
}

/** The items, in the order of their lines, that lie in a range of lines. */
export function itemsWithin<T>(
  items: readonly T[],
  lineOf: (item: T) => number,
  range: LineRange,
): readonly T[] {
  return items.slice(firstFrom(items, lineOf, range.from), firstFrom(items, lineOf, range.to));
}

/** The index of the first item at or behind a line. */
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
