/**
 * Fits the columns of a table to a terminal. Text wraps between words, and nothing is ever cut. Words are
 * only broken in the last column, which has the prose, and where one takes more than half of the terminal.
 * Pure.
 */
import { widthOf } from './text-width.js';

/** What stands between two columns. */
export const GAP = '  ';

/**
 * Returns the widths of the columns. The last one becomes narrower first, then the widest ones.
 *
 * @param widths - the width of the longest cell of each column
 * @param measureWords - returns the width of the longest word of each column, below which it does not go
 * @param maxWidth - the width of the terminal; undefined if the text goes elsewhere
 * @param canDrop - whether the last columns may be left out, if they do not fit otherwise
 * @returns fewer widths than columns if some are left out; more than `maxWidth` if nothing else helps
 */
export function fitColumns(
  widths: readonly number[],
  measureWords: () => readonly number[],
  maxWidth: number | undefined,
  canDrop: boolean,
): readonly number[] {
  if (maxWidth === undefined || sum(widths) + getGaps(widths.length) <= maxWidth) return widths;
  const words = limitWords(measureWords(), maxWidth);
  const count = canDrop ? countFitting(words, maxWidth) : words.length;
  return narrow(widths.slice(0, count), words, maxWidth - getGaps(count));
}

/** How narrow the last column may become, even if words have to be broken. */
const NARROWEST_PROSE = 12;

/** How narrow the last column becomes before any other does. */
export const EASY_PROSE = 30;

function limitWords(words: readonly number[], maxWidth: number): number[] {
  const last = words.length - 1;
  return words.map((width, c) =>
    Math.min(width, c === last && c > 0 ? NARROWEST_PROSE : Math.floor(maxWidth / 2)),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function getGaps(count: number): number {
  return GAP.length * Math.max(0, count - 1);
}

/** How many columns fit at their narrowest; at least one. */
function countFitting(words: readonly number[], maxWidth: number): number {
  const tooMany = words.findIndex((_, c) => sum(words.slice(0, c + 1)) + getGaps(c + 1) > maxWidth);
  return tooMany < 0 ? words.length : Math.max(1, tooMany);
}

/** Takes the excess off the prose first, then off the widest columns. */
function narrow(widths: readonly number[], words: readonly number[], room: number): number[] {
  const fitted = [...widths];
  const last = fitted.pop() ?? 0;
  const easy = Math.max(Math.min(last, EASY_PROSE), words[fitted.length] ?? 0);
  fitted.push(Math.max(easy, last - Math.max(0, sum(widths) - room)));
  for (;;) {
    const excess = sum(fitted) - room;
    const open = fitted.filter((width, c) => width > (words[c] ?? 0));
    const widest = Math.max(0, ...open);
    if (excess <= 0 || widest === 0) return fitted;
    const c = fitted.findIndex((width, at) => width === widest && width > (words[at] ?? 0));
    const isAlone = open.filter((width) => width === widest).length === 1;
    const next = Math.max(0, ...open.filter((width) => width < widest));
    fitted[c] = Math.max(words[c] ?? 0, isAlone ? next : widest - 1, widest - excess);
  }
}

/** Breaks a text into lines of a width: between words, and within those that are wider. */
export function wrapWords(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((it) => breakWord(it, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Breaks a word into parts of a width. */
function breakWord(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  // Slow to create, and few words are broken.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const parts: string[] = [];
  let part = '';
  for (const { segment } of graphemes.segment(word)) {
    if (part !== '' && widthOf(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

/** The width of the longest word of a text. */
export function measureLongestWord(text: string): number {
  return Math.max(...text.split(' ').map((word) => widthOf(word)));
}
