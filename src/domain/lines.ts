/** The byte that ends a line, and that byte to append. */
export const LINE_END = 0x0a;
export const LINE_END_BYTES = Buffer.of(LINE_END);

/** No bytes. */
export const NOTHING = Buffer.alloc(0);

/** A line of a text, as bytes. */
export interface ByteLine {
  /** The offset at which it starts. */
  readonly from: number;
  /** Its bytes, without the line end. */
  readonly bytes: Buffer;
  /** False for a last line without a line end. */
  readonly isEnded: boolean;
}

/**
 * Iterates over the lines of a text, which may exceed the maximum length of a string.
 *
 * @param least - the bytes of the shortest line that is wanted
 */
export function* linesIn(bytes: Buffer, least = 0): Generator<ByteLine> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LINE_END, from);
    const to = end < 0 ? bytes.length : end;
    if (to - from >= least) yield { from, bytes: bytes.subarray(from, to), isEnded: end >= 0 };
    from = to + 1;
  }
}

/** Counts the lines that are not empty, without making an object of each. */
export function countFilledLines(bytes: Buffer): number {
  let count = 0;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LINE_END, from);
    const to = end < 0 ? bytes.length : end;
    if (to > from) count += 1;
    from = to + 1;
  }
  return count;
}
