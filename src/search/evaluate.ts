/** A query and models → which are found, how well, and by what. Pure. */
import { cellOf, type Cell, type Column, type Looked } from './fields.js';
import { addedScores, type Scores } from './full-text.js';
import type { Query } from './query.js';

type Word = Extract<Query, { kind: 'word' }>;
type AskedField = Extract<Query, { kind: 'field' }>;

/** Models by their numbers. */
export interface Corpus {
  /** 0 for each model that is to be found. */
  readonly all: Scores;
  /** 0 for each of some models for which something holds in one of the columns. */
  readonly having: (
    columns: readonly Column[],
    holds: (cell: Cell) => boolean,
    among: Scores,
  ) => Scores;
  /** The models that have a word. */
  readonly scoresOf: (word: Word) => Scores;
}

/**
 * How well models answer a query. It is told of all of them at once, because most that do answer are
 * not shown, and nobody asks why.
 *
 * @param among - nothing is asked of models that are not found here
 */
export function scoresOf(query: Query, corpus: Corpus, among = corpus.all): Scores {
  switch (query.kind) {
    case 'all':
      return choose(among, () => true);
    case 'word':
      return corpus.scoresOf(query);
    case 'field':
      return corpus.having(query.columns, (cell) => query.find(cell) !== undefined, among);
    case 'not': {
      const without = scoresOf(query.operand, corpus, among);
      return choose(among, (number) => !isFound(without, number));
    }
    case 'and': {
      // Words are looked up in no time; then fewer models are asked for a field.
      const isWordLater = query.right.kind === 'word';
      const [first, then] = isWordLater ? [query.right, query.left] : [query.left, query.right];
      const scores = scoresOf(first, corpus, among);
      return addedScores(scores, scoresOf(then, corpus, scores));
    }
    case 'or': {
      const [left, right] = [
        scoresOf(query.left, corpus, among),
        scoresOf(query.right, corpus, among),
      ];
      return left.map((score, number) => {
        if (!isFound(left, number)) return right[number] ?? Number.NaN;
        return isFound(right, number) ? score + (right[number] ?? 0) : score;
      });
    }
  }
}

/** Whether a model is among those that are found. */
export function isFound(scores: Scores, number: number): boolean {
  return !Number.isNaN(scores[number]);
}

/** 0 for each of some models that is chosen. */
export function choose(among: Scores, isChosen: (number: number) => boolean): Scores {
  const chosen = new Float64Array(among.length).fill(Number.NaN);
  for (let number = 0; number < chosen.length; number += 1) {
    if (isFound(among, number) && isChosen(number)) chosen[number] = 0;
  }
  return chosen;
}

/** Why a model is found. */
export interface Hit {
  /** The words of the model that were found, with the texts that have them. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** The fields that were asked for, with the value that holds. */
  readonly values: readonly (readonly [field: string, value: string])[];
}

const NO_REASON: Hit = { words: new Map(), values: [] };

/**
 * Why a model is found; undefined where it is not.
 *
 * @param wordsOf - the words of the model that a word of the query stands for; none where it is not
 *   found by it
 */
export function evaluate(
  query: Query,
  model: Looked,
  wordsOf: (word: Word) => Hit['words'],
): Hit | undefined {
  switch (query.kind) {
    case 'all':
      return NO_REASON;
    case 'word': {
      const words = wordsOf(query);
      return words.size === 0 ? undefined : { ...NO_REASON, words };
    }
    case 'field': {
      const value = valueIn(model, query);
      return value === undefined ? undefined : { ...NO_REASON, values: [[query.name, value]] };
    }
    case 'not':
      return evaluate(query.operand, model, wordsOf) === undefined ? NO_REASON : undefined;
    case 'and': {
      const left = evaluate(query.left, model, wordsOf);
      const right = left && evaluate(query.right, model, wordsOf);
      return left && right && joined(left, right);
    }
    case 'or': {
      const left = evaluate(query.left, model, wordsOf);
      const right = evaluate(query.right, model, wordsOf);
      return left && right ? joined(left, right) : (left ?? right);
    }
  }
}

function valueIn(model: Looked, { columns, find }: AskedField): string | undefined {
  for (const column of columns) {
    const value = find(cellOf(model, column));
    if (value !== undefined) return value;
  }
  return undefined;
}

function joined(left: Hit, right: Hit): Hit {
  return {
    words: new Map([...left.words, ...right.words]),
    values: [...left.values, ...right.values],
  };
}
