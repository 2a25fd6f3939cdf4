import type { Limits } from '../../domain/limits.js';
import type { Value } from '../../domain/model.js';
import { isBlank, trimEnd } from '../lines.js';
import {
  APOSTROPHE,
  COMMA,
  HASH,
  NEWLINE,
  QUOTE,
  SPACE,
  closingOf,
  isClosing,
  isOpening,
} from './characters.js';
import type { ScannedNumber } from './scalars.js';
import {
  constantOf,
  endsElement,
  quotedEnd,
  scanNumber,
  startsAssignment,
  unquote,
} from './scalars.js';

/** Why brackets are no tensor: they may still be an expression where the fault is `no-tensor`. */
export interface TensorFault {
  readonly kind: 'no-tensor' | 'unreadable' | 'too-deep' | 'too-many';
  readonly offset: number;
  readonly message: string;
  /** How far the text was read: nothing before is worth another look. */
  readonly stoppedAt: number;
}

export interface Tensor {
  readonly value: Value[];
  /** Null where it is ragged. */
  readonly shape: number[] | null;
  readonly symbolic: boolean;
  readonly elements: number;
  readonly end: number;
  /** Where the first row starts whose length differs from the rows before it. */
  readonly raggedAt: number | null;
}

/** How large a tensor may be. */
export type TensorLimits = Pick<Limits, 'nesting' | 'elements'>;

/** The state of one pass over the characters of a tensor. */
interface Reader {
  readonly text: string;
  readonly to: number;
  readonly limits: TensorLimits;
  readonly number: ScannedNumber;
  /** The length of the lists at each depth, from the outermost. */
  readonly lengths: number[];
  at: number;
  /** The depth at which the elements are; -1 until the first one. */
  leafDepth: number;
  symbolic: boolean;
  elements: number;
  raggedAt: number | null;
  fault: Omit<TensorFault, 'stoppedAt'> | null;
}

/**
 * Reads nested lists in one pass over the characters, without cutting the text into lines or
 * tokens. The shape is found on the way: the lists at one depth must all have one length.
 */
export function readTensor(
  text: string,
  from: number,
  to: number,
  limits: TensorLimits,
): Tensor | TensorFault {
  const reader: Reader = {
    text,
    to,
    limits,
    number: { value: 0, end: 0 },
    lengths: [],
    at: from,
    leafDepth: -1,
    symbolic: false,
    elements: 0,
    raggedAt: null,
    fault: null,
  };
  const value = readList(reader, 0);
  if (value === undefined) {
    const fault = reader.fault ?? {
      kind: 'unreadable',
      offset: from,
      message: 'a list is expected',
    };
    return { ...fault, stoppedAt: reader.at };
  }
  return {
    value,
    shape: reader.raggedAt === null ? reader.lengths : null,
    symbolic: reader.symbolic,
    elements: reader.elements,
    end: reader.at,
    raggedAt: reader.raggedAt,
  };
}

function readList(reader: Reader, depth: number): Value[] | undefined {
  const open = reader.at;
  const closing = closingOf(reader.text.charCodeAt(open));
  const { nesting } = reader.limits;
  if (depth >= nesting) {
    return fail(reader, 'too-deep', open, `brackets are nested deeper than ${nesting}`);
  }
  const items: Value[] = [];
  reader.at += 1;
  for (;;) {
    const code = nextCode(reader);
    if (code === closing) break;
    if (isOpening(code)) {
      const inner = readList(reader, depth + 1);
      if (inner === undefined) return undefined;
      items.push(inner);
      if (reader.leafDepth === depth) reader.raggedAt ??= open;
    } else {
      const leaf = code === -1 || isClosing(code) ? undefined : readLeaf(reader);
      if (leaf === undefined) return reader.fault ? undefined : unexpected(reader, open, code);
      items.push(leaf);
      if (reader.leafDepth === -1) reader.leafDepth = depth;
      else if (reader.leafDepth !== depth) reader.raggedAt ??= open;
    }
    const next = nextCode(reader);
    if (next === COMMA) reader.at += 1;
    else if (next !== closing) return unexpected(reader, open, next);
  }
  reader.at += 1;
  if (items.length === 0) reader.elements += 1;
  const known = reader.lengths[depth];
  if (known === undefined) reader.lengths[depth] = items.length;
  else if (known !== items.length) reader.raggedAt ??= open;
  return items;
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
  // Words behind a list, as in a comprehension, make an expression of the whole.
  const kind = /\p{L}/u.test(found) ? 'no-tensor' : 'unreadable';
  return fail(reader, kind, reader.at, `a comma is expected before \`${found}\``);
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

/** Moves on to the next character that counts and returns its code; -1 at the end. */
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
  if (word === '') return fail(reader, 'unreadable', start, 'a number is expected');
  if (/^[0-9.eE+-]+\s+[+-]?[0-9.]/.test(word)) {
    return fail(reader, 'unreadable', start, 'a comma is expected between two numbers');
  }
  const constant = constantOf(word);
  // Keyed and computed lists are expressions as a whole.
  if (constant === undefined && /:|\bfor\b/.test(word)) {
    return fail(reader, 'no-tensor', start, 'a number is expected');
  }
  reader.at = end;
  if (constant !== undefined) return constant;
  reader.symbolic = true;
  return word;
}

/** An expression ends at a comma or a closing bracket that is not its own, or with its line. */
function expressionEnd(text: string, start: number, to: number): number {
  let depth = 0;
  for (let at = start; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === HASH) return at;
    if (isOpening(code)) depth += 1;
    else if (depth === 0 && (code === COMMA || isClosing(code))) return at;
    else if (isClosing(code)) depth -= 1;
  }
  return to;
}
