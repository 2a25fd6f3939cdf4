import { readMetricsFile, readPairs } from './given-metrics.js';
import { usageError } from '../arguments.js';
import type { Reader } from '../extras.js';

/** Reads `metrics set REF KEY=VALUE… --from FILE`: the pairs override the file. */
export const readMetrics: Reader = async ({ words, values, io }, given) => {
  const [, ...pairs] = words;
  const { from: file } = values;
  if (pairs.length === 0 && file === undefined) {
    throw usageError('metrics set needs KEY=VALUE or --from FILE');
  }
  const inFile = typeof file === 'string' ? await readMetricsFile(file, io.cwd) : {};
  return { ...given, metrics: { ...inFile, ...readPairs(pairs) } };
};
