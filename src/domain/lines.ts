const LINE_END = 0x0a;

/** A line of a text, as bytes. */
export interface ByteLine {
  /** Where it begins. */
  readonly from: number;
  /** Without its line end. */
  readonly bytes: Buffer;
  /** False for the last one, where the text does not end with a line end. */
  readonly isEnded: boolean;
}

/** The lines of a text, one by one: a text may be longer than a string can be. */
export function* linesIn(bytes: Buffer): Generator<ByteLine> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LINE_END, from);
    const to = end < 0 ? bytes.length : end;
    yield { from, bytes: bytes.subarray(from, to), isEnded: end >= 0 };
    from = to + 1;
  }
}
