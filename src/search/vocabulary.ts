/** Expands a word of a query to the words of an index that it matches. Pure. */
import { distance } from 'fastest-levenshtein';
import { memoizeLast } from '../domain/memoize.js';

/** A matching word, and its weight. */
export interface WordMatch {
  /** Its index in the vocabulary. */
  readonly word: number;
  /** 1 for an exact match, less for others. */
  readonly weight: number;
}

/** The words of an index. */
export interface Vocabulary {
  /** The index of a word; undefined if it is not in the vocabulary. */
  readonly indexOf: (word: string) => number | undefined;
  /** Matches a word exactly, as a prefix, or with typing errors. */
  readonly match: (wanted: string) => readonly WordMatch[];
}

const NUMBER = /^\d+$/;
/** Shorter words must match exactly, because they would match too much as a prefix or with errors. */
const MIN_PREFIX_LENGTH = 2;
const MIN_FUZZY_LENGTH = 4;
/** Two swapped letters count as two errors. */
const MIN_DOUBLE_FUZZY_LENGTH = 6;
const PREFIX_WEIGHT = 0.375;
const FUZZY_WEIGHT = 0.45;
/** How fast the weight of a prefix match falls with each extra letter, compared with an error. */
const PREFIX_DECAY = 0.3;

/** How many words of queries are remembered with their matches: most are asked for again. */
const MOST_REMEMBERED = 256;

/** Creates a vocabulary; `words` must be sorted by code units. */
export function createVocabulary(words: readonly string[]): Vocabulary {
  let letters: Uint32Array | undefined;
  const match = memoizeLast(MOST_REMEMBERED, (wanted: string): readonly WordMatch[] => {
    const longer = findByPrefix(wanted, words);
    const maxErrors = allowedErrors(wanted);
    if (maxErrors === 0) return longer;
    letters ??= Uint32Array.from(words, letterBits);
    return [...longer, ...findMisspelt(wanted, maxErrors, words, letters)];
  });
  return {
    indexOf: (word) => {
      const at = lowerBound(words, word);
      return words[at] === word ? at : undefined;
    },
    match,
  };
}

/** How many letters of a word may be wrong. A different number is not a typing error. */
function allowedErrors(word: string): number {
  if (word.length < MIN_FUZZY_LENGTH || NUMBER.test(word)) return 0;
  return word.length < MIN_DOUBLE_FUZZY_LENGTH ? 1 : 2;
}

/** Finds a word and the words that start with it. */
function findByPrefix(wanted: string, words: readonly string[]): WordMatch[] {
  const reached: WordMatch[] = [];
  for (let at = lowerBound(words, wanted); words[at]?.startsWith(wanted) === true; at += 1) {
    const { length } = words[at] ?? '';
    const more = length - wanted.length;
    if (more > 0 && wanted.length < MIN_PREFIX_LENGTH) break;
    const weight = more === 0 ? 1 : (PREFIX_WEIGHT * length) / (length + PREFIX_DECAY * more);
    reached.push({ word: at, weight });
  }
  return reached;
}

function findMisspelt(
  wanted: string,
  maxErrors: number,
  words: readonly string[],
  letters: Uint32Array,
): WordMatch[] {
  const reached: WordMatch[] = [];
  const own = letterBits(wanted);
  for (let at = 0; at < words.length; at += 1) {
    // An error removes and adds at most one letter, so words with more different letters can't match.
    const other = letters[at] ?? 0;
    if (countBits(own & ~other) > maxErrors || countBits(other & ~own) > maxErrors) continue;
    const word = words[at] ?? '';
    if (Math.abs(word.length - wanted.length) > maxErrors || word.startsWith(wanted)) continue;
    const errors = distance(wanted, word);
    if (errors > maxErrors) continue;
    reached.push({ word: at, weight: (FUZZY_WEIGHT * word.length) / (word.length + errors) });
  }
  return reached;
}

/** The letters of a word as a bit set; different letters may share a bit. */
function letterBits(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 32);
  return bits;
}

/** Counts bits in constant time, by summing pairs, then fours, and so on. */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The index of the first of some sorted items that is not less than the given one. */
export function lowerBound<Item extends string | number>(
  items: ArrayLike<Item>,
  wanted: Item,
): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = items[middle];
    if (item !== undefined && item < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
