/** Infers from a metric's name whether lower values are better. */

/** Words that mark a metric as better when lower. */
const LOWER_IS_BETTER = [
  'loss',
  'error',
  'rmse',
  'mae',
  'mse',
  'latency',
  'cost',
  'free_energy',
  'vfe',
  'efe',
  'kl',
  'time',
  'runtime',
  'nll',
] as const;

/** Which of two values of a metric is better. */
export type Direction = 'lower' | 'higher';

/** Which values of a metric are better. `val_loss` contains the word `loss`, `lossless` does not. */
export function inferDirection(metric: string): Direction {
  const words = metric
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '_');
  const isLower = LOWER_IS_BETTER.some((word) =>
    new RegExp(`(?:^|_)${word}(?:s|es)?(?:_|$)`).test(words),
  );
  return isLower ? 'lower' : 'higher';
}
