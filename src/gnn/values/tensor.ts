import type { Limits } from '../../domain/limits.js';
import type { Value } from '../../domain/model.js';
import { isBlank, trimEnd } from '../lines.js';
import {
  APOSTROPHE,
  COMMA,
  HASH,
  NEWLINE,
  QUOTE,
  SEMICOLON,
  SPACE,
  closingBracketFor,
  isClosing,
  isOpening,
} from './characters.js';
import { knownShape } from './known-shape.js';
import type { ScannedNumber } from './scalars.js';
import {
  parseConstant,
  endsElement,
  quotedEnd,
  scanNumber,
  startsAssignment,
  unquote,
} from './scalars.js';

/** Why brackets are not a tensor; with kind `no-tensor` they may still be an expression. */
export interface TensorFault {
  readonly kind: 'no-tensor' | 'unreadable' | 'too-deep' | 'too-many';
  readonly offset: number;
  readonly message: string;
  /** The offset at which reading stopped; the text before it need not be read again. */
  readonly stoppedAt: number;
}

export interface Tensor {
  readonly value: Value[];
  /** Null if the tensor is ragged. */
  readonly shape: number[] | null;
  readonly symbolic: boolean;
  readonly elements: number;
  readonly end: number;
  /** The offset of the first row whose length differs from that of the rows before it. */
  readonly raggedAt: number | null;
}

/** The largest tensor that is read. */
export type TensorLimits = Pick<Limits, 'nesting' | 'elements'>;

/** The state of one pass over the characters of a tensor. */
interface Reader {
  readonly text: string;
  readonly to: number;
  readonly limits: TensorLimits;
  readonly number: ScannedNumber;
  /** The length of the lists at each depth, outermost first. */
  readonly lengths: number[];
  at: number;
  /** The depth of the elements; -1 before the first element. */
  leafDepth: number;
  /** A semicolon separates rows, so the shape must be measured on the value. */
  hasRows: boolean;
  /** The offset of the first row between semicolons whose length differs from that before it. */
  rowAt: number | null;
  symbolic: boolean;
  elements: number;
  raggedAt: number | null;
  fault: Omit<TensorFault, 'stoppedAt'> | null;
  /** Receives the offsets of each element, in order. */
  readonly leaves: LeafRange[] | undefined;
}

/** The offsets of an element of a tensor. */
export type LeafRange = readonly [start: number, end: number];

/**
 * Reads nested lists in one pass over the characters, without splitting the text into lines or
 * tokens. The shape follows from that pass: all lists at one depth must have the same length.
 */
export function readTensor(
  text: string,
  from: number,
  to: number,
  limits: TensorLimits,
  leaves?: LeafRange[],
): Tensor | TensorFault {
  const reader: Reader = {
    text,
    to,
    limits,
    number: { value: 0, end: 0 },
    lengths: [],
    at: from,
    leafDepth: -1,
    hasRows: false,
    rowAt: null,
    symbolic: false,
    elements: 0,
    raggedAt: null,
    fault: null,
    leaves,
  };
  const value = readList(reader, 0);
  if (value === undefined) {
    const fault = reader.fault ?? {
      kind: 'unreadable',
      offset: from,
      message: 'expected a list',
    };
    return { ...fault, stoppedAt: reader.at };
  }
  if (reader.hasRows) measureRows(reader, value, from);
  return {
    value,
    shape: reader.raggedAt === null ? reader.lengths : null,
    symbolic: reader.symbolic,
    elements: reader.elements,
    end: reader.at,
    raggedAt: reader.raggedAt,
  };
}

/** Measures a value with rows, whose depth is not known before its first semicolon. */
function measureRows(reader: Reader, value: Value[], from: number): void {
  reader.lengths.length = 0;
  for (let level: Value = value; Array.isArray(level); level = level[0] ?? 0) {
    reader.lengths.push(level.length);
  }
  const hasShape = (item: Value, depth: number): boolean => {
    if (!Array.isArray(item)) return depth === reader.lengths.length;
    const isAsLong = item.length === reader.lengths[depth];
    return isAsLong && item.every((inner) => hasShape(inner, depth + 1));
  };
  reader.raggedAt = hasShape(value, 0) ? null : (reader.rowAt ?? from);
}

function readList(reader: Reader, depth: number): Value[] | undefined {
  const open = reader.at;
  const closing = closingBracketFor(reader.text.charCodeAt(open));
  const { nesting } = reader.limits;
  if (depth >= nesting) {
    return fail(reader, 'too-deep', open, `brackets are nested more than ${nesting} deep`);
  }
  let items: Value[] = [];
  let rows: Value[] | null = null;
  let rowAt = open;
  reader.at += 1;
  for (;;) {
    const code = nextCode(reader);
    if (code === closing) break;
    if (items.length === 0) rowAt = reader.at;
    const leafAt = reader.at;
    if (isOpening(code)) {
      const inner = readList(reader, depth + 1);
      if (inner === undefined) return undefined;
      items.push(inner);
      if (reader.leafDepth === depth) reader.raggedAt ??= open;
    } else {
      const leaf = code === -1 || isClosing(code) ? undefined : readLeaf(reader);
      if (leaf === undefined) return reader.fault ? undefined : unexpected(reader, open, code);
      items.push(leaf);
      reader.leaves?.push([leafAt, reader.at]);
      if (reader.leafDepth === -1) reader.leafDepth = depth;
      else if (reader.leafDepth !== depth) reader.raggedAt ??= open;
    }
    const next = nextCode(reader);
    if (next === COMMA) reader.at += 1;
    else if (next === SEMICOLON) {
      if (depth + 1 >= nesting) {
        return fail(reader, 'too-deep', open, `brackets are nested more than ${nesting} deep`);
      }
      rows ??= [];
      endRow(reader, rows, items, rowAt);
      items = [];
      reader.at += 1;
    } else if (next !== closing) return unexpected(reader, open, next);
  }
  if (rows !== null && items.length > 0) endRow(reader, rows, items, rowAt);
  reader.at += 1;
  const list = rows ?? items;
  if (list.length === 0) reader.elements += 1;
  const expected = reader.lengths[depth];
  if (expected === undefined) reader.lengths[depth] = list.length;
  else if (expected !== list.length) reader.raggedAt ??= open;
  return list;
}

