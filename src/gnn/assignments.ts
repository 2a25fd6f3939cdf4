import type { Diagnostic } from '../domain/diagnostics.js';
import type { DiagnosticCode } from '../domain/catalogue.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Position } from '../domain/position.js';
import type { Body, ContentLine } from './lines.js';
import { skipBlanks, contentOf } from './lines.js';
import { nameAt, nameKey } from '../domain/names.js';
import { note } from './places.js';
import type { SliceIndex } from './slices.js';
import { readSliceIndex } from './slices.js';
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

/** One `NAME[index] = value`, a part of a value. */
export interface SliceAssignment extends Assignment {
  readonly index: SliceIndex;
  /** The statement as it is written, without comments before or after it. */
  readonly written: string;
}

export interface Assignments {
  /** In file order. A name that is assigned several times appears once, with its last value. */
  readonly assignments: readonly Assignment[];
  /** Assignments that a later one overrides. */
  readonly replaced: readonly Assignment[];
  /** In file order; none where keys may be free text. */
  readonly slices: readonly SliceAssignment[];
  /** Keys of the names of which a slice cannot be read, which is reported. */
  readonly broken: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The syntax of the assignments in a section. */
export interface AssignmentStyle {
  readonly bare: BareText;
  /** Keys may be free text, as in ModelParameters, rather than variable names. */
  readonly anyKey: boolean;
}

/**
 * Reads a section that assigns values to names (notation, sections 4, 5 and 7).
 *
 * @param body - its source has blanks for the ignored lines, which may stand inside a value as well
 */
export function readAssignments(body: Body, style: AssignmentStyle): Assignments {
  const { lines, source } = body;
  if (lines.from >= lines.to) return NOTHING;
  const found = new Map<string, Assignment>();
  const replaced: Assignment[] = [];
  const slices: SliceAssignment[] = [];
  const broken = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  let line = lines.from;
  while (line < lines.to) {
    const content = contentOf(body, line);
    if (content.start === content.end) {
      line += 1;
      continue;
    }
    const statement = readStatement(body, content, style);
    const { endLine, key, assignment } = statement;
    for (const finding of statement.diagnostics) diagnostics.push(finding);
    if (assignment === undefined) {
      if (key?.index !== undefined) broken.add(nameKey(key.name));
    } else if (key?.index) {
      const written = source.text.slice(content.start, assignment.parsed.end);
      slices.push({ ...assignment, index: key.index, written });
    } else {
      keepLast(assignment, found, { replaced, diagnostics });
    }
    line = endLine + 1;
  }
  return { assignments: [...found.values()], replaced, slices, broken, diagnostics };
}

const NOTHING: Assignments = {
  assignments: [],
  replaced: [],
  slices: [],
  broken: new Set(),
  diagnostics: [],
};

/** Keeps the last value of a name, and reports the one that it replaces. */
function keepLast(
  assignment: Assignment,
  found: Map<string, Assignment>,
  { replaced, diagnostics }: { replaced: Assignment[]; diagnostics: Diagnostic[] },
): void {
  const key = nameKey(assignment.name);
  const previous = found.get(key);
  if (previous !== undefined) {
    const message = `${assignment.name} already has a value on ${lineSpan(previous.line, previous.endLine)}; this one replaces it`;
    diagnostics.push(diagnostic('GNN-W011', assignment, message));
    replaced.push(previous);
    found.delete(key);
  }
  found.set(key, assignment);
}

const NO_FINDINGS: Diagnostic[] = [];

interface Statement {
  readonly key: Key | undefined;
  /** Undefined if the statement cannot be read or has no value, which is reported. */
  readonly assignment?: Assignment;
  readonly endLine: number;
  readonly diagnostics: Diagnostic[];
}

/** Reads the statement that starts on a line, which may extend over further lines. */
function readStatement(body: Body, content: ContentLine, style: AssignmentStyle): Statement {
  const { source, lines } = body;
  const { line } = content;
  const to = lineEnd(source, lines.to - 1);
  const at = positionAt(source, content.start);
  const key = readKey(source.text, content.start, content.end, style);
  const refuse = (code: DiagnosticCode, place: Position, message: string, endLine: number) => ({
    key,
    endLine,
    diagnostics: [diagnostic(code, place, message)],
  });
  if (key === undefined) {
    const form = style.anyKey ? 'key: value' : 'NAME = value';
    const message = `expected \`${form}\`, found ${quote(content.text)}`;
    const slice = style.anyKey ? undefined : readNameAndIndex(source.text, content);
    return { ...refuse('GNN-E007', at, message, line), key: slice };
  }
  const from = findValueStart(body, key.end, content.end, line);
  const parsed = readValue(source.text, from, to, style.bare, source.limits);
  if (isValueFault(parsed)) {
    const last = lineAt(source, Math.min(parsed.end, to));
    const message = `${key.name}: ${parsed.message}${describeSkippedLines(line, last)}`;
    return refuse(FAULTS[parsed.kind], positionAt(source, parsed.offset), message, last);
  }
  const endLine = Math.max(line, lineAt(source, Math.max(parsed.end - 1, from)));
  if (parsed.value === '' && parsed.end <= from) {
    return refuse('GNN-E007', at, `${key.name} has no value`, endLine);
  }
  if (key.index === null) {
    const written = quote(source.text.slice(content.start, key.end - 1));
    const message = `the index of ${written} cannot be read; write numbers and \`:\`, such as \`${key.name}[:,0]\`${describeSkippedLines(line, endLine)}`;
    return refuse('GNN-E007', at, message, endLine);
  }
  const { start } = content;
  note(source, style.anyKey ? 'setting' : 'assigned', start, start + key.name.length);
  note(source, 'value', from, parsed.end);
  const assignment = { name: key.name, parsed, endLine, line: at.line, column: at.column };
  return { key, assignment, endLine, diagnostics: NO_FINDINGS };
}

/** Names the skipped lines when a fault costs more than one. */
function describeSkippedLines(first: number, last: number): string {
  return last > first ? `; ${lineSpan(first, last)} were skipped` : '';
}

/** A range of lines, as findings name it. */
export function lineSpan(first: number, last: number): string {
  return last > first ? `lines ${first} to ${last}` : `line ${first}`;
}

interface Key {
  readonly name: string;
  /** The index of a slice; null if it cannot be read, undefined if there is none. */
  readonly index: SliceIndex | null | undefined;
  /** The offset after the `=` or `:`. */
  readonly end: number;
}

function readKey(text: string, from: number, to: number, style: AssignmentStyle): Key | undefined {
  const name = style.anyKey ? wordsAt(text, from, to) : nameAt(text, from);
  if (name === undefined) return undefined;
  const after = from + name.length;
  const slice = style.anyKey ? undefined : readSliceIndex(text, after, to);
  const sign = slice?.end ?? skipBlanks(text, after, to);
  if (sign >= to || (text[sign] !== '=' && text[sign] !== ':')) return undefined;
  return { name, end: sign + 1, index: slice?.index };
}

/** A name with an index, without the `=` after them that would make them a slice. */
function readNameAndIndex(text: string, { start, end }: ContentLine): Key | undefined {
  const name = nameAt(text, start);
  const slice = name === undefined ? undefined : readSliceIndex(text, start + name.length, end);
  return name === undefined || slice === undefined ? undefined : { name, ...slice };
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
    const content = contentOf(body, below);
    if (content.start === content.end) continue;
    return /^[{[(]/.test(content.text) ? content.start : contentEnd;
  }
  return contentEnd;
}

/** Reads a value that takes one line, such as a time horizon. */
export function readLineValue(text: string): ParsedValue['value'] {
  const parsed = readValue(text, 0, text.length, 'text');
  return isValueFault(parsed) ? text : parsed.value;
}
