import { truncate, truncateCharacters } from '../../domain/lists.js';

/** The longest value in the text of a change, in characters. */
const MAX_VALUE_LENGTH = 40;
/** The longest text of a change, in characters. */
const MAX_TEXT_LENGTH = 500;

/** Formats a shape as `3×3×4`. A scalar has no dimensions, a symbolic or ragged value no shape. */
export function formatShape(shape: readonly (number | string)[] | null): string {
  if (shape === null) return 'no fixed shape';
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

/** Formats the distance between two numbers, without the noise of binary fractions. */
export function formatDistance(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** Formats a value briefly: numbers and strings as they are, lists as JSON, long values cut. */
export function formatValue(value: unknown): string {
  return shorten(toText(value));
}

/** Formats a transition as `1 → 2`. Long values with a common start begin where they differ. */
export function formatTransition(before: unknown, after: unknown): string {
  const [was, is] = [toText(before), toText(after)];
  const common = shorten(was) === shorten(is) ? commonLength(was, is) : 0;
  const from = Math.max(0, common - MAX_VALUE_LENGTH / 2);
  const excerpt = (text: string): string => `${from > 0 ? '…' : ''}${shorten(text.slice(from))}`;
  return `${excerpt(was)} → ${excerpt(is)}`;
}

/** Puts a text on one line and limits its length. */
export function toOneLine(text: string): string {
  return truncate(text.replace(/[\s\u0085]+/g, ' '), MAX_TEXT_LENGTH);
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\s\u0085]+/g, ' ');
}

function shorten(text: string): string {
  return truncateCharacters(text, MAX_VALUE_LENGTH);
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
