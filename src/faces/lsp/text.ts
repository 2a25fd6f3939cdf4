/** Offsets in a text and positions as the client counts them. Pure. */
import type { Position as FilePosition } from '../../domain/position.js';
import { lineAt, lineEnd, lineStart, type SourceText } from '../../gnn/source.js';
import type { Position, Range } from 'vscode-languageserver';

/** What a client counts in a line: bytes of UTF-8, code units of UTF-16, or code points. */
export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

const ENCODINGS: ReadonlySet<string> = new Set<Encoding>(['utf-8', 'utf-16', 'utf-32']);

/** The first encoding of a client's list that is known; UTF-16 without one, as the protocol has it. */
export function chooseEncoding(offered: readonly string[] | undefined): Encoding {
  return offered?.find(isEncoding) ?? 'utf-16';
}

function isEncoding(name: string): name is Encoding {
  return ENCODINGS.has(name);
}

/** A text with LF line ends, as offsets count in it, and how its client counts. */
export interface TextView {
  readonly source: SourceText;
  readonly encoding: Encoding;
  /** The client's text begins with a byte order mark, which offsets leave out. */
  readonly hasMark: boolean;
}

/** The number of a client's units in a piece of a line. */
export function countUnits(text: string, encoding: Encoding): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text);
  if (encoding === 'utf-16') return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The code units of UTF-16 that a number of a client's units takes; at most those of the line. */
export function toUtf16(line: string, units: number, encoding: Encoding): number {
  if (encoding === 'utf-16') return Math.min(units, line.length);
  let [left, at] = [units, 0];
  for (const character of line) {
    left -= encoding === 'utf-8' ? Buffer.byteLength(character) : 1;
    if (left < 0) break;
    at += character.length;
  }
  return at;
}

const MARK = '\uFEFF';

/** The position of an offset. */
export function toPosition({ source, encoding, hasMark }: TextView, offset: number): Position {
  const line = lineAt(source, offset);
  const before = source.text.slice(lineStart(source, line), offset);
  const mark = hasMark && line === 1 ? MARK : '';
  return { line: line - 1, character: countUnits(mark + before, encoding) };
}

/** The offset of a position; that of the end of the line, or of the text, for one beyond it. */
export function toOffset({ source, encoding, hasMark }: TextView, position: Position): number {
  const start = lineStart(source, position.line + 1);
  const mark = hasMark && position.line === 0 ? MARK : '';
  const line = mark + source.text.slice(start, lineEnd(source, position.line + 1));
  return start + Math.max(0, toUtf16(line, position.character, encoding) - mark.length);
}

export function toRange(view: TextView, start: number, end: number): Range {
  return { start: toPosition(view, start), end: toPosition(view, end) };
}

/** The offset of a finding's line and column, which counts code points. */
export function offsetOf(source: SourceText, { line, column }: FilePosition): number {
  const [start, end] = [lineStart(source, line), lineEnd(source, line)];
  let at = start;
  for (let left = column - 1; left > 0 && at < end; left -= 1) {
    at += (source.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}
