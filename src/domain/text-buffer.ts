/**
 * A text that is made piece by piece, as UTF-8. Neither a string of all of it nor a list of its
 * pieces is made: of a large one each would be as large again.
 */
export class TextBuffer {
  #bytes: Buffer;
  #length = 0;

  /** @param expected - about how many bytes there will be */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(expected, 256));
  }

  append(piece: string | Uint8Array): void {
    // A code unit is three bytes at most.
    this.#makeRoom(typeof piece === 'string' ? piece.length * 3 : piece.length);
    if (typeof piece === 'string') {
      this.#length += this.#bytes.write(piece, this.#length);
    } else {
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
    }
  }

  /** All of it, as it is now. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(more: number): void {
    const wanted = this.#length + more;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, Math.ceil(this.#bytes.length * 1.5)));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
