/** Finds the conflict markers that a merge of git left in a file of the registry. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { LINE_END } from '../../domain/lines.js';
import { operation, wording } from '../../domain/wording.js';

/** No line of JSON starts like this, since its strings have no raw line ends. */
const MARKERS = ['<<<<<<<', '|||||||', '=======', '>>>>>>>'].map((it) => Buffer.from(it));

/** Returns the line of the first conflict marker, from 1; undefined if there is none. */
export function findConflict(bytes: Buffer): number | undefined {
  const places = MARKERS.flatMap((marker) => findLineStart(bytes, marker) ?? []);
  if (places.length === 0) return undefined;
  let line = 1;
  const before = bytes.subarray(0, Math.min(...places));
  for (let at = before.indexOf(LINE_END); at >= 0; at = before.indexOf(LINE_END, at + 1)) line += 1;
  return line;
}

function findLineStart(bytes: Buffer, marker: Buffer): number | undefined {
  if (bytes.subarray(0, marker.length).equals(marker)) return 0;
  const at = bytes.indexOf(Buffer.concat([Buffer.of(LINE_END), marker]));
  return at < 0 ? undefined : at + 1;
}

/** Returns the error for a file that a merge left undecided. @param shown - its path for people */
export function describeConflict(shown: string, line: number): RegistryError {
  return new RegistryError(
    'registry-conflict',
    `${shown} has conflict markers of a merge, the first in line ${line}: nothing is read or changed before it is decided.`,
    wording`Let this program merge both sides: set it up with \`git setup\`, and merge again, or join the three versions of the file with ${operation('merge')}. Or take one side as it is: git checkout --ours ${shown}, or --theirs, with the other files beside it; what the other side registered is then not in it.`,
  );
}
