import { DECIMAL } from '../../domain/decimal.js';
import type { Value } from '../../domain/model.js';
import { isBlank, skipBlanks } from '../lines.js';
import { nameAt } from '../../domain/names.js';
import {
  BACKSLASH,
  COMMA,
  HASH,
  LOWER_E,
  MINUS,
  NEWLINE,
  NINE,
  PLUS,
  POINT,
  SEMICOLON,
  UPPER_E,
  ZERO,
  isClosing,
  isOpening,
} from './characters.js';

/** A number and the offset after it. */
export interface ScannedNumber {
  value: number;
  end: number;
}

const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);
const EXPONENT = /[eE][+-]?[0-9]+/y;

/**
 * Scans the decimal number at an offset into `into`. Returns false if there is none, or if it does
 * not reach to the end of its element.
 *
 * A number of up to 15 digits is the quotient of two integers that a double represents exactly, so
 * the division rounds correctly; only longer numbers need the general conversion.
 */
export function scanNumber(text: string, from: number, to: number, into: ScannedNumber): boolean {
  let at = from;
  let code = text.charCodeAt(at);
  const negative = code === MINUS;
  if (negative || code === PLUS) code = text.charCodeAt(++at);
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  while (code >= ZERO && code <= NINE) {
    mantissa = mantissa * 10 + (code - ZERO);
    digits += 1;
    code = text.charCodeAt(++at);
  }
  if (code === POINT) {
    code = text.charCodeAt(++at);
    while (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      digits += 1;
      decimals += 1;
      code = text.charCodeAt(++at);
    }
  }
  if (digits === 0) return false;
  let simple = digits <= 15;
  if (code === UPPER_E || code === LOWER_E) {
    EXPONENT.lastIndex = at;
    const length = EXPONENT.exec(text)?.[0].length;
    if (length === undefined) return false;
    at += length;
    simple = false;
  }
  if (!endsElement(text, at, to)) return false;
  if (simple) {
    const value = decimals === 0 ? mantissa : mantissa / (POWERS_OF_TEN[decimals] ?? NaN);
    into.value = negative ? 0 - value : value;
  } else {
    const value = Number(text.slice(from, at));
    if (!Number.isFinite(value)) return false;
    into.value = value + 0;
  }
  into.end = at;
  return true;
}

/** Whether an element ends here, possibly after blanks. */
export function endsElement(text: string, at: number, to: number): boolean {
  let code = at < to ? text.charCodeAt(at) : NEWLINE;
  if (isBlank(code)) {
    const next = skipBlanks(text, at, to);
    code = next < to ? text.charCodeAt(next) : NEWLINE;
  }
  if (code === COMMA || code === NEWLINE || code === HASH) return true;
  return isClosing(code) || code === SEMICOLON;
}

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['inf', 'inf'],
  ['+inf', 'inf'],
  ['-inf', '-inf'],
  ['infinity', 'inf'],
  ['-infinity', '-inf'],
  ['∞', 'inf'],
  ['-∞', '-inf'],
  ['nan', 'nan'],
]);

/** Parses a number or a boolean; infinities and NaN, which JSON lacks, become strings. */
export function parseConstant(word: string): Value | undefined {
  if (DECIMAL.test(word)) {
    const number = Number(word);
    if (Number.isFinite(number)) return number + 0;
    return number < 0 ? '-inf' : 'inf';
  }
  return CONSTANTS.get(word.toLowerCase());
}

/** The offset after a quoted string, or undefined if it is not closed on its line. */
export function quotedEnd(text: string, from: number, to: number): number | undefined {
  const mark = text.charCodeAt(from);
  for (let at = from + 1; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) return undefined;
    if (code === BACKSLASH) at += 1;
    else if (code === mark) return at + 1;
  }
  return undefined;
}

/** Removes the quotes around a string, and the backslashes that escape quotes in it. */
export function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(["'\\])/g, '$1');
}

/** Whether a line starts with `NAME =` or `NAME[…] =`: a bracket still open there was never closed. */
export function startsAssignment(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code <= NINE || isOpening(code) || isClosing(code)) return false;
  const name = nameAt(text, at);
  if (name === undefined) return false;
  const end = at + name.length;
  return /^(?:[ \t]*[[(][0-9:, \t]*[\])])*[ \t]*=(?!=)/.test(text.slice(end, end + 64));
}
