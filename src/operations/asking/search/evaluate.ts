/** A query and a model → whether it is found, and by what. Pure. */
import type { Looked } from './fields.js';
import type { Found } from './full-text.js';
import type { Query } from './query.js';

/** Why a model is found. */
export interface Hit {
  readonly score: number;
  /** The words of the model that were found, with the texts that have them. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** The fields that were asked for, with the value that holds. */
  readonly values: readonly (readonly [field: string, value: string])[];
}

/** The models that have a word of a query. */
export type FindWord = (word: Extract<Query, { kind: 'word' }>) => ReadonlyMap<string, Found>;

/**
 * How well a model answers a query; undefined where it does not. Most of those that do are not shown,
 * and nobody asks why.
 */
export function scoreOf(query: Query, model: Looked, findWord: FindWord): number | undefined {
  switch (query.kind) {
    case 'all':
      return 0;
    case 'word':
      return findWord(query).get(model.id)?.score;
    case 'field':
      return query.find(model) === undefined ? undefined : 0;
    case 'not':
      return scoreOf(query.operand, model, findWord) === undefined ? 0 : undefined;
    case 'and': {
      const left = scoreOf(query.left, model, findWord);
      const right = left === undefined ? left : scoreOf(query.right, model, findWord);
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case 'or': {
      const left = scoreOf(query.left, model, findWord);
      const right = scoreOf(query.right, model, findWord);
      return left === undefined || right === undefined ? (left ?? right) : left + right;
    }
  }
}

const NO_REASON: Hit = { score: 0, words: new Map(), values: [] };

/** Why a model is found, with the score of `scoreOf`; undefined where it is not. */
export function evaluate(query: Query, model: Looked, findWord: FindWord): Hit | undefined {
  switch (query.kind) {
    case 'all':
      return NO_REASON;
    case 'word': {
      const found = findWord(query).get(model.id);
      return (
        found && { ...NO_REASON, score: found.score, words: new Map(Object.entries(found.match)) }
      );
    }
    case 'field': {
      const value = query.find(model);
      return value === undefined ? undefined : { ...NO_REASON, values: [[query.name, value]] };
    }
    case 'not':
      return evaluate(query.operand, model, findWord) === undefined ? NO_REASON : undefined;
    case 'and': {
      const left = evaluate(query.left, model, findWord);
      const right = left && evaluate(query.right, model, findWord);
      return left && right && joined(left, right);
    }
    case 'or': {
      const left = evaluate(query.left, model, findWord);
      const right = evaluate(query.right, model, findWord);
      return left && right ? joined(left, right) : (left ?? right);
    }
  }
}

/** Ids of models; sets and maps have them. */
interface Candidates {
  readonly size: number;
  readonly keys: () => Iterable<string>;
}

/** The ids among which all models are that a query can find; undefined where it may be any. */
export function candidatesOf(query: Query, findWord: FindWord): Candidates | undefined {
  switch (query.kind) {
    case 'word':
      return findWord(query);
    case 'and': {
      const [left, right] = [
        candidatesOf(query.left, findWord),
        candidatesOf(query.right, findWord),
      ];
      if (left === undefined || right === undefined) return left ?? right;
      return left.size < right.size ? left : right;
    }
    case 'or': {
      const [left, right] = [
        candidatesOf(query.left, findWord),
        candidatesOf(query.right, findWord),
      ];
      return left && right && new Set([...left.keys(), ...right.keys()]);
    }
    case 'all':
    case 'field':
    case 'not':
      return undefined;
  }
}

function joined(left: Hit, right: Hit): Hit {
  return {
    score: left.score + right.score,
    words: new Map([...left.words, ...right.words]),
    values: [...left.values, ...right.values],
  };
}
