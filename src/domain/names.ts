/**
 * A variable's name: Unicode letters, digits, `_`, `'` and `^`, and a time offset such as `+1`
 * at its end (notation, section 2).
 */
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_'^]*(?:[+-][0-9]+(?![\p{L}\p{M}\p{N}_'^]))?/uy;

/** The name that starts at an offset, or undefined. */
export function nameAt(text: string, offset: number): string | undefined {
  NAME.lastIndex = offset;
  return NAME.exec(text)?.[0];
}

/** Whether a text is one name and nothing else. */
export function isName(text: string): boolean {
  return nameAt(text, 0)?.length === text.length;
}

/** Names are told apart after Unicode NFC. */
export function nameKey(name: string): string {
  // Only names with characters beyond Latin-1 can differ from their normal form.
  return /[^\0-\u00ff]/.test(name) ? name.normalize('NFC') : name;
}

/** The variable that a reference such as `s[t-1]` or `s_t+1` is about, in both readings. */
export function referenceKeys(reference: string): readonly string[] {
  const bracket = reference.indexOf('[');
  const name = nameKey(bracket === -1 ? reference : reference.slice(0, bracket));
  const plain = name.replace(/[+-][0-9]+$/, '');
  return plain === name ? [name] : [name, plain];
}

/** All names in a piece of text, such as an equation or a dimension. */
export function namesIn(text: string): string[] {
  return text.match(/[\p{L}_][\p{L}\p{M}\p{N}_'^]*/gu) ?? [];
}
