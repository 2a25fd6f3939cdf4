/** Rows of JSON values, each different value kept once, and parsed when it is asked for. Pure. */
import type { StoredSegment } from '../domain/search-index.js';
import { remembered } from './memoize.js';

/** Values as they are kept. */
export type StoredTable = Pick<StoredSegment, 'cells' | 'valueEnds' | 'values'>;

/** Rows that were kept. */
export interface Table {
  /** A value. What is asked for again is the same object: it is not to be changed. */
  readonly read: (row: number, column: number) => unknown;
  /** Whether something holds of a value in some columns, by rows; of equal values it is asked once. */
  readonly having: (
    columns: readonly number[],
    holds: (value: unknown) => boolean,
  ) => (row: number) => boolean;
}

const [NOT_ASKED, NO, YES] = [0, 1, 2];

/** Keeps rows. All have the same columns; what JSON does not know is null. */
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
  return { cells, ...joined([...numbers.keys()]) };
}

/** Opens what `writeTable` has kept. */
export function openTable({ cells, valueEnds, values }: StoredTable, columns: number): Table {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const valueOf = remembered((number: number): unknown => {
    const from = number === 0 ? 0 : valueEnds[number - 1];
    return JSON.parse(bytes.toString('utf8', from, valueEnds[number]));
  });
  const numberOf = (row: number, column: number): number => cells[row * columns + column] ?? 0;
  return {
    read: (row, column) => valueOf(numberOf(row, column)),
    having: (inColumns, holds) => {
      const known = new Uint8Array(valueEnds.length);
      return (row) => {
        for (const column of inColumns) {
          const number = numberOf(row, column);
          if (known[number] === NOT_ASKED) known[number] = holds(valueOf(number)) ? YES : NO;
          if (known[number] === YES) return true;
        }
        return false;
      };
    },
  };
}

function joined(texts: readonly string[]): Pick<StoredTable, 'valueEnds' | 'values'> {
  let end = 0;
  const valueEnds = Uint32Array.from(texts, (text) => (end += Buffer.byteLength(text)));
  return { valueEnds, values: Buffer.from(texts.join('')) };
}
