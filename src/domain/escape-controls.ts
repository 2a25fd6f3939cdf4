// C0 and C1 controls, line and paragraph separators, what turns the direction of text, and halves of a
// character that UTF-8 cannot write.
export const HARMFUL = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of specs, paths and settings as it may be printed: what could steer a terminal or feign
 * another line stands as `\x1b`, `\n` or `\u{202e}`.
 */
export function escapeControls(text: string): string {
  return text.replace(HARMFUL, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`;
  });
}

/** Text of several lines, for a terminal: everything harmful but the line ends is escaped. */
export function escapeLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[^\n]+/g, escapeControls);
}
