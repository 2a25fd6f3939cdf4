/**
 * Line ends that a checkout changed: git may give the files of a working copy CRLF or LF, whatever they
 * were registered with. Hashes are those of the registered bytes, so bytes are first taken as they are.
 */
import { sha256 } from './canonical.js';
import type { Entry } from './model.js';

const [LF, CR] = [0x0a, 0x0d];
const CRLF = Buffer.of(CR, LF);

/** Returns bytes with LF in the place of CRLF: the same object if there is none. */
export function foldLineEnds(bytes: Buffer): Buffer {
  let next = bytes.indexOf(CRLF);
  if (next < 0) return bytes;
  const folded = Buffer.allocUnsafeSlow(bytes.length - 1);
  let [from, length] = [0, 0];
  for (; next >= 0; next = bytes.indexOf(CRLF, from)) {
    length += bytes.copy(folded, length, from, next);
    from = next + 1;
  }
  length += bytes.copy(folded, length, from);
  return folded.subarray(0, length);
}

/** Returns bytes with CRLF in the place of LF. */
function expandLineEnds(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
    parts.push(bytes.subarray(from, at), CRLF);
    from = at + 1;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

/** Bytes that were taken from others, and where they end there. */
export interface Taken {
  readonly bytes: Buffer;
  readonly to: number;
}

/** Takes from bytes with LF, from a place on, those that have a size once they have CRLF. */
export function takeExpanded(bytes: Buffer, from: number, size: number): Taken {
  // None is looked at that is not taken, so that many parts take no longer than one.
  const most = bytes.subarray(from, from + size);
  let [length, expanded] = [0, 0];
  for (let at = most.indexOf(LF); at >= 0; at = most.indexOf(LF, length)) {
    if (expanded + at - length + CRLF.length > size) break;
    expanded += at - length + CRLF.length;
    length = at + 1;
  }
  length = Math.min(most.length, length + size - expanded);
  return { bytes: expandLineEnds(most.subarray(0, length)), to: from + length };
}

/** Bytes with their hash: lower-case SHA-256 without a prefix. */
export interface Hashed {
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/**
 * Returns bytes with the line ends with which they have one of some hashes: as they are, with LF, or with
 * CRLF; undefined if they have none of these hashes.
 */
export function withKnownLineEnds(
  bytes: Uint8Array,
  hashes: readonly (string | null | undefined)[],
): Hashed | undefined {
  const hash = sha256(bytes);
  if (hashes.includes(hash)) return { bytes, hash };
  if (!hashes.some((it) => typeof it === 'string')) return undefined;
  const other = withOtherLineEnds(bytes);
  return hashes.includes(other.hash) ? other : undefined;
}

/** Returns bytes with LF in the place of CRLF or, if they have neither CRLF nor CR, the other way round. */
export function withOtherLineEnds(bytes: Uint8Array): Hashed {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const folded = foldLineEnds(given);
  const other = folded === given && !given.includes(CR) ? expandLineEnds(given) : folded;
  return { bytes: other, hash: sha256(other) };
}

/** The hashes that a file of a model has as long as it is unchanged. */
export function hashesOfFile({ hash, file_hash, rolled_back_from: from }: Entry): string[] {
  return [file_hash, hash, from?.hash].flatMap((it) => it ?? []);
}

/** Returns bytes with the line ends with which they have a hash, as {@link withKnownLineEnds}. */
export function bytesOfHash(bytes: Uint8Array, hash: string): Uint8Array | undefined {
  return withKnownLineEnds(bytes, [hash])?.bytes;
}
