/** The bytes of a file, whole or in parts: a large file that is mostly as before need not be built in one piece. Pure. */

/** The bytes of a file, or parts that follow each other. */
export type FileBytes = Uint8Array | readonly Uint8Array[];

/** The parts, in order. */
export function partsOf(bytes: FileBytes): readonly Uint8Array[] {
  return bytes instanceof Uint8Array ? [bytes] : bytes;
}

/** How many bytes they are. */
export function sizeOfBytes(bytes: FileBytes): number {
  return partsOf(bytes).reduce((sum, { length }) => sum + length, 0);
}

/** All in one piece, which is a copy only if there are several parts with bytes. */
export function joinBytes(bytes: FileBytes): Buffer {
  const parts = partsOf(bytes).filter(({ length }) => length > 0);
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0
    ? Buffer.from(only.buffer, only.byteOffset, only.length)
    : Buffer.concat(parts);
}
