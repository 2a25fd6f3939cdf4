/** Which words of an index a search for a word finds. Pure. */
import { distance } from 'fastest-levenshtein';

/** A word that is found, by its place among the words, and how much it counts. */
export interface Reached {
  readonly word: number;
  /** 1 for the word that was asked for, less for others. */
  readonly weight: number;
}

/** Words that can be asked for. */
export interface Vocabulary {
  /** The place of a word; undefined where it is not among them. */
  readonly placeOf: (word: string) => number | undefined;
  /** The word itself, longer ones that begin with it, and those with a typing error. */
  readonly reach: (wanted: string) => Reached[];
}

const NUMBER = /^\d+$/;
/** Shorter words are taken as they are: with an error, or cut off, they would be anything. */
const LEAST_PREFIX = 2;
const LEAST_FUZZY = 4;
/** Two letters that changed places are two errors. */
const LEAST_FUZZY_TWICE = 6;
const PREFIX_WEIGHT = 0.375;
const FUZZY_WEIGHT = 0.45;
/** How fast the weight of a longer word falls, against one with as many errors. */
const PREFIX_FALL = 0.3;

/** The vocabulary of words that are in the order of their code units. */
export function vocabularyOf(words: readonly string[]): Vocabulary {
  let letters: Uint32Array | undefined;
  return {
    placeOf: (word) => {
      const at = firstFrom(words, word);
      return words[at] === word ? at : undefined;
    },
    reach: (wanted) => {
      const longer = longerThan(wanted, words);
      const most = errorsIn(wanted);
      if (most > 0) letters ??= Uint32Array.from(words, lettersOf);
      return letters === undefined || most === 0
        ? longer
        : [...longer, ...misspelt(wanted, most, words, letters)];
    },
  };
}

/** How many letters of a word may be wrong. Another number is no typing error. */
function errorsIn(word: string): number {
  if (word.length < LEAST_FUZZY || NUMBER.test(word)) return 0;
  return word.length < LEAST_FUZZY_TWICE ? 1 : 2;
}

/** A word, where it is there, and those that begin with it. */
function longerThan(wanted: string, words: readonly string[]): Reached[] {
  const reached: Reached[] = [];
  for (let at = firstFrom(words, wanted); words[at]?.startsWith(wanted) === true; at += 1) {
    const { length } = words[at] ?? '';
    const more = length - wanted.length;
    if (more > 0 && wanted.length < LEAST_PREFIX) break;
    const weight = more === 0 ? 1 : (PREFIX_WEIGHT * length) / (length + PREFIX_FALL * more);
    reached.push({ word: at, weight });
  }
  return reached;
}

function misspelt(
  wanted: string,
  most: number,
  words: readonly string[],
  letters: Uint32Array,
): Reached[] {
  const reached: Reached[] = [];
  const own = lettersOf(wanted);
  for (let at = 0; at < words.length; at += 1) {
    // An error takes away one letter and adds one: with more others, there is no need to compare.
    const theirs = letters[at] ?? 0;
    if (countBits(own & ~theirs) > most || countBits(theirs & ~own) > most) continue;
    const word = words[at] ?? '';
    if (Math.abs(word.length - wanted.length) > most || word.startsWith(wanted)) continue;
    const errors = distance(wanted, word);
    if (errors > most) continue;
    reached.push({ word: at, weight: (FUZZY_WEIGHT * word.length) / (word.length + errors) });
  }
  return reached;
}

/** The letters of a word, one bit for each; different ones may share theirs. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 32);
  return bits;
}

/** Adds up the bits two by two, then the sums, so that no word costs more than another. */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The place of the first word that does not stand before another one. */
function firstFrom(words: readonly string[], word: string): number {
  let [from, to] = [0, words.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((words[middle] ?? '') < word) from = middle + 1;
    else to = middle;
  }
  return from;
}
