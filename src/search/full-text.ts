/**
 * Scores models against words with BM25+, over each of their texts. Document frequencies are those of
 * all live models, across layers. Pure.
 */
import { memoizeLast } from '../domain/memoize.js';
import { byCodeUnit } from '../domain/order.js';
import { TEXT_FIELDS, type TextField } from './document.js';
import { locate, countModels, type Layer } from './layers.js';
import type { Postings } from './postings.js';
import { giveBack, keepScores, mapScores, newScores } from './scores.js';
import { lowerBound } from './vocabulary.js';
import { queryWordsIn } from './words.js';

/** Scores by model number; NaN for models that do not match, which sums preserve. */
export type Scores = Float64Array;

/** The models that match some words. */
export interface WordMatches {
  /** Must not be modified: they are remembered. */
  readonly scores: Scores;
  /** The matching words of a model, and the texts that contain them. */
  readonly wordsOf: (number: number) => Map<string, TextField[]>;
}

/** Finds the models that contain all words of a text. */
export type FindWords = (text: string, isPhrase: boolean) => WordMatches;

const BOOST: Readonly<Partial<Record<TextField, number>>> = {
  id: 3,
  name: 3,
  tags: 2,
  terms: 1.5,
};
const BOOSTS = TEXT_FIELDS.map((field) => BOOST[field] ?? 1);

/** BM25+ k1: how fast repeated occurrences of a word stop mattering. */
const SATURATION = 1.2;
/** BM25+ b: how much the length of a text lowers the score of its words. */
const LENGTH_SHARE = 0.7;
/** BM25+ delta: the least that an occurrence counts, however long the text. */
const MIN_SHARE = 0.5;

/** A matching word, with its postings in each layer. */
interface MatchingWord {
  readonly word: string;
  readonly weight: number;
  readonly postings: readonly (readonly Postings[])[];
}

/** How many scores of words that were searched last are remembered: two megabytes. */
const MOST_REMEMBERED = 250_000;
const PHRASE = '"';

/** Creates a word search over layers. */
export function createWordSearch(layers: readonly Layer[]): FindWords {
  const total = countModels(layers);
  const count = layers.reduce((sum, it) => sum + it.count, 0);
  const penalties: Float64Array[] = [];
  const addWord = (scores: Scores, { weight, postings }: MatchingWord, field: number): void => {
    const layerPostings = postings.map((it) => it.find((candidate) => candidate.field === field));
    const frequency = countModelsWith(layers, layerPostings);
    if (frequency === 0) return;
    const rarity = Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5));
    const maxScore = weight * (BOOSTS[field] ?? 1) * rarity;
    const fieldPenalties = (penalties[field] ??= computePenalties(layers, field, count));
    let offset = 0;
    for (const [at, { isRemoved }] of layers.entries()) {
      const end = offset + isRemoved.length;
      const fieldPostings = layerPostings[at];
      if (fieldPostings !== undefined) {
        const [own, penaltiesInLayer] = [
          scores.subarray(offset, end),
          fieldPenalties.subarray(offset, end),
        ];
        scorePostings(own, fieldPostings, isRemoved, penaltiesInLayer, maxScore);
      }
      offset = end;
    }
  };
  const scoresOf = (derived: readonly MatchingWord[]): Scores => {
    const scores = newScores(total);
    for (const it of derived) for (const field of TEXT_FIELDS.keys()) addWord(scores, it, field);
    for (let at = 0; at < total; at += 1) if (scores[at] === 0) scores[at] = Number.NaN;
    return scores;
  };
  const find: FindWords = (text, isPhrase) => {
    const words = queryWordsIn(text);
    const derived = words.map((word) => expandWord(layers, word, isPhrase));
    const scores = derived.map(scoresOf).reduce(sumScores);
    // Camel-case parts belong together, so a match of several counts more.
    const factor = new Set(words).size;
    return {
      scores: factor === 1 ? scores : mapScores(scores, (score) => score * factor),
      wordsOf: (number) => wordsOf(derived.flat(), locate(layers, number)),
    };
  };
  const most = Math.max(1, Math.floor(MOST_REMEMBERED / Math.max(1, total)));
  const findAgain = memoizeLast(
    most,
    (asked: string): WordMatches => {
      const found = find(asked.slice(1), asked.startsWith(PHRASE));
      keepScores(found.scores);
      return found;
    },
    ({ scores }) => giveBack(scores),
  );
  return (text, isPhrase) => findAgain(`${isPhrase ? PHRASE : ' '}${text}`);
}

