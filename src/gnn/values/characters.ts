/** The UTF-16 codes that matter to the grammar of values. */
export const NEWLINE = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const APOSTROPHE = 0x27;
export const PARENTHESIS = 0x28;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const SEMICOLON = 0x3b;
export const UPPER_E = 0x45;
export const BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const LOWER_E = 0x65;
export const BRACE = 0x7b;

const CLOSING_PARENTHESIS = 0x29;
const CLOSING_BRACKET = 0x5d;
const CLOSING_BRACE = 0x7d;

export function isOpening(code: number): boolean {
  return code === PARENTHESIS || code === BRACKET || code === BRACE;
}

export function isClosing(code: number): boolean {
  return code === CLOSING_PARENTHESIS || code === CLOSING_BRACKET || code === CLOSING_BRACE;
}

/** The bracket that closes an opening bracket. */
export function closingBracketFor(open: number): number {
  if (open === PARENTHESIS) return CLOSING_PARENTHESIS;
  return open === BRACKET ? CLOSING_BRACKET : CLOSING_BRACE;
}
