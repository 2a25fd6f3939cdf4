import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROWS = [...Array.from({ length: 16 }, (_, at) => at + 1), 28, 29, 30, 31];

/** The options on the command line. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rows: { type: 'string' },
      seed: { type: 'string' },
      dist: { type: 'string' },
    },
  });
  return {
    quick: values.quick,
    rows: readRows(values.rows),
    seed: readSeed(values.seed),
    dist: resolve(values.dist ?? resolve(import.meta.dirname, '../../../dist')),
  };
}

function readRows(text) {
  if (text === undefined) return undefined;
  const rows = text.split(',').map(Number);
  if (rows.every((row) => ROWS.includes(row))) return rows;
  throw new Error(`--rows takes numbers of rows (${ROWS.join(', ')}), e.g. --rows 1,4,7`);
}

function readSeed(text) {
  const seed = text === undefined ? Date.now() % 2 ** 31 : Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new Error('--seed takes a number');
}
