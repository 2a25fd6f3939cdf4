import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Connection } from '../domain/model.js';
import type { Body, ContentLine } from './lines.js';
import { contentLines, indexWithin, skipBlanks } from './lines.js';
import { nameAt } from '../domain/names.js';
import { note, noteNames } from './places.js';
import { positionAt, type SourceText } from './source.js';

export interface Connections {
  readonly connections: Connection[];
  readonly diagnostics: Diagnostic[];
}

type Operator = Connection['operator'];

/** Longer operators come first, so that `->` is not read as `-`. */
const OPERATORS: readonly Operator[] = ['<->', '->', '<-', '→', '←', '↔', '>', '-', '|', '~'];
const UNDIRECTED: ReadonlySet<Operator> = new Set(['-', '<->', '↔', '~']);
/** Operators whose sources are on the right: `X|Y` means X given Y. */
const REVERSED: ReadonlySet<Operator> = new Set(['|', '<-', '←']);

/** Reads the Connections section (notation, section 3): one connection or chain per line. */
export function readConnections(body: Body): Connections {
  const connections: Connection[] = [];
  const diagnostics: Diagnostic[] = [];
  const lines = contentLines(body);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    const chain = readChain(body.source, line);
    if (!isFault(chain)) {
      for (const connection of splitChain(chain, line, body)) connections.push(connection);
      continue;
    }
    const rows = countRows(lines, index);
    const fault =
      rows === 0
        ? { offset: chain.offset, message: `: ${chain.message}` }
        : describeValue(line, lines[index + rows - 1] ?? line);
    const at = positionAt(body.source, fault.offset);
    diagnostics.push(diagnostic('GNN-E005', at, `${quote(line.text)}${fault.message}`));
    index += Math.max(rows, 1) - 1;
  }
  return { connections, diagnostics };
}

/** Numbers and brackets alone, as in a row of a matrix. */
const ROW = /^(?:[-+.,;\s()[\]{}]|[0-9](?:[eE][-+]?[0-9])?)+$/;
const HAS_NUMBER_OR_BRACKET = /[0-9()[\]{}]/;

function isRow(text: string): boolean {
  return HAS_NUMBER_OR_BRACKET.test(text) && ROW.test(text);
}

/** How many lines from an unreadable one on are a value that belongs elsewhere; 0 if it starts none. */
function countRows(lines: readonly ContentLine[], from: number): number {
  const text = lines[from]?.text ?? '';
  const name = nameAt(text, 0);
  const [, value] =
    name === undefined ? [] : (/^\s*[=:]\s*(.*)$/su.exec(text.slice(name.length)) ?? []);
  const isStart = isRow(value ?? text);
  if (!isStart && value !== '') return 0;
  let to = from + 1;
  while (isRow(lines[to]?.text ?? '')) to += 1;
  const isWhole = isStart && /[0-9]/.test(text);
  return isWhole || to > from + 1 ? to - from : 0;
}

function describeValue(first: ContentLine, last: ContentLine): Fault {
  const where = last.line > first.line ? `, lines ${first.line} to ${last.line},` : '';
  const message = `${where} is a value, not a connection; move it to InitialParameterization`;
  return { offset: first.start, message };
}

interface Chain {
  readonly groups: readonly (readonly string[])[];
  readonly operators: readonly Operator[];
  readonly label: string | null;
  readonly constraint: string | null;
}

interface Fault {
  readonly offset: number;
  readonly message: string;
}

interface Group {
  readonly names: readonly string[];
  readonly end: number;
}

function isFault(result: object): result is Fault {
  return 'message' in result;
}

/** Splits a chain into one connection per operator; all share its label, constraint and comment. */
function splitChain(chain: Chain, line: ContentLine, body: Body): Connection[] {
  const at = positionAt(body.source, line.start);
  return chain.operators.map((operator, index) => {
    const left = [...(chain.groups[index] ?? [])];
    const right = [...(chain.groups[index + 1] ?? [])];
    const reversed = REVERSED.has(operator);
    return {
      sources: reversed ? right : left,
      targets: reversed ? left : right,
      operator,
      directed: !UNDIRECTED.has(operator),
      label: chain.label,
      constraint: chain.constraint,
      description: line.comment,
      ...at,
    };
  });
}

