import { DEFAULT_LIMITS } from '../../domain/limits.js';
import type { Value } from '../../domain/model.js';
import { commentStart, commentText, indexWithin, skipBlanks, trimEnd } from '../lines.js';
import { APOSTROPHE, BRACE, HASH, NEWLINE, QUOTE, isClosing, isOpening } from './characters.js';
import { constantOf, quotedEnd, startsAssignment, unquote } from './scalars.js';
import type { Tensor, TensorFault, TensorLimits } from './tensor.js';
import { readTensor } from './tensor.js';

/** A value as it was read. */
export interface ParsedValue {
  /** Nested lists for a tensor; the text itself for a symbolic value. */
  readonly value: Value;
  /** [] for a scalar; null where there is none: expressions, ragged tensors. */
  readonly shape: number[] | null;
  /** The value, or an element of it, is an expression and no number, truth value or text. */
  readonly symbolic: boolean;
  /** How many elements it has. */
  readonly elements: number;
  /** The offset behind its last character. */
  readonly end: number;
  /** Where the first row starts whose length differs from the rows before it. */
  readonly raggedAt: number | null;
  /** The comment behind the value, on its last line. */
  readonly comment: string | null;
}

/** A value that cannot be read, and where; its lines go up to `end`. */
export interface ValueFault {
  readonly kind: 'unreadable' | 'too-deep' | 'too-many';
  readonly offset: number;
  readonly message: string;
  readonly end: number;
}

/** How unquoted words are taken: as an expression, or as a text of their own. */
export type BareText = 'symbolic' | 'text';

/**
 * Reads the value that starts at an offset: a scalar to the end of its line, or brackets of any
 * kind over as many lines as they take to balance (notation, section 4).
 *
 * @param text - the file
 * @param from - offset of the value's first character
 * @param to - offset of the end of the section
 * @param bare - what unquoted words are
 * @param limits - how large the value may be
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
    const rest = restOfLine(text, tensor.end, to);
    if (rest.empty) return tensorValue(tensor, code === BRACE, rest.comment);
  } else if (code === QUOTE || code === APOSTROPHE) {
    const end = quotedEnd(text, from, to);
    const rest = end === undefined ? undefined : restOfLine(text, end, to);
    if (end !== undefined && rest?.empty === true) {
      return scalar(unquote(text.slice(from, end)), end, rest.comment);
    }
  }
  return readExpression(text, from, to, bare);
}

export function isValueFault(result: ParsedValue | ValueFault): result is ValueFault {
  return 'kind' in result;
}

function tensorValue(tensor: Tensor, inBraces: boolean, comment: string | null): ParsedValue {
  const { shape } = tensor;
  const only = tensor.value[0];
  // `{(…)}` around one vector is that vector.
  if (inBraces && shape?.length === 2 && shape[0] === 1 && Array.isArray(only)) {
    return { ...tensor, value: only, shape: shape.slice(1), comment };
  }
  return { ...tensor, comment };
}

function scalar(value: Value, end: number, comment: string | null): ParsedValue {
  return { value, shape: [], symbolic: false, elements: 1, end, raggedAt: null, comment };
}

/** Brackets that hold words or keys are an expression; other faults are the writer's. */
function expressionOrFault(
  text: string,
  from: number,
  to: number,
  fault: TensorFault,
  bare: BareText,
): ParsedValue | ValueFault {
  const read = readExpression(text, from, to, bare);
  if (fault.kind === 'no-tensor') return read;
  const { kind, offset, message, stoppedAt } = fault;
  return { kind, offset, message, end: Math.max(read.end, stoppedAt - 1) };
}

/** A value that is no tensor, over as many lines as its brackets take. */
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
    depth += balance(text, at, end);
    if (end > at) parts.push(text.slice(at, end));
    if (depth <= 0 || lineTo >= to || startsAssignment(text, lineTo + 1)) {
      if (depth !== 0) {
        const message = depth > 0 ? 'a bracket is never closed' : 'a bracket is closed twice';
        return { kind: 'unreadable', offset: from, message, end: lineTo };
      }
      const comment = cut < lineTo ? commentText(text.slice(cut, lineTo)) : null;
      return expression(parts.join(' '), end, comment, bare);
    }
    at = skipBlanks(text, lineTo + 1, to);
  }
}

function expression(
  word: string,
  end: number,
  comment: string | null,
  bare: BareText,
): ParsedValue {
  const constant = constantOf(word);
  if (constant !== undefined) return scalar(constant, end, comment);
  if (bare === 'text') return scalar(word, end, comment);
  return { ...scalar(word, end, comment), shape: null, symbolic: true };
}

interface Rest {
  readonly empty: boolean;
  readonly comment: string | null;
}

/** What stands behind a value on its last line. */
function restOfLine(text: string, from: number, to: number): Rest {
  const at = skipBlanks(text, from, to);
  const code = at < to ? text.charCodeAt(at) : NEWLINE;
  if (code === NEWLINE) return { empty: true, comment: null };
  if (code !== HASH) return { empty: false, comment: null };
  return { empty: true, comment: commentText(text.slice(at, lineEndAt(text, at, to))) };
}

function lineEndAt(text: string, from: number, to: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 || newline > to ? to : newline;
}

/** Opened minus closed brackets, outside double quotes. */
function balance(text: string, from: number, to: number): number {
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
