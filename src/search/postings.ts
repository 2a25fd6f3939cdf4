/**
 * Where a word stands, in a few bytes: for each text that has it the text's number, how many models
 * there are and their rows, each as the distance from the one before it, with how often where that is
 * more than once. Numbers have as many groups of seven bits as they need. Pure.
 */

/** Where a word stands in one text of the models. */
export interface Places {
  /** The number of the text. */
  readonly field: number;
  /** The models, in their order. */
  readonly rows: Uint32Array;
  /** How often in each of them. */
  readonly times: Uint32Array;
}

/** The same, as it is collected. */
export interface WrittenPlaces extends Pick<Places, 'field'> {
  readonly rows: number[];
  readonly times: number[];
}

/** A number has below 32 bits: twice a row, or how often a word stands in one text. */
const BITS = 7;
const LOW = 0x7f;

/** Writes where a word stands. */
export function writePlaces(all: readonly WrittenPlaces[]): Uint8Array {
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

/** Reads all that is written of a word. What no model can be, of others' bytes, is left out. */
export function readPlaces(bytes: Uint8Array, models: number): Places[] {
  const all: Places[] = [];
  const numbers = readerOf(bytes);
  while (numbers.hasMore()) {
    const field = numbers.read();
    const count = Math.min(numbers.read(), models);
    const [rows, times] = [new Uint32Array(count), new Uint32Array(count)];
    let [row, known] = [0, 0];
    while (known < count && numbers.hasMore()) {
      const said = numbers.read();
      row += said >>> 1;
      if (row >= models) break;
      rows[known] = row;
      times[known] = (said & 1) === 0 ? 1 : numbers.read();
      known += 1;
    }
    all.push({ field, rows: rows.subarray(0, known), times: times.subarray(0, known) });
  }
  return all;
}

interface NumberReader {
  readonly hasMore: () => boolean;
  readonly read: () => number;
}

function readerOf(bytes: Uint8Array): NumberReader {
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
