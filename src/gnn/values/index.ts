import { DEFAULT_LIMITS } from '../../domain/limits.js';
import type { Value } from '../../domain/model.js';
import { commentStart, commentText, indexWithin, skipBlanks, trimEnd } from '../lines.js';
import {
  APOSTROPHE,
  BRACE,
  HASH,
  NEWLINE,
  QUOTE,
  SEMICOLON,
  isClosing,
  isOpening,
} from './characters.js';
import { knownShape } from './known-shape.js';
import { parseConstant, quotedEnd, startsAssignment, unquote } from './scalars.js';
import type { Tensor, TensorFault, TensorLimits } from './tensor.js';
import { readTensor } from './tensor.js';

/** A parsed value. */
export interface ParsedValue {
  /** Nested lists for a tensor; the source text for a symbolic value. */
  readonly value: Value;
  /** [] for a scalar; null for ragged tensors, and for expressions of unknown shape. */
  readonly shape: number[] | null;
  /** The value or one of its elements is an expression, not a number, boolean or string. */
  readonly symbolic: boolean;
  /** Number of elements. */
  readonly elements: number;
  /** The offset after the last character. */
  readonly end: number;
  /** The offset of the first row whose length differs from that of the rows before it. */
  readonly raggedAt: number | null;
  /** The comment after the value, on its last line. */
  readonly comment: string | null;
}

/** Why a value cannot be read, and where; the value extends to `end`. */
export interface ValueFault {
  readonly kind: 'unreadable' | 'too-deep' | 'too-many';
  readonly offset: number;
  readonly message: string;
  readonly end: number;
}

/** How unquoted text is read: as a symbolic expression, or as a string. */
export type BareText = 'symbolic' | 'text';

/**
 * Reads the value at an offset: a scalar up to the end of its line, or brackets of any kind up to
 * the line on which they balance (notation, section 4).
 *
 * @param text - the file
 * @param from - offset of the value's first character
 * @param to - offset of the end of the section
 * @param bare - how unquoted text is read
 * @param limits - the largest tensor that is read
 */
export function readValue(
  text: string,
  from: number,
  to: number,
  bare: BareText,
  limits: TensorLimits = DEFAULT_LIMITS,
): ParsedValue | ValueFault {
  const code = text.charCodeAt(from);
  if (isOpening(code)) {
    const tensor = readTensor(text, from, to, limits);
    if ('kind' in tensor) return expressionOrFault(text, from, to, tensor, bare);
    const rest = readRestOfLine(text, tensor.end, to);
    if (rest.empty) {
      return {
        ...tensor,
        ...(code === BRACE && unwrapBraces(tensor, text, from)),
        comment: rest.comment,
      };
    }
  } else if (code === QUOTE || code === APOSTROPHE) {
    const end = quotedEnd(text, from, to);
    const rest = end === undefined ? undefined : readRestOfLine(text, end, to);
    if (end !== undefined && rest?.empty === true) {
      return scalar(unquote(text.slice(from, end)), end, rest.comment);
    }
  }
  return readExpression(text, from, to, bare);
}

export function isValueFault(result: ParsedValue | ValueFault): result is ValueFault {
  return 'kind' in result;
}

