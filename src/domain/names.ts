/** What follows `_`, `^` or a LaTeX command in braces; bounded, so that no text is read for long. */
const BRACES = String.raw`\{[^{}\n=#]{0,64}(?:\{[^{}\n=#]{0,64}\}[^{}\n=#]{0,64}){0,4}\}`;
const COMMAND = String.raw`\\\p{L}+(?:${BRACES}){0,4}`;

/**
 * A variable name: Unicode letters, digits, `_`, `'` and `^`, LaTeX such as `\mu` and `s_{t+1}`,
 * optionally followed by a time offset such as `+1` (notation, sections 2 and 7).
 */
const NAME = new RegExp(
  String.raw`(?:[\p{L}_]|${COMMAND})(?:[\p{L}\p{M}\p{N}_'^]|(?<=[_^])${BRACES}|${COMMAND})*(?:[+-][0-9]+(?![\p{L}\p{M}\p{N}_'^]))?`,
  'uy',
);

/** A name without LaTeX, which is much faster to find. */
const PLAIN = /[\p{L}_][\p{L}\p{M}\p{N}_'^]*(?:[+-][0-9]+(?![\p{L}\p{M}\p{N}_'^]))?/uy;

/** The name at an offset, or undefined. */
export function nameAt(text: string, offset: number): string | undefined {
  PLAIN.lastIndex = offset;
  const plain = PLAIN.exec(text)?.[0];
  const after = text.charCodeAt(offset + (plain?.length ?? 0));
  if (after !== BACKSLASH && (after !== BRACE || plain === undefined)) return plain;
  NAME.lastIndex = offset;
  return NAME.exec(text)?.[0];
}

const BACKSLASH = 0x5c;
const BRACE = 0x7b;

/** Whether a text is a single name and nothing else. */
export function isName(text: string): boolean {
  return nameAt(text, 0)?.length === text.length;
}

/** The key by which names are compared: their Unicode NFC, with the Greek letter for the micro sign. */
export function nameKey(name: string): string {
  // Other Latin-1 names are always in normal form.
  if (!/[^\0-\u00b4\u00b6-\u00ff]/.test(name)) return name;
  return name.normalize('NFC').replaceAll('\u00b5', '\u03bc');
}

/** The keys of the variable that a reference may mean: `s_t+1` is a name, or `s_t` with an offset. */
export function referenceKeys(reference: string): readonly [string, ...string[]] {
  const bracket = reference.indexOf('[');
  const name = nameKey(bracket === -1 ? reference : reference.slice(0, bracket));
  const plain = name.replace(/[+-][0-9]+$/, '');
  return plain === name ? [name] : [name, plain];
}

/** All names in a text such as an equation or a dimension. */
export function namesIn(text: string): string[] {
  const plain = text.match(/[\p{L}_][\p{L}\p{M}\p{N}_'^]*/gu) ?? [];
  return /[\\{]/.test(text) ? [...plain, ...latexNamesIn(text)] : plain;
}

/** The names in a text that have braces or a backslash, which also count as the names within. */
function latexNamesIn(text: string): string[] {
  const found = text.match(new RegExp(NAME.source, 'gu')) ?? [];
  return found.filter((name) => /[\\{]/.test(name));
}
