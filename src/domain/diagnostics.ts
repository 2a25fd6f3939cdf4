import type { DiagnosticCode, Severity } from './catalogue.js';
import { CATALOGUE } from './catalogue.js';
import type { Position } from './position.js';

/** A finding about a spec, at a place in its file. */
export interface Diagnostic extends Position {
  code: DiagnosticCode;
  severity: Severity;
  /** What is wrong here and what to do about it. */
  message: string;
}

/** Where a finding stands that is about a file as a whole. */
export const FILE_START: Position = { line: 1, column: 1 };

/** A diagnostic of a code of the catalogue, at a place. */
export function diagnostic(code: DiagnosticCode, at: Position, message: string): Diagnostic {
  return { code, severity: CATALOGUE[code].severity, message, line: at.line, column: at.column };
}

/** How many diagnostics of a severity there are. */
export function countSeverity(
  diagnostics: readonly { severity: string }[],
  severity: Severity,
): number {
  let count = 0;
  for (const one of diagnostics) if (one.severity === severity) count += 1;
  return count;
}

/** In file order; at one place, errors first. */
export function byPosition(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** A part of a spec in a message: short, and on one line. */
export function quote(text: string): string {
  // Four times the length that is shown is enough to fold white space in, and cheap in long texts.
  const plain = text
    .trim()
    .slice(0, 240)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\s+/g, ' ');
  const characters = Array.from(plain);
  return `\`${characters.length > 60 ? `${characters.slice(0, 57).join('')}…` : plain}\``;
}
