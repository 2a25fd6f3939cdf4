/** Splits texts and queries into words. Pure. */

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const CAMEL_CASE_BREAK = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u;
const PLAIN = /^[a-z0-9]*$/;

/**
 * The normalized words of a text: lower case, without accents. A camel-case word such as
 * `HiddenState` yields itself and its parts.
 */
export function wordsIn(text: string): string[] {
  return (text.match(WORD) ?? []).flatMap(normalizeWord);
}

/** The normalized words of a query. A camel-case word yields only its parts. */
export function queryWordsIn(text: string): string[] {
  return (text.match(WORD) ?? [])
    .flatMap((word) => word.split(CAMEL_CASE_BREAK))
    .map(fold)
    .filter((it) => it !== '');
}

/** A token of a text: a word, or the characters between two words. */
export interface Token {
  readonly text: string;
  /** The normalized words that it matches; empty if it is not a word. */
  readonly forms: readonly string[];
}

/** Splits a text into tokens. */
export function tokenize(text: string): Token[] {
  const stretches: Token[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (index > at) stretches.push({ text: text.slice(at, index), forms: [] });
    stretches.push({ text: word, forms: normalizeWord(word) });
    at = index + word.length;
  }
  if (at < text.length) stretches.push({ text: text.slice(at), forms: [] });
  return stretches;
}

function normalizeWord(word: string): string[] {
  if (PLAIN.test(word)) return [word];
  const parts = word.split(CAMEL_CASE_BREAK);
  const forms = parts.length === 1 ? [word] : [word, ...parts];
  return forms.map(fold).filter((it) => it !== '');
}

function fold(word: string): string {
  const lower = word.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
