/** Whether less of a metric is better, from the words of its name. */

/** A metric with one of these among the words of its name is better where it is lower. */
export const LOWER_IS_BETTER = [
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

/** Better, of two values of a metric: the one that is `lower` or `higher`. */
export type Direction = 'lower' | 'higher';

/** Which value of a metric is better: `val_loss` has the word `loss`, `lossless` has not. */
export function directionOf(metric: string): Direction {
  const words = metric
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '_');
  const isLower = LOWER_IS_BETTER.some((word) =>
    new RegExp(`(?:^|_)${word}(?:s|es)?(?:_|$)`).test(words),
  );
  return isLower ? 'lower' : 'higher';
}
