/** Damages bytes: truncates them at a byte, or flips one bit. */
export function damageOf(bytes, { cut, flip }) {
  if (cut !== undefined) return bytes.subarray(0, cut);
  const damaged = Buffer.from(bytes);
  damaged[flip >> 3] ^= 1 << (flip & 7);
  return damaged;
}
