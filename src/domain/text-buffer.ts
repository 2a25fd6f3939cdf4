/**
 * Builds a text piece by piece, as UTF-8. It avoids both a string of the whole text and a list of
 * its pieces: for a large text either would take as much memory again.
 */
export class TextBuffer {
  #bytes: Buffer;
  #length = 0;

  /** @param expected - approximate number of bytes */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(expected, 256));
  }

  append(piece: string | Uint8Array): void {
    // A code unit takes at most three bytes.
    this.#ensureCapacity(typeof piece === 'string' ? piece.length * 3 : piece.length);
    if (typeof piece === 'string') {
      this.#length += this.#bytes.write(piece, this.#length);
    } else {
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
    }
  }

  /** The text so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #ensureCapacity(more: number): void {
    const required = this.#length + more;
    if (required <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(required, Math.ceil(this.#bytes.length * 1.5)));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
