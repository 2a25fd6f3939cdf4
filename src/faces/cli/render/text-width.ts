import stringWidth from 'string-width';

const PLAIN = /^[ -~]*$/;

/** How many columns of a terminal a text takes. Most cells of a long table are plain, and need no look at each sign. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
