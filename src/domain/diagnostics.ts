import { CATALOGUE, type DiagnosticCode, type Severity } from './catalogue.js';
import { truncate } from './lists.js';
import type { Position } from './position.js';

/** A finding about a spec, with its position in the file. */
export interface Diagnostic extends Position {
  code: DiagnosticCode;
  severity: Severity;
  /** What is wrong at this position, and what to do about it. */
  message: string;
}

/** The position of findings about a file as a whole. */
export const FILE_START: Position = { line: 1, column: 1 };

/** The characters of a message that are kept: its start says what is wrong, its end what to do. */
const [START, END] = [1500, 500];

/** Creates a diagnostic; its severity comes from the catalogue. A long name is cut out of its message. */
export function diagnostic(code: DiagnosticCode, at: Position, text: string): Diagnostic {
  const message =
    text.length <= START + END
      ? text
      : truncate(text, START) + text.slice(-END).replace(/^[\udc00-\udfff]/, '');
  return { code, severity: CATALOGUE[code].severity, message, line: at.line, column: at.column };
}

/** Counts the diagnostics of a severity. */
export function countSeverity(
  diagnostics: readonly { severity: string }[],
  severity: Severity,
): number {
  let count = 0;
  for (const found of diagnostics) if (found.severity === severity) count += 1;
  return count;
}

/** Compares diagnostics by position in the file; at the same position, errors come first. */
export function byPosition(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** Quotes a part of a spec for a message: shortened, and on one line. */
export function quote(text: string): string {
  // Four times the displayed length leaves room to collapse white space and is cheap for long texts.
  const plain = text
    .trim()
    .slice(0, 240)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\s+/g, ' ');
  const characters = Array.from(plain);
  return `\`${characters.length > 60 ? `${characters.slice(0, 57).join('')}…` : plain}\``;
}
