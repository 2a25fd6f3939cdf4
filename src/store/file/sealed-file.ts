/**
 * The frame of files that can be made again: a first line with the format and the sum of what follows. What is
 * damaged, foreign or in another format is as good as none. Pure.
 */
import { sha256 } from '../../domain/canonical.js';

/** Puts what a file holds behind its first line. @param format - incremented when the content changes */
export function seal(format: string, ...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from(`${format} ${sha256(...parts)}\n`), ...parts]);
}

/** Returns what follows the first line; undefined unless it is of this format and as it was written. */
export function unseal(format: string, bytes: Buffer): Buffer | undefined {
  const start = bytes.indexOf('\n') + 1;
  const rest = bytes.subarray(start);
  return bytes.toString('latin1', 0, start) === `${format} ${sha256(rest)}\n` ? rest : undefined;
}
