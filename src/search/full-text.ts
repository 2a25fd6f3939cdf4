/**
 * How well models answer words: BM25+, over each of their texts. What is known of words is that of all
 * models that are to be found, in whatever layers they stand. Pure.
 */
import { byCodeUnit } from '../domain/order.js';
import { TEXT_FIELDS, type TextField } from './document.js';
import { locate, sizeOf, type Layer } from './layers.js';
import type { Places } from './postings.js';
import { queryWordsIn } from './words.js';

/** A score for each model, by its number; NaN for one that is not found, so that sums stay so. */
export type Scores = Float64Array;

/** The models that have words. */
export interface Found {
  readonly scores: Scores;
  /** The words of a model that it is found by, and in which of its texts they are. */
  readonly wordsOf: (number: number) => Map<string, TextField[]>;
}

/** Looks words up: all those of a text must be there. */
export type FindWords = (text: string, isPhrase: boolean) => Found;

const BOOST: Readonly<Partial<Record<TextField, number>>> = {
  id: 3,
  name: 3,
  tags: 2,
  terms: 1.5,
};
const BOOSTS = TEXT_FIELDS.map((field) => BOOST[field] ?? 1);

/** How soon a word that stands there again counts no more. */
const SATURATION = 1.2;
/** How much a long text takes away from its words. */
const LENGTH_SHARE = 0.7;
/** What a word counts in a text, however long that is. */
const LEAST = 0.5;

/** A word that is found, and where it stands in each layer. */
interface Derived {
  readonly word: string;
  readonly weight: number;
  readonly places: readonly (readonly Places[])[];
}

/** Looks words up in layers. */
export function finderIn(layers: readonly Layer[]): FindWords {
  const total = sizeOf(layers);
  const count = layers.reduce((sum, it) => sum + it.count, 0);
  const penalties: Float64Array[] = [];
  const addWord = (scores: Scores, { weight, places }: Derived, field: number): void => {
    const inLayers = places.map((it) => it.find((one) => one.field === field));
    const having = countHaving(layers, inLayers);
    if (having === 0) return;
    const rarity = Math.log(1 + (count - having + 0.5) / (having + 0.5));
    const most = weight * (BOOSTS[field] ?? 1) * rarity;
    const ofField = (penalties[field] ??= penaltiesOf(layers, field, count));
    let offset = 0;
    for (const [at, { isGone }] of layers.entries()) {
      const end = offset + isGone.length;
      const there = inLayers[at];
      if (there !== undefined) {
        const [own, theirs] = [scores.subarray(offset, end), ofField.subarray(offset, end)];
        addScores(own, there, isGone, theirs, most);
      }
      offset = end;
    }
  };
  const scoresOf = (derived: readonly Derived[]): Scores => {
    const scores = new Float64Array(total);
    for (const it of derived) for (const field of TEXT_FIELDS.keys()) addWord(scores, it, field);
    for (let at = 0; at < total; at += 1) if (scores[at] === 0) scores[at] = Number.NaN;
    return scores;
  };
  return (text, isPhrase) => {
    const words = queryWordsIn(text);
    const derived = words.map((word) => derive(layers, word, isPhrase));
    const scores = derived.map(scoresOf).reduce(addedScores);
    // What is written together was meant together.
    const times = new Set(words).size;
    return {
      scores: times === 1 ? scores : scores.map((score) => score * times),
      wordsOf: (number) => wordsOf(derived.flat(), locate(layers, number)),
    };
  };
}

/** The scores of models that two things are found of. */
export function addedScores(left: Scores, right: Scores): Scores {
  const sums = new Float64Array(left.length);
  for (let at = 0; at < sums.length; at += 1) sums[at] = (left[at] ?? 0) + (right[at] ?? 0);
  return sums;
}

/** The words that a word stands for, in an order that does not depend on the layers. */
function derive(layers: readonly Layer[], wanted: string, isExact: boolean): Derived[] {
  const weights = new Map<string, number>(isExact ? [[wanted, 1]] : []);
  for (const { segment } of isExact ? [] : layers) {
    for (const { word, weight } of segment.vocabulary.reach(wanted)) {
      weights.set(segment.stored.words[word] ?? '', weight);
    }
  }
  return [...weights].toSorted(byWord).map(([word, weight]) => ({
    word,
    weight,
    places: layers.map(({ segment }) => {
      const place = segment.vocabulary.placeOf(word);
      return place === undefined ? [] : segment.placesOf(place);
    }),
  }));
}

function byWord([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return byCodeUnit(a, b);
}

function countHaving(layers: readonly Layer[], inLayers: readonly (Places | undefined)[]): number {
  let having = 0;
  for (const [at, { isGone, count }] of layers.entries()) {
    const rows = inLayers[at]?.rows ?? NO_ROWS;
    having += rows.length;
    if (count < isGone.length) for (const row of rows) having -= isGone[row] ?? 0;
  }
  return having;
}

const NO_ROWS = new Uint32Array();

function addScores(
  scores: Scores,
  { rows, times }: Places,
  isGone: Uint8Array,
  penalties: Float64Array,
  most: number,
): void {
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    if (isGone[row] === 1) continue;
    const often = times[at] ?? 1;
    const part = LEAST + (often * (SATURATION + 1)) / (often + (penalties[row] ?? 0));
    scores[row] = (scores[row] ?? 0) + most * part;
  }
}

/** What the length of a text takes away from its words, for each model. */
function penaltiesOf(layers: readonly Layer[], field: number, count: number): Float64Array {
  const lengths = new Float64Array(sizeOf(layers));
  let [number, sum] = [0, 0];
  for (const { segment, isGone } of layers) {
    for (let row = 0; row < isGone.length; row += 1) {
      const length = segment.stored.lengths[row * TEXT_FIELDS.length + field] ?? 0;
      if (isGone[row] === 0) sum += length;
      lengths[number] = length;
      number += 1;
    }
  }
  const share = (LENGTH_SHARE * Math.max(1, count)) / sum;
  return lengths.map((length) => SATURATION * (1 - LENGTH_SHARE + share * length));
}

function wordsOf(
  derived: readonly Derived[],
  { at, row }: ReturnType<typeof locate>,
): Map<string, TextField[]> {
  const words = new Map<string, TextField[]>();
  for (const { word, places } of derived) {
    const having = (places[at] ?? []).filter(({ rows }) => hasRow(rows, row));
    const fields = having.flatMap(({ field }) => TEXT_FIELDS[field] ?? []);
    if (fields.length > 0) words.set(word, fields);
  }
  return words;
}

function hasRow(rows: Uint32Array, row: number): boolean {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle] ?? 0) < row) from = middle + 1;
    else to = middle;
  }
  return rows[from] === row;
}
