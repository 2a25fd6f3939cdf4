import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const FOLDER = join(import.meta.dirname, '../rows');
/** The programs of the rows, by their number as the table has it, such as `1` or `16b`. */
const ROWS = new Map(
  readdirSync(FOLDER).map((file) => [file.replace(/^0?([^-]+)-.*/, '$1'), join(FOLDER, file)]),
);

/** The options on the command line. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      rows: { type: 'string' },
      timed: { type: 'boolean' },
      seed: { type: 'string' },
      dist: { type: 'string' },
    },
  });
  return {
    quick: values.quick,
    rows: readRows(values.rows),
    timed: values.timed,
    seed: readSeed(values.seed),
    dist: resolve(values.dist ?? resolve(import.meta.dirname, '../../../dist')),
  };
}

/** The programs of the rows that are wanted: all, if none is named. */
function readRows(text) {
  const names = text?.split(',') ?? [...ROWS.keys()];
  const paths = names.map((name) => ROWS.get(name));
  if (paths.every((path) => path !== undefined)) return paths;
  throw new Error(`--rows takes some of ${[...ROWS.keys()].join(',')}`);
}

function readSeed(text) {
  const seed = text === undefined ? Date.now() % 2 ** 31 : Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new Error('--seed takes a number');
}
