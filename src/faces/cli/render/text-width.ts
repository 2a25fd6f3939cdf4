import stringWidth from 'string-width';

/** ASCII, Latin letters without the soft hyphen, and our own signs: each takes one column. */
const PLAIN = /^[ -~\u{a1}-\u{ac}\u{ae}-\u{2ff}…✓✗↑↓]*$/u;

/**
 * How many columns of a terminal a text takes. Most texts are plain, and need no look at each sign: the first
 * such look takes 30 ms.
 */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
