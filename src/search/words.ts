/** The words of texts and of queries. Pure. */

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u;
const PLAIN = /^[a-z0-9]*$/;

/**
 * The words of a text as they are compared: lower case, without accents. One that is written
 * together, such as `HiddenState`, stands for itself and for its parts.
 */
export function wordsIn(text: string): string[] {
  return (text.match(WORD) ?? []).flatMap(formsOf);
}

/** The words that a query asks for: the parts of one that is written together, and not the whole. */
export function queryWordsIn(text: string): string[] {
  return (text.match(WORD) ?? [])
    .flatMap((word) => word.split(HUMP))
    .map(fold)
    .filter((it) => it !== '');
}

/** A stretch of a text: one of its words, or what stands between them. */
export interface Stretch {
  readonly text: string;
  /** Empty for what is no word. */
  readonly forms: readonly string[];
}

/** A text in its stretches. */
export function stretchesOf(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (index > at) stretches.push({ text: text.slice(at, index), forms: [] });
    stretches.push({ text: word, forms: formsOf(word) });
    at = index + word.length;
  }
  if (at < text.length) stretches.push({ text: text.slice(at), forms: [] });
  return stretches;
}

function formsOf(word: string): string[] {
  if (PLAIN.test(word)) return [word];
  const parts = word.split(HUMP);
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
