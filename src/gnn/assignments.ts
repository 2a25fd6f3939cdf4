import type { Diagnostic } from '../domain/diagnostics.js';
import type { DiagnosticCode } from '../domain/catalogue.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Position } from '../domain/position.js';
import type { Body } from './lines.js';
import { skipBlanks, splitComment } from './lines.js';
import { nameAt, nameKey } from '../domain/names.js';
import { lineAt, lineEnd, positionAt } from './source.js';
import type { BareText, ParsedValue, ValueFault } from './values/index.js';
import { isValueFault, readValue } from './values/index.js';

const FAULTS: Readonly<Record<ValueFault['kind'], DiagnosticCode>> = {
  unreadable: 'GNN-E007',
  'too-deep': 'GNN-E018',
  'too-many': 'GNN-E020',
};

/** One `NAME = value` or `NAME: value` of a section. */
export interface Assignment extends Position {
  readonly name: string;
  readonly parsed: ParsedValue;
  readonly endLine: number;
}

export interface Assignments {
  /** In file order. A name that is assigned several times appears once, with its last value. */
  readonly assignments: Assignment[];
  /** Assignments that a later one overrides. */
  readonly replaced: Assignment[];
  readonly diagnostics: Diagnostic[];
}

/** The syntax of the assignments in a section. */
export interface AssignmentStyle {
  readonly bare: BareText;
  /** Keys may be free text, as in ModelParameters, rather than variable names. */
  readonly anyKey: boolean;
}

/** Reads a section that assigns values to names (notation, sections 4 and 5). */
export function readAssignments(body: Body, style: AssignmentStyle): Assignments {
  const { source, lines, ignoredLines } = body;
  const to = lines.to > 1 ? lineEnd(source, lines.to - 1) : 0;
  const found = new Map<string, Assignment>();
  const replaced: Assignment[] = [];
  const diagnostics: Diagnostic[] = [];
  let line = lines.from;
  while (line < lines.to) {
    const content = ignoredLines.has(line) ? undefined : splitComment(source, line);
    if (content === undefined || content.start === content.end) {
      line += 1;
      continue;
    }
    const key = readKey(source.text, content.start, content.end, style);
    if (key === undefined) {
      const form = style.anyKey ? 'key: value' : 'NAME = value';
      const message = `expected \`${form}\`, found ${quote(content.text)}`;
      diagnostics.push(diagnostic('GNN-E007', positionAt(source, content.start), message));
      line += 1;
      continue;
    }
    const from = findValueStart(body, key.end, content.end, line);
    const parsed = readValue(source.text, from, to, style.bare, source.limits);
    if (isValueFault(parsed)) {
      const last = lineAt(source, Math.min(parsed.end, to));
      const code = FAULTS[parsed.kind];
      const message = `${key.name}: ${parsed.message}${describeSkippedLines(line, last)}`;
      diagnostics.push(diagnostic(code, positionAt(source, parsed.offset), message));
      line = last + 1;
      continue;
    }
    const endLine = Math.max(line, lineAt(source, Math.max(parsed.end - 1, from)));
    const at = positionAt(source, content.start);
    if (parsed.value === '' && parsed.end <= from) {
      diagnostics.push(diagnostic('GNN-E007', at, `${key.name} has no value`));
    } else {
      const previous = found.get(nameKey(key.name));
      if (previous !== undefined) {
        const message = `${key.name} already has a value on ${lineSpan(previous.line, previous.endLine)}; this one replaces it`;
        diagnostics.push(diagnostic('GNN-W011', at, message));
        replaced.push(previous);
        found.delete(nameKey(key.name));
      }
      found.set(nameKey(key.name), { name: key.name, parsed, endLine, ...at });
    }
    line = endLine + 1;
  }
  return { assignments: [...found.values()], replaced, diagnostics };
}

/** Names the skipped lines when a fault costs more than one. */
function describeSkippedLines(first: number, last: number): string {
  return last > first ? `; ${lineSpan(first, last)} were skipped` : '';
}

function lineSpan(first: number, last: number): string {
  return last > first ? `lines ${first} to ${last}` : `line ${first}`;
}

interface Key {
  readonly name: string;
  /** The offset after the `=` or `:`. */
  readonly end: number;
}

function readKey(text: string, from: number, to: number, style: AssignmentStyle): Key | undefined {
  const name = style.anyKey ? wordsAt(text, from, to) : nameAt(text, from);
  if (name === undefined) return undefined;
  const sign = skipBlanks(text, from + name.length, to);
  if (sign >= to || (text[sign] !== '=' && text[sign] !== ':')) return undefined;
  return { name, end: sign + 1 };
}

/** The text before the first `=` or `:`, which need not be a variable name. */
function wordsAt(text: string, from: number, to: number): string | undefined {
  const words = /^[\p{L}_\\][^=:#]*/u.exec(text.slice(from, to))?.[0].trimEnd();
  return words === '' ? undefined : words;
}

/** A value starts after the `=` or `:`, or at an opening bracket on the next non-blank line. */
function findValueStart(body: Body, from: number, contentEnd: number, line: number): number {
  const { source, lines } = body;
  const at = skipBlanks(source.text, from, contentEnd);
  if (at < contentEnd) return at;
  for (let below = line + 1; below < lines.to; below += 1) {
    const content = splitComment(source, below);
    if (content.start === content.end || body.ignoredLines.has(below)) continue;
    return /^[{[(]/.test(content.text) ? content.start : contentEnd;
  }
  return contentEnd;
}

/** Reads a value that takes one line, such as a time horizon. */
export function readLineValue(text: string): ParsedValue['value'] {
  const parsed = readValue(text, 0, text.length, 'text');
  return isValueFault(parsed) ? text : parsed.value;
}
