/** Evaluates a query: which models match, how well, and why. Pure. */
import { readCell, type Cell, type Column, type ModelView } from './fields.js';
import { sumScores, type Scores } from './full-text.js';
import type { Query } from './query.js';
import { mapScores, newScores } from './scores.js';

type Word = Extract<Query, { kind: 'word' }>;
type AskedField = Extract<Query, { kind: 'field' }>;

/** The models to search, addressed by number. */
export interface Corpus {
  /** 0 for each live model. */
  readonly all: Scores;
  /** 0 for each model in `among` for which the predicate holds in one of the columns. */
  readonly having: (
    columns: readonly Column[],
    holds: (cell: Cell) => boolean,
    among: Scores,
  ) => Scores;
  /** Scores the models that match a word. */
  readonly scoreWord: (word: Word) => Scores;
}

/**
 * Scores all models against a query. Why a model matches is only determined for the few that are
 * shown, by `evaluate`.
 *
 * @param among - models that are not found here need not be tested
 */
export function scoreModels(query: Query, corpus: Corpus, among = corpus.all): Scores {
  switch (query.kind) {
    case 'all':
      return keepMatching(among, () => true);
    case 'word':
      return corpus.scoreWord(query);
    case 'field':
      return corpus.having(query.columns, (cell) => query.find(cell) !== undefined, among);
    case 'not': {
      const without = scoreModels(query.operand, corpus, among);
      return keepMatching(among, (number) => !isMatch(without, number));
    }
    case 'and': {
      // Word lookups are cheap, and leave fewer models for the test of a field.
      const isWordLater = query.right.kind === 'word';
      const [first, second] = isWordLater ? [query.right, query.left] : [query.left, query.right];
      const scores = scoreModels(first, corpus, among);
      return sumScores(scores, scoreModels(second, corpus, scores));
    }
    case 'or': {
      const [left, right] = [
        scoreModels(query.left, corpus, among),
        scoreModels(query.right, corpus, among),
      ];
      return mapScores(left, (score, number) => {
        if (!isMatch(left, number)) return right[number] ?? Number.NaN;
        return isMatch(right, number) ? score + (right[number] ?? 0) : score;
      });
    }
  }
}

/** Whether a model matches. */
export function isMatch(scores: Scores, number: number): boolean {
  return !Number.isNaN(scores[number]);
}

/** Keeps the models that pass a test, with score 0. */
export function keepMatching(among: Scores, isChosen: (number: number) => boolean): Scores {
  const chosen = newScores(among.length).fill(Number.NaN);
  for (let number = 0; number < chosen.length; number += 1) {
    if (isMatch(among, number) && isChosen(number)) chosen[number] = 0;
  }
  return chosen;
}

/** Why a model matches. */
export interface Hit {
  /** The matching words of the model, with the texts that contain them. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** The fields of the query, with the matching value. */
  readonly values: readonly (readonly [field: string, value: string])[];
}

const NO_REASON: Hit = { words: new Map(), values: [] };

/**
 * Determines why a model matches; undefined if it does not.
 *
 * @param wordsOf - returns the words of the model that match a word of the query
 */
export function evaluate(
  query: Query,
  model: ModelView,
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
      const value = findValue(model, query);
      return value === undefined ? undefined : { ...NO_REASON, values: [[query.name, value]] };
    }
    case 'not':
      return evaluate(query.operand, model, wordsOf) === undefined ? NO_REASON : undefined;
    case 'and': {
      const left = evaluate(query.left, model, wordsOf);
      const right = left && evaluate(query.right, model, wordsOf);
      return left && right && mergeHits(left, right);
    }
    case 'or': {
      const left = evaluate(query.left, model, wordsOf);
      const right = evaluate(query.right, model, wordsOf);
      return left && right ? mergeHits(left, right) : (left ?? right);
    }
  }
}

function findValue(model: ModelView, { columns, find }: AskedField): string | undefined {
  for (const column of columns) {
    const value = find(readCell(model, column));
    if (value !== undefined) return value;
  }
  return undefined;
}

function mergeHits(left: Hit, right: Hit): Hit {
  return {
    words: new Map([...left.words, ...right.words]),
    values: [...left.values, ...right.values],
  };
}
