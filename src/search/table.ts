/** A table of JSON values, which stores each distinct value once and parses it on demand. Pure. */
import type { StoredSegment } from '../domain/search-index.js';
import { memoize } from '../domain/memoize.js';

/** A table in its stored form. */
export type StoredTable = Pick<StoredSegment, 'cells' | 'valueEnds' | 'values'>;

/** An opened table. */
export interface Table {
  /** Reads a value. Repeated reads return the same object, which must not be modified. */
  readonly read: (row: number, column: number) => unknown;
  /**
   * Returns a test by row whether a predicate holds for a value in any of some columns. Equal values
   * are tested once.
   */
  readonly having: (
    columns: readonly number[],
    holds: (value: unknown) => boolean,
  ) => (row: number) => boolean;
}

const [UNTESTED, NO, YES] = [0, 1, 2];

/** Stores rows, which must all have the same columns. Values that JSON lacks become null. */
export function writeTable(rows: readonly (readonly unknown[])[]): StoredTable {
  const numbers = new Map<string, number>();
  const cells = new Uint32Array(rows.length * (rows[0]?.length ?? 0));
  let at = 0;
  for (const row of rows) {
    for (const value of row) {
      const json = JSON.stringify(value ?? null);
      const number = numbers.get(json) ?? numbers.size;
      if (number === numbers.size) numbers.set(json, number);
      cells[at] = number;
      at += 1;
    }
  }
  return { cells, ...concatenate([...numbers.keys()]) };
}

/** Opens a table that `writeTable` stored. */
export function openTable({ cells, valueEnds, values }: StoredTable, columns: number): Table {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const valueOf = memoize((number: number): unknown => {
    const from = number === 0 ? 0 : valueEnds[number - 1];
    return JSON.parse(bytes.toString('utf8', from, valueEnds[number]));
  });
  const numberOf = (row: number, column: number): number => cells[row * columns + column] ?? 0;
  return {
    read: (row, column) => valueOf(numberOf(row, column)),
    having: (inColumns, holds) => {
      const results = new Uint8Array(valueEnds.length);
      return (row) => {
        for (const column of inColumns) {
          const number = numberOf(row, column);
          if (results[number] === UNTESTED) results[number] = holds(valueOf(number)) ? YES : NO;
          if (results[number] === YES) return true;
        }
        return false;
      };
    },
  };
}

function concatenate(texts: readonly string[]): Pick<StoredTable, 'valueEnds' | 'values'> {
  let end = 0;
  const valueEnds = Uint32Array.from(texts, (text) => (end += Buffer.byteLength(text)));
  return { valueEnds, values: Buffer.from(texts.join('')) };
}