/** Ends a row at a semicolon; a row that is a single list, as in `{(1,2);(3,4)}`, is that list. */
function endRow(reader: Reader, rows: Value[], items: Value[], at: number): void {
  const [only] = items;
  const row = items.length === 1 && Array.isArray(only) ? only : items;
  const [first] = rows;
  if (Array.isArray(first) && first.length !== row.length) reader.rowAt ??= at;
  rows.push(row);
  reader.hasRows = true;
}

function unexpected(reader: Reader, open: number, code: number): undefined {
  const bracket = reader.text.charAt(open);
  if (code === -1) {
    return fail(reader, 'unreadable', open, `the bracket \`${bracket}\` is never closed`);
  }
  const found = reader.text.charAt(reader.at);
  if (isClosing(code)) {
    return fail(reader, 'unreadable', reader.at, `\`${bracket}\` is closed by \`${found}\``);
  }
  // Words after a list, as in a comprehension, make the whole an expression.
  const kind = /\p{L}/u.test(found) ? 'no-tensor' : 'unreadable';
  return fail(reader, kind, reader.at, `expected a comma before \`${found}\``);
}

function fail(
  reader: Reader,
  kind: TensorFault['kind'],
  offset: number,
  message: string,
): undefined {
  reader.fault ??= { kind, offset, message };
  return undefined;
}

/** Skips blanks and comments and returns the code of the next character; -1 at the end. */
function nextCode(reader: Reader): number {
  const { text, to } = reader;
  let { at } = reader;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === SPACE) {
      at += 1;
    } else if (code === NEWLINE) {
      at += 1;
      if (startsAssignment(text, at)) break;
    } else if (code === HASH) {
      const newline = text.indexOf('\n', at);
      at = newline === -1 ? to : newline;
    } else if (isBlank(code)) {
      at += 1;
    } else {
      reader.at = at;
      return code;
    }
  }
  reader.at = at;
  return -1;
}

function readLeaf(reader: Reader): Value | undefined {
  const { text, to, at: start, number, limits } = reader;
  reader.elements += 1;
  if (reader.elements > limits.elements) {
    return fail(reader, 'too-many', start, `the value has more than ${limits.elements} elements`);
  }
  if (scanNumber(text, start, to, number)) {
    reader.at = number.end;
    return number.value;
  }
  const code = text.charCodeAt(start);
  if (code === QUOTE || code === APOSTROPHE) {
    const end = quotedEnd(text, start, to);
    if (end !== undefined && endsElement(text, end, to)) {
      reader.at = end;
      return unquote(text.slice(start, end));
    }
  }
  return readWord(reader, start);
}

/** `inf`, `true`, or an expression such as `ln(0.85)`, which makes the tensor symbolic. */
function readWord(reader: Reader, start: number): Value | undefined {
  const { text } = reader;
  const end = trimEnd(text, start, expressionEnd(text, start, reader.to));
  const word = text.slice(start, end);
  if (word === '') return fail(reader, 'unreadable', start, 'expected a number');
  // An ellipsis and a call such as `eye(2)` are more than one element, so the whole is text.
  if (ELLIPSIS.test(word) || isMatrix(word))
    return fail(reader, 'no-tensor', start, 'expected a number');
  if (/^[0-9.eE+-]+\s+[+-]?[0-9.]/.test(word)) {
    return fail(reader, 'unreadable', start, 'expected a comma between two numbers');
  }
  const constant = parseConstant(word);
  // Lists with keys and comprehensions are expressions as a whole.
  if (constant === undefined && /:|\bfor\b/.test(word)) {
    return fail(reader, 'no-tensor', start, 'expected a number');
  }
  reader.at = end;
  if (constant !== undefined) return constant;
  reader.symbolic = true;
  return word;
}

function isMatrix(word: string): boolean {
  return word.endsWith(')') && knownShape(word) !== null;
}

/** `...`, `…`, LaTeX's dots, or a range such as `0..9`. */
const ELLIPSIS = /\.\.|…|⋯|⋮|\\[lcv]?dots(?![a-z])/;

/** An expression ends at a comma or closing bracket outside its own brackets, or with its line. */
function expressionEnd(text: string, start: number, to: number): number {
  let depth = 0;
  for (let at = start; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === HASH) return at;
    if (isOpening(code)) depth += 1;
    else if (depth === 0 && (code === COMMA || code === SEMICOLON || isClosing(code))) return at;
    else if (isClosing(code)) depth -= 1;
  }
  return to;
}
