import type { LineRange, SourceText } from './source.js';
import { lineEnd, lineStart } from './source.js';

/** The body of a section, and the lines in it that have no content: HTML comments and fences. */
export interface Body {
  readonly source: SourceText;
  readonly lines: LineRange;
  readonly ignoredLines: ReadonlySet<number>;
  /** The offsets of the first line's content, if that line is the heading. */
  readonly inline?: { readonly start: number; readonly end: number };
}

/** A line of a structured section that is neither blank nor a comment. */
export interface ContentLine {
  readonly line: number;
  /** Offsets of the content, without surrounding white space and without the comment. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The text after `#`, or null. */
  readonly comment: string | null;
}

/**
 * What starts a comment besides a `#` at the start of a line: any `#` in declarations, values and
 * settings; one after white space in equations and prose; in a line of words, only one that stands
 * alone, so that `Agent #1` keeps its number (notation, sections 1 and 7).
 */
export type CommentStyle = 'any' | 'spaced' | 'alone';

/** Collects the content lines of a section. */
export function contentLines(body: Body, style: CommentStyle = 'any'): ContentLine[] {
  const { lines, ignoredLines } = body;
  const found: ContentLine[] = [];
  for (let line = lines.from; line < lines.to; line += 1) {
    if (ignoredLines.has(line)) continue;
    const content = contentOf(body, line, style);
    if (content.start < content.end) found.push(content);
  }
  return found;
}

/** Splits a line of a section into content and comment. */
export function contentOf(body: Body, line: number, style: CommentStyle = 'any'): ContentLine {
  const { source, lines, inline } = body;
  if (inline === undefined || line !== lines.from) return splitComment(source, line, style);
  return splitComment(source, line, style, inline.start, inline.end);
}

/** Splits a line into content and comment. */
export function splitComment(
  source: SourceText,
  line: number,
  style: CommentStyle = 'any',
  from: number = lineStart(source, line),
  to: number = lineEnd(source, line),
): ContentLine {
  const { text } = source;
  const start = skipBlanks(text, from, to);
  const hash = commentStart(text, start, to, style);
  const end = trimEnd(text, start, hash);
  const comment = hash < to ? commentText(text.slice(hash, to)) : null;
  return { line, start, end, text: text.slice(start, end), comment };
}

/** The offset of the `#` that starts a comment within a stretch of one line, or the stretch's end. */
export function commentStart(
  text: string,
  start: number,
  to: number,
  style: CommentStyle = 'any',
): number {
  if (!text.slice(start, to).includes('#')) return to;
  for (let at = start; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE || (code === APOSTROPHE && opensString(text, at, start))) {
      const close = indexWithin(text, text.charAt(at), at + 1, to);
      if (close !== -1) at = close;
    } else if (code === HASH && (at === start || startsComment(text, at, to, style))) {
      return at;
    }
  }
  return to;
}

/** Whether an apostrophe opens a string, rather than being the prime of a name such as `s'`. */
function opensString(text: string, at: number, start: number): boolean {
  return at === start || /[\s=:,;([{]/.test(text.charAt(at - 1));
}

function startsComment(text: string, at: number, to: number, style: CommentStyle): boolean {
  if (style === 'any') return true;
  if (!isBlank(text.charCodeAt(at - 1))) return false;
  if (style === 'spaced') return true;
  let end = at;
  while (end < to && text.charCodeAt(end) === HASH) end += 1;
  return end === to || isBlank(text.charCodeAt(end));
}

/** The offset of a character between two offsets, or -1; unlike `indexOf` it stops at `to`. */
export function indexWithin(text: string, char: string, from: number, to: number): number {
  const code = char.charCodeAt(0);
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === code) return at;
  return -1;
}

/** The text of a comment, without the leading number signs. */
export function commentText(comment: string): string {
  return comment.replace(/^#+/, '').trim();
}

/** The offset of the first non-blank character. */
export function skipBlanks(text: string, start: number, to: number): number {
  let at = start;
  while (at < to && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** The offset after the last non-blank character. */
export function trimEnd(text: string, start: number, to: number): number {
  let at = to;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** Whether a code is white space within a line; Unicode's, or a no-break space would join a name. */
export function isBlank(code: number): boolean {
  return (
    code === 0x20 ||
    (code >= 0x09 && code <= 0x0d && code !== 0x0a) ||
    (code > 0x7f && /\s/.test(String.fromCharCode(code)))
  );
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const HASH = 0x23;