/** What a tensor in braces means, if its outermost list has one item. */
function unwrapBraces(
  { shape, value }: Tensor,
  text: string,
  from: number,
): Pick<Tensor, 'value' | 'shape'> {
  if (shape?.[0] !== 1) return { value, shape };
  const start = /^[(\s]*/.exec(text.slice(from + 1, from + 65))?.[0] ?? '';
  return unwrap(value, shape, start.replaceAll(/\s/g, '').length);
}

/**
 * `{(…)}` around a single vector means that vector. Further parentheses around a single list mean
 * nothing, so `{((…))}` is a matrix of one row.
 */
function unwrap(
  value: Value[],
  shape: number[],
  parentheses: number,
): { value: Value[]; shape: number[] } {
  const [inner] = value;
  const [first, second] = shape;
  const rest = shape.slice(1);
  if (first !== 1 || !Array.isArray(inner)) return { value, shape };
  if (rest.length === 1) return { value: inner, shape: rest };
  if (second !== 1 || rest.length < 2 || parentheses < 1) return { value, shape };
  return rest.length === 2 ? { value: inner, shape: rest } : unwrap(inner, rest, parentheses - 1);
}

function scalar(value: Value, end: number, comment: string | null): ParsedValue {
  return { value, shape: [], symbolic: false, elements: 1, end, raggedAt: null, comment };
}

/** Reads brackets that contain words or keys as an expression; all other faults are reported. */
function expressionOrFault(
  text: string,
  from: number,
  to: number,
  fault: TensorFault,
  bare: BareText,
): ParsedValue | ValueFault {
  const expression = readExpression(text, from, to, bare);
  if (fault.kind === 'no-tensor') return expression;
  const { kind, offset, message, stoppedAt } = fault;
  return { kind, offset, message, end: Math.max(expression.end, stoppedAt - 1) };
}

/** Reads a value that is not a tensor, up to the line on which its brackets balance. */
function readExpression(
  text: string,
  from: number,
  to: number,
  bare: BareText,
): ParsedValue | ValueFault {
  const parts: string[] = [];
  let depth = 0;
  let at = from;
  for (;;) {
    const lineTo = lineEndAt(text, at, to);
    const cut = commentStart(text, at, lineTo);
    const end = trimEnd(text, at, cut);
    depth += bracketBalance(text, at, end);
    if (end > at) parts.push(text.slice(at, end));
    if (depth <= 0 || lineTo >= to || startsAssignment(text, lineTo + 1)) {
      if (depth !== 0) {
        const message =
          depth > 0 ? 'a bracket is never closed' : 'a closing bracket has no opening bracket';
        return { kind: 'unreadable', offset: from, message, end: lineTo };
      }
      const comment = cut < lineTo ? commentText(text.slice(cut, lineTo)) : null;
      return toExpression(parts.join(' '), end, comment, bare);
    }
    at = skipBlanks(text, lineTo + 1, to);
  }
}

function toExpression(
  word: string,
  end: number,
  comment: string | null,
  bare: BareText,
): ParsedValue {
  // A semicolon at the end of a statement, as in MATLAB, means nothing.
  const plain = word.endsWith(';') ? word.slice(0, -1).trimEnd() : word;
  const constant = parseConstant(plain);
  if (constant !== undefined) return scalar(constant, end, comment);
  if (bare === 'text') return scalar(word, end, comment);
  return { ...scalar(plain, end, comment), shape: knownShape(plain), symbolic: true };
}

interface RestOfLine {
  readonly empty: boolean;
  readonly comment: string | null;
}

/** Reads what follows a value on its last line. */
function readRestOfLine(text: string, from: number, to: number): RestOfLine {
  let at = skipBlanks(text, from, to);
  let code = at < to ? text.charCodeAt(at) : NEWLINE;
  // A semicolon at the end of a statement, as in MATLAB, means nothing.
  if (code === SEMICOLON) {
    at = skipBlanks(text, at + 1, to);
    code = at < to ? text.charCodeAt(at) : NEWLINE;
  }
  if (code === NEWLINE) return { empty: true, comment: null };
  if (code !== HASH) return { empty: false, comment: null };
  return { empty: true, comment: commentText(text.slice(at, lineEndAt(text, at, to))) };
}

function lineEndAt(text: string, from: number, to: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 || newline > to ? to : newline;
}

/** Counts opening minus closing brackets, outside double quotes. */
function bracketBalance(text: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const close = indexWithin(text, '"', at + 1, to);
      if (close !== -1) at = close;
    } else if (isOpening(code)) {
      depth += 1;
    } else if (isClosing(code)) {
      depth -= 1;
    }
  }
  return depth;
}
