/** Splits texts and queries into words. Pure. */

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const CAMEL_CASE_BREAK = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u;
const PLAIN = /^[a-z0-9]*$/;
const ASCII = /^[A-Za-z0-9]*$/;
/** Scripts that are written without blanks, or with endings that stick to a word, as in Korean. */
const UNSPACED = /(?:[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}]\p{M}*)+/gu;
/** With its marks, and a syllable of Hangul as one, however it is written. */
const CHARACTER =
  /[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?\p{M}*|\P{M}[\p{M}\uff9e\uff9f]*/gu;

/**
 * The normalized words of a text: lower case, without accents. A camel-case word such as
 * `HiddenState` yields itself and its parts; text without blanks, each of its characters and each pair.
 */
export function wordsIn(text: string): string[] {
  return (text.match(WORD) ?? []).flatMap((word) =>
    PLAIN.test(word) ? word : splitScripts(word).flatMap(formsOf),
  );
}

/**
 * The normalized words of a query. A camel-case word yields only its parts, and text without blanks its
 * pairs of characters.
 */
export function queryWordsIn(text: string): string[] {
  return (text.match(WORD) ?? []).flatMap(splitScripts).flatMap(({ text, isUnspaced }) => {
    if (!isUnspaced) return text.split(CAMEL_CASE_BREAK).map(fold).filter(isFilled);
    const characters = charactersOf(text);
    return characters.length === 1 ? characters : pairsOf(characters);
  });
}

/** The parts of a text without blanks whose pairs may all occur where the whole does not. */
export function longRunsIn(text: string): string[] {
  // Some punctuation belongs to these scripts as well, but to no word.
  return (text.match(WORD) ?? [])
    .flatMap(splitScripts)
    .filter((it) => it.isUnspaced && charactersOf(it.text).length > 2)
    .map((it) => it.text);
}

/** A token of a text: a word, a character of text without blanks, or what is between two words. */
export interface Token {
  readonly text: string;
  /** The normalized words that it matches; empty if it is not a word. */
  readonly forms: readonly string[];
  /** It continues the token before it, without a blank. */
  readonly continues?: boolean;
}

/** Splits a text into tokens. */
export function tokenize(text: string): Token[] {
  const stretches: Token[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (index > at) stretches.push({ text: text.slice(at, index), forms: [] });
    at = index + word.length;
    if (PLAIN.test(word)) {
      stretches.push({ text: word, forms: [word] });
      continue;
    }
    for (const part of splitScripts(word)) {
      if (part.isUnspaced) stretches.push(...tokenizeUnspaced(part.text));
      else stretches.push({ text: part.text, forms: formsOf(part) });
    }
  }
  if (at < text.length) stretches.push({ text: text.slice(at), forms: [] });
  return stretches;
}

/** Each character matches itself, and the pairs that it is in. */
function tokenizeUnspaced(text: string): Token[] {
  const written = text.match(CHARACTER) ?? [];
  const folded = written.map(foldUnspaced);
  return written.map((text, at) => {
    const [before = '', own = '', after = ''] = [folded[at - 1], folded[at], folded[at + 1]];
    const pairs = [
      ...(before === '' ? [] : [before + own]),
      ...(after === '' ? [] : [own + after]),
    ];
    return { text, forms: [own, ...pairs], continues: at > 0 };
  });
}

/** A part of a word, in scripts of one kind. */
interface Part {
  readonly text: string;
  readonly isUnspaced: boolean;
}

function splitScripts(word: string): Part[] {
  if (ASCII.test(word)) return [{ text: word, isUnspaced: false }];
  const parts: Part[] = [];
  let at = 0;
  for (const { 0: text, index } of word.matchAll(UNSPACED)) {
    if (index > at) parts.push({ text: word.slice(at, index), isUnspaced: false });
    parts.push({ text, isUnspaced: true });
    at = index + text.length;
  }
  if (at < word.length) parts.push({ text: word.slice(at), isUnspaced: false });
  return parts;
}

/** Of text without blanks, each character and the pair that it begins, in their order. */
function formsOf({ text, isUnspaced }: Part): string[] {
  if (isUnspaced) {
    const characters = charactersOf(text);
    return pairsOf([...characters, '']).flatMap((pair, at) => [
      characters[at] ?? '',
      ...(at === characters.length - 1 ? [] : [pair]),
    ]);
  }
  const parts = text.split(CAMEL_CASE_BREAK);
  const forms = parts.length === 1 ? [text] : [text, ...parts];
  return forms.map(fold).filter(isFilled);
}

function charactersOf(text: string): string[] {
  return (text.match(CHARACTER) ?? []).map(foldUnspaced).filter(isFilled);
}

function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(1).map((it, at) => `${characters[at]}${it}`);
}

function isFilled(word: string): boolean {
  return word !== '';
}

/** Folds widths and ways of writing a character, but not its voicing marks, which tell words apart. */
function foldUnspaced(character: string): string {
  return character.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
}

function fold(word: string): string {
  const lower = word.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