/** group (operator group)+ [`:` label] [`=` constraint] */
function readChain(source: SourceText, line: ContentLine): Chain | Fault {
  const { text } = source;
  const ellipsis = line.text.search(/\.\.\.|…/);
  if (ellipsis !== -1) {
    return {
      offset: line.start + ellipsis,
      message: 'list every variable instead of using an ellipsis',
    };
  }
  const groups: (readonly string[])[] = [];
  const operators: Operator[] = [];
  let at = skipBullet(text, line.start, line.end);
  for (;;) {
    const group = readGroup(source, at, line.end);
    if (isFault(group)) return group;
    groups.push(group.names);
    at = skipBlanks(text, group.end, line.end);
    const operator = operatorAt(text, at, line.end);
    if (operator === undefined) break;
    operators.push(operator);
    note(source, 'operator', at, at + operator.length);
    at = skipBlanks(text, at + operator.length, line.end);
  }
  if (operators.length === 0 && text[at] !== '*') {
    const isTerm = /^=[ \t]*[A-Z][a-z]+(?:[A-Z][a-z]+)*$/.test(text.slice(at, line.end));
    const remedy = isTerm
      ? 'an ontology term belongs in ActInfOntologyAnnotation'
      : 'write a connection such as `D>s` or `s-A`';
    return { offset: at, message: `no operator found; ${remedy}` };
  }
  note(source, 'connection', line.start, at);
  return readTail(text, at, line.end, groups, operators);
}

/** The offset after the bullet of a list item, such as `- A -> B`. */
function skipBullet(text: string, start: number, to: number): number {
  // A letter starts most lines.
  if (/[A-Za-z(]/.test(text.charAt(start))) return start;
  const bullet = /^(?:[-*+•‣–]|[0-9]{1,4}[.)])[ \t]+/.exec(text.slice(start, to))?.[0];
  return start + (bullet?.length ?? 0);
}

function readTail(
  text: string,
  at: number,
  to: number,
  groups: readonly (readonly string[])[],
  operators: readonly Operator[],
): Chain | Fault {
  if (text[at] === '*' && at < to) {
    return {
      offset: at,
      message: '`*` is no operator; write `>` or `-`, or the product in Equations',
    };
  }
  const tail = /^(?::([^=]*))?(?:=(.*))?$/su.exec(text.slice(at, to));
  if (tail === null) {
    return {
      offset: at,
      message: `expected an operator, a \`:label\` or a \`=constraint\`, found ${quote(text.slice(at, to))}`,
    };
  }
  return { groups, operators, label: trimToNull(tail[1]), constraint: trimToNull(tail[2]) };
}

function trimToNull(text: string | undefined): string | null {
  const plain = text?.trim() ?? '';
  return plain === '' ? null : plain;
}

/** item (`,` item)*, where an item is a name or a parenthesized list. */
function readGroup(source: SourceText, from: number, to: number): Group | Fault {
  const { text } = source;
  const names: string[] = [];
  let at = from;
  for (;;) {
    const item =
      text[at] === '(' && at < to ? readParentheses(source, at, to) : readName(source, at, to);
    if (isFault(item)) return item;
    for (const name of item.names) names.push(name);
    at = skipBlanks(text, item.end, to);
    if (text[at] !== ',' || at >= to) return { names, end: at };
    at = skipBlanks(text, at + 1, to);
  }
}

function readParentheses(source: SourceText, open: number, to: number): Group | Fault {
  const { text } = source;
  const names: string[] = [];
  let at = skipBlanks(text, open + 1, to);
  for (;;) {
    const item = readName(source, at, to);
    if (isFault(item)) return item;
    for (const name of item.names) names.push(name);
    at = skipBlanks(text, item.end, to);
    if (text[at] === ')' && at < to) return { names, end: at + 1 };
    if (text[at] !== ',' || at >= to) {
      return { offset: Math.min(at, to), message: 'the parenthesis is not closed' };
    }
    at = skipBlanks(text, at + 1, to);
  }
}

/** A name with an optional time index, such as `s[t-1]`; white space in the index is dropped. */
function readName(source: SourceText, at: number, to: number): Group | Fault {
  const { text } = source;
  const name = at < to ? nameAt(text, at) : undefined;
  if (name === undefined || at + name.length > to) {
    const found = at < to ? `found ${quote(text.slice(at, to))}` : 'found the end of the line';
    return { offset: Math.min(at, to), message: `expected a variable name, ${found}` };
  }
  const end = at + name.length;
  note(source, 'connected', at, end);
  if (text[end] !== '[' || end >= to) return { names: [name], end };
  const close = indexWithin(text, ']', end, to);
  if (close === -1) return { offset: end, message: 'the bracket is not closed' };
  noteNames(source, 'index', end + 1, close);
  const index = text.slice(end, close + 1).replace(/\s+/g, '');
  return { names: [name + index], end: close + 1 };
}

function operatorAt(text: string, at: number, to: number): Operator | undefined {
  return OPERATORS.find((operator) => at + operator.length <= to && text.startsWith(operator, at));
}
