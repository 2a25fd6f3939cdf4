/** Finds archived bytes by their hashes alone, whatever the file that has them is called. */
import { sha256 } from '../../domain/canonical.js';
import { listParts } from '../../domain/joined-archives.js';
import { withOtherLineEnds } from '../../domain/line-ends.js';
import { unpackParts } from './metadata.js';

/**
 * Returns the hashes of all that may be the bytes of a version in a file: as a whole or joined, packed or
 * not, with the line ends of a checkout or the others.
 */
export function hashesIn(path: string, file: Buffer, maxBytes: number): Set<string> {
  const hashes = new Set<string>();
  for (const { bytes } of unpackParts(path, [file, ...listParts(file)], maxBytes)) {
    hashes.add(sha256(bytes)).add(withOtherLineEnds(bytes).hash);
  }
  return hashes;
}
