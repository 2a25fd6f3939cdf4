/**
 * Postings in a compact encoding: for each text field that contains the word, the field's number, the
 * number of models, and their rows as deltas, with a count if the word occurs more than once. Numbers
 * are variable-length, with seven bits per byte. Pure.
 */

/** The postings of a word in one text field. */
export interface Postings {
  /** The index of the text field. */
  readonly field: number;
  /** The rows of the models, ascending. */
  readonly rows: Uint32Array;
  /** The number of occurrences in each of them. */
  readonly times: Uint32Array;
}

/** Postings while they are collected. */
export interface CollectedPostings extends Pick<Postings, 'field'> {
  readonly rows: number[];
  readonly times: number[];
}

/** Numbers have less than 32 bits: at most twice a row, or the occurrences of a word in a text. */
const BITS = 7;
const LOW = 0x7f;

/** Encodes the postings of a word. */
export function encodePostings(all: readonly CollectedPostings[]): Uint8Array {
  const bytes: number[] = [];
  for (const { field, rows, times } of all) {
    writeNumber(field, bytes);
    writeNumber(rows.length, bytes);
    let before = 0;
    for (const [at, row] of rows.entries()) {
      const often = times[at] ?? 1;
      writeNumber(2 * (row - before) + Number(often > 1), bytes);
      if (often > 1) writeNumber(often, bytes);
      before = row;
    }
  }
  return new Uint8Array(bytes);
}

/** Decodes the postings of a word. Impossible rows in foreign or damaged bytes are ignored. */
export function decodePostings(bytes: Uint8Array, models: number): Postings[] {
  const all: Postings[] = [];
  const numbers = createReader(bytes);
  while (numbers.hasMore()) {
    const field = numbers.read();
    const count = Math.min(numbers.read(), models);
    const [rows, times] = [new Uint32Array(count), new Uint32Array(count)];
    let [row, decoded] = [0, 0];
    while (decoded < count && numbers.hasMore()) {
      const encoded = numbers.read();
      row += encoded >>> 1;
      if (row >= models) break;
      rows[decoded] = row;
      times[decoded] = (encoded & 1) === 0 ? 1 : numbers.read();
      decoded += 1;
    }
    // A few numbers are a part of their list; a view of it would give them memory of their own.
    const isWhole = decoded === count;
    all.push({
      field,
      rows: isWhole ? rows : rows.subarray(0, decoded),
      times: isWhole ? times : times.subarray(0, decoded),
    });
  }
  return all;
}

interface NumberReader {
  readonly hasMore: () => boolean;
  readonly read: () => number;
}

function createReader(bytes: Uint8Array): NumberReader {
  const { length } = bytes;
  let at = 0;
  return {
    hasMore: () => at < length,
    read: () => {
      let byte = bytes[at++] ?? 0;
      let number = byte & LOW;
      for (let shift = BITS; byte > LOW; shift += BITS) {
        byte = bytes[at++] ?? 0;
        number |= (byte & LOW) << shift;
      }
      return number >>> 0;
    },
  };
}

function writeNumber(number: number, bytes: number[]): void {
  let rest = number;
  for (; rest > LOW; rest >>>= BITS) bytes.push((rest & LOW) | (LOW + 1));
  bytes.push(rest);
}