/** Adds scores; only models that match on both sides match. */
export function sumScores(left: Scores, right: Scores): Scores {
  const sums = newScores(left.length);
  for (let at = 0; at < sums.length; at += 1) sums[at] = (left[at] ?? 0) + (right[at] ?? 0);
  return sums;
}

/** Expands a word to the words that it matches, in an order that does not depend on the layers. */
function expandWord(layers: readonly Layer[], wanted: string, isExact: boolean): MatchingWord[] {
  const weights = new Map<string, number>(isExact ? [[wanted, 1]] : []);
  for (const { segment } of isExact ? [] : layers) {
    for (const { word, weight } of segment.vocabulary.match(wanted)) {
      weights.set(segment.stored.words[word] ?? '', weight);
    }
  }
  return [...weights]
    .toSorted(([a], [b]) => byCodeUnit(a, b))
    .map(([word, weight]) => ({
      word,
      weight,
      postings: layers.map(({ segment }) => {
        const place = segment.vocabulary.indexOf(word);
        return place === undefined ? [] : segment.postingsOf(place);
      }),
    }));
}

function countModelsWith(
  layers: readonly Layer[],
  layerPostings: readonly (Postings | undefined)[],
): number {
  let frequency = 0;
  for (const [at, { isRemoved, count }] of layers.entries()) {
    const rows = layerPostings[at]?.rows ?? NO_ROWS;
    frequency += rows.length;
    if (count < isRemoved.length) for (const row of rows) frequency -= isRemoved[row] ?? 0;
  }
  return frequency;
}

const NO_ROWS = new Uint32Array();

function scorePostings(
  scores: Scores,
  { rows, times }: Postings,
  isRemoved: Uint8Array,
  penalties: Float64Array,
  maxScore: number,
): void {
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    if (isRemoved[row] === 1) continue;
    const often = times[at] ?? 1;
    const part = MIN_SHARE + (often * (SATURATION + 1)) / (often + (penalties[row] ?? 0));
    scores[row] = (scores[row] ?? 0) + maxScore * part;
  }
}

/** Computes for each model how much the length of a text lowers the score of its words. */
function computePenalties(layers: readonly Layer[], field: number, count: number): Float64Array {
  const lengths = new Float64Array(countModels(layers));
  let [number, sum] = [0, 0];
  for (const { segment, isRemoved } of layers) {
    for (let row = 0; row < isRemoved.length; row += 1) {
      const length = segment.stored.lengths[row * TEXT_FIELDS.length + field] ?? 0;
      if (isRemoved[row] === 0) sum += length;
      lengths[number] = length;
      number += 1;
    }
  }
  const share = (LENGTH_SHARE * Math.max(1, count)) / sum;
  return lengths.map((length) => SATURATION * (1 - LENGTH_SHARE + share * length));
}

function wordsOf(
  derived: readonly MatchingWord[],
  { at, row }: ReturnType<typeof locate>,
): Map<string, TextField[]> {
  const words = new Map<string, TextField[]>();
  for (const { word, postings } of derived) {
    const matching = (postings[at] ?? []).filter(({ rows }) => rows[lowerBound(rows, row)] === row);
    const fields = matching.flatMap(({ field }) => TEXT_FIELDS[field] ?? []);
    if (fields.length > 0) words.set(word, fields);
  }
  return words;
}
