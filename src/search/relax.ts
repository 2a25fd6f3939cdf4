/** Searches by most words where no model has all words of a query. Pure. */
import { isMatch, keepMatching, scoreModels, type Corpus } from './evaluate.js';
import type { Scores } from './full-text.js';
import type { Query } from './query.js';
import { mapScores, newScores } from './scores.js';
import { queryWordsIn } from './words.js';

type Word = Extract<Query, { kind: 'word' }>;

/** A query of which only the conditions must hold, and its words as far as they do. */
export interface Relaxed {
  readonly words: readonly Word[];
  /** What still must hold. */
  readonly rest: Query;
  /** As a query that has one of the words at least, which says why a model matches. */
  readonly query: Query;
}

/** Words that say nothing of a model, in a question in plain English. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be by can do does for from had has have how i in into is it its me model models ' +
    'my of on one or our show some that the their there these they this those to was we were what where ' +
    'which who whose with you your'
  ).split(' '),
);

/**
 * Relaxes a query: undefined if it is not a list of words, perhaps with conditions, of which two or more are
 * left out or kept by what models have.
 */
export function relax(query: Query): Relaxed | undefined {
  const parts = listParts(query);
  const written = parts.filter((it): it is Word => it.kind === 'word' && !it.isPhrase);
  if (written.length < 2) return undefined;
  const telling = written.filter(({ text }) => !queryWordsIn(text).every(isFunctionWord));
  const words = telling.length > 0 ? telling : written;
  const others = parts.filter((it) => it.kind !== 'word' || it.isPhrase);
  const rest = others.reduce(joinBy('and'), { kind: 'all' });
  return { words, rest, query: joinBy('and')(rest, words.reduce<Query>(joinBy('or'), NOTHING)) };
}

const NOTHING: Query = { kind: 'not', operand: { kind: 'all' } };

function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word);
}

function joinBy(kind: 'and' | 'or'): (left: Query, right: Query) => Query {
  return (left, right) => ({ kind, left, right });
}

/** The parts of a query that must all hold. */
function listParts(query: Query): readonly Query[] {
  return query.kind === 'and' ? [...listParts(query.left), ...listParts(query.right)] : [query];
}

/**
 * Scores the models that have more than half of the words: whoever has more of them is before those that have
 * fewer.
 */
export function scoreRelaxed({ words, rest }: Relaxed, corpus: Corpus): Scores {
  const among = scoreModels(rest, corpus);
  const counts = newScores(among.length);
  const sums = newScores(among.length);
  for (const word of words) {
    const scores = corpus.scoreWord(word);
    for (let number = 0; number < scores.length; number += 1) {
      if (!isMatch(scores, number) || !isMatch(among, number)) continue;
      counts[number] = (counts[number] ?? 0) + 1;
      sums[number] = (sums[number] ?? 0) + (scores[number] ?? 0);
    }
  }
  const highest = sums.reduce((best, sum) => Math.max(best, sum), 0);
  const kept = keepMatching(among, (number) => 2 * (counts[number] ?? 0) > words.length);
  return mapScores(kept, (score, number) => {
    // By the number of words first; the sum of their scores decides among equals.
    const share = (counts[number] ?? 0) / words.length;
    return score + share * (highest + (sums[number] ?? 0));
  });
}
