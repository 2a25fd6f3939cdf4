/** Infers from a metric's name which of its values are better. */

/** Words that mark a metric as better when lower. */
const LOWER_IS_BETTER = [
  'loss',
  'error',
  'rmse',
  'mae',
  'mse',
  'mape',
  'latency',
  'cost',
  'free_energy',
  'vfe',
  'efe',
  'surprise',
  'surprisal',
  'kl',
  'divergence',
  'time',
  'runtime',
  'duration',
  'memory',
  'nll',
  'perplexity',
  'regret',
  'bic',
  'aic',
  'step',
  'iteration',
  'epoch',
  'collision',
  'failure',
  'violation',
  'distance',
  'deviation',
  'delay',
] as const;

/** Words that mark a metric as better when higher, unless it also has one of the others. */
const HIGHER_IS_BETTER = [
  'accuracy',
  'acc',
  'reward',
  'return',
  'elbo',
  'evidence',
  'likelihood',
  'auc',
  'auroc',
  'score',
  'precision',
  'recall',
  'correlation',
  'throughput',
] as const;

/** Which of two values of a metric is better. */
export type Direction = 'lower' | 'higher';

/**
 * Which values of a metric are better, as far as its name says it. `val_loss` contains the word `loss`,
 * `lossless` does not; `negative` turns it round, as in `neg_log_likelihood`.
 */
export function knownDirection(metric: string): Direction | undefined {
  const words = metric
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/(?<![\p{L}\p{N}])f1(?![\p{L}\p{N}])/gu, 'score')
    .replace(/[^\p{L}]+/gu, '_');
  const hasOne = (known: readonly string[]): boolean =>
    known.some((word) => new RegExp(`(?:^|_)${word}(?:s|es)?(?:_|$)`).test(words));
  const direction = hasOne(LOWER_IS_BETTER)
    ? 'lower'
    : hasOne(HIGHER_IS_BETTER)
      ? 'higher'
      : undefined;
  const isNegative = /(?:^|_)(?:neg|negative)_/.test(words);
  return direction && isNegative ? opposite(direction) : direction;
}

export function opposite(direction: Direction): Direction {
  return direction === 'lower' ? 'higher' : 'lower';
}
