/** Texts of a picture: what may be in them, how wide they are, and how they are cut. */
import { escapeControls } from '../domain/escape-controls.js';

/**
 * The widths of the printable ASCII characters, in hundredths of the font's size. They are those of
 * DejaVu Sans, which is wider than the other sans-serif fonts in use: a label that fits in it fits in them.
 */
const ASCII_WIDTHS = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
  60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
  63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];
const FIRST_ASCII = 32;
/** Bold letters are wider, in every font about as much. */
const BOLD = 1.15;
/** What other characters take at most, in ems. */
const WIDE = 1.1;
const PICTOGRAPH = 1.5;

/** Characters that are never wider than the table and {@link WIDE} say, whatever the font. */
const MEASURED =
  /^[\u0020-\u02af\u0370-\u03ff\u0400-\u04ff\u2010-\u2027\u2032\u2190-\u2193\u2212\u221e\u3000-\u30ff\u4e00-\u9fff]*$/;

/** More marks than this on one letter would reach into other lines. */
const MARKS = /(\p{M}{2})\p{M}+/gu;
/** What XML has no way to write, besides controls. */
const NOT_XML = /[\ufffe\uffff]|\p{Noncharacter_Code_Point}/gu;

/** Text of a spec as a picture may show it: on one line, without controls. */
export function toPlainText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return escapeControls(line)
    .replace(NOT_XML, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(MARKS, '$1');
}

/** The width of a text in pixels, at most. @param size - of the font, in pixels */
export function measureText(text: string, size: number, isBold = false): number {
  let width = 0;
  for (const character of text) width += measureCharacter(character);
  return width * size * (isBold ? BOLD : 1);
}

function measureCharacter(character: string): number {
  const ascii = ASCII_WIDTHS[(character.codePointAt(0) ?? 0) - FIRST_ASCII];
  if (ascii !== undefined) return ascii / 100;
  if (/\p{M}/u.test(character)) return 0;
  return /[\p{So}\p{Extended_Pictographic}]/u.test(character) ? PICTOGRAPH : WIDE;
}

/** Whether every font draws a text within its measure; others are told how long it has to be. */
export function isMeasured(text: string): boolean {
  return MEASURED.test(text);
}

/** Cuts a text to a width, at a whole character. */
export function fitText(text: string, width: number, size: number, isBold = false): string {
  // No character is so narrow that more of them would fit.
  const most = Math.ceil(width / (size * 0.2)) + 1;
  const start = text.length > 2 * most ? text.slice(0, 2 * most) : text;
  if (start === text && measureText(text, size, isBold) <= width) return text;
  const characters = Array.from(start);
  let left = width - measureText('…', size, isBold);
  let end = 0;
  for (const character of characters) {
    left -= measureText(character, size, isBold);
    if (left < 0) break;
    end += 1;
  }
  return `${characters.slice(0, end).join('')}…`;
}

/** Breaks a text into lines between words, also between those of a camel-case term. */
export function wrapText(text: string, width: number, size: number, most: number): string[] {
  const words = text.match(/\s*(?:\p{Lu}+(?!\p{Ll})|\p{L}[\p{Ll}\p{M}]*|[^\s\p{L}])\p{N}*/gu) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && measureText(line + word, size) > width) {
      lines.push(line);
      line = word.trimStart();
    } else {
      line += line === '' ? word.trimStart() : word;
    }
    if (lines.length > most) break;
  }
  if (line !== '') lines.push(line);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown.push(`${shown.pop() ?? ''}…`);
  return shown.map((it) => fitText(it, width, size));
}
