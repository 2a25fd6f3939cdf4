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

/** A `NAME = value` or `NAME: value` of a section. */
export interface Assignment extends Position {
  readonly name: string;
  readonly parsed: ParsedValue;
  readonly endLine: number;
}

export interface Assignments {
  /** In file order; of a name that has several, only the last one. */
  readonly assignments: Assignment[];
  /** Those whose name is given another value further down. */
  readonly replaced: Assignment[];
  readonly diagnostics: Diagnostic[];
}

/** How the assignments of a section are written. */
export interface AssignmentStyle {
  readonly bare: BareText;
  /** Keys may be of any words, as in ModelParameters, and are not only names. */
  readonly anyKey: boolean;
}

/** The grammar of sections that give values to names (notation, sections 4 and 5). */
export function readAssignments(body: Body, style: AssignmentStyle): Assignments {
  const { source, lines, muted } = body;
  const to = lines.to > 1 ? lineEnd(source, lines.to - 1) : 0;
  const found = new Map<string, Assignment>();
  const replaced: Assignment[] = [];
  const diagnostics: Diagnostic[] = [];
  let line = lines.from;
  while (line < lines.to) {
    const content = muted.has(line) ? undefined : splitComment(source, line);
    if (content === undefined || content.start === content.end) {
      line += 1;
      continue;
    }
    const key = keyAt(source.text, content.start, content.end, style);
    if (key === undefined) {
      const form = style.anyKey ? 'key: value' : 'NAME = value';
      const message = `${quote(content.text)} is no \`${form}\``;
      diagnostics.push(diagnostic('GNN-E007', positionAt(source, content.start), message));
      line += 1;
      continue;
    }
    const from = valueStart(body, key.end, content.end, line);
    const parsed = readValue(source.text, from, to, style.bare, source.limits);
    if (isValueFault(parsed)) {
      const last = lineAt(source, Math.min(parsed.end, to));
      const code = FAULTS[parsed.kind];
      const message = `${key.name}: ${parsed.message}${unreadLines(line, last)}`;
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
        const message = `${key.name} has a value already, in ${linesOf(previous.line, previous.endLine)}; the last one counts`;
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

/** Says which lines are not read, where there are several. */
function unreadLines(first: number, last: number): string {
  return last > first ? `; ${linesOf(first, last)} are not read` : '';
}

function linesOf(first: number, last: number): string {
  return last > first ? `lines ${first} to ${last}` : `line ${first}`;
}

interface Key {
  readonly name: string;
  /** The offset behind the sign. */
  readonly end: number;
}

function keyAt(text: string, from: number, to: number, style: AssignmentStyle): Key | undefined {
  const name = style.anyKey ? wordsAt(text, from, to) : nameAt(text, from);
  if (name === undefined) return undefined;
  const sign = skipBlanks(text, from + name.length, to);
  if (sign >= to || (text[sign] !== '=' && text[sign] !== ':')) return undefined;
  return { name, end: sign + 1 };
}

/** The words in front of the first sign, which need not be a name. */
function wordsAt(text: string, from: number, to: number): string | undefined {
  const words = /^[\p{L}_][^=:#]*/u.exec(text.slice(from, to))?.[0].trimEnd();
  return words === '' ? undefined : words;
}

/** The value starts behind the sign, or, where that line has none, at a bracket below it. */
function valueStart(body: Body, from: number, contentEnd: number, line: number): number {
  const { source, lines } = body;
  const at = skipBlanks(source.text, from, contentEnd);
  if (at < contentEnd) return at;
  for (let below = line + 1; below < lines.to; below += 1) {
    const content = splitComment(source, below);
    if (content.start === content.end || body.muted.has(below)) continue;
    return /^[{[(]/.test(content.text) ? content.start : contentEnd;
  }
  return contentEnd;
}

/** The value of a single line, such as a time horizon. */
export function lineValue(text: string): ParsedValue['value'] {
  const parsed = readValue(text, 0, text.length, 'text');
  return isValueFault(parsed) ? text : parsed.value;
}
