/** The marks that a merge leaves around what it could not decide, in a file of JSON or of JSON lines. Pure. */
import { RegistryError } from './errors.js';
import { LINE_END } from './lines.js';
import { operation, wording, type Wording } from './wording.js';

/** How the first mark of a place starts: seven characters and a blank. */
export const FIRST_MARK = Buffer.from('<<<<<<< ');

/** No line of JSON starts like this, since its strings have no raw line ends; also cut by hand. */
const MARKS = ['<<<', '|||', '===', '>>>'].map((it) => Buffer.from(it));

// At the top of a registry, in a place of its own on each side.
const CHECKSUM_LINE = /^ {2}"checksum": "sha256:/gm;
const HEAD_BYTES = 4096;

/** A place that a merge left undecided. */
export interface MergeConflict {
  /** From 1. */
  readonly line: number;
  readonly what: 'mark' | 'both sides';
}

/** Finds the first conflict mark, or what is left of one; or both sides' checksums without any marks. */
export function findConflict(bytes: Buffer): MergeConflict | undefined {
  const places = MARKS.flatMap((mark) => findLineStart(bytes, mark) ?? []);
  if (places.length > 0) return { line: countLines(bytes, Math.min(...places)), what: 'mark' };
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  const [, second] = [...head.matchAll(CHECKSUM_LINE)];
  return second && { line: countLines(bytes, second.index), what: 'both sides' };
}

/** Whether a text of any kind, such as a spec, has marks: only the first of a place is sure. */
export function hasMarks(bytes: Buffer): boolean {
  return findLineStart(bytes, FIRST_MARK) !== undefined;
}

function findLineStart(bytes: Buffer, mark: Buffer): number | undefined {
  if (bytes.subarray(0, mark.length).equals(mark)) return 0;
  const at = bytes.indexOf(Buffer.concat([Buffer.of(LINE_END), mark]));
  return at < 0 ? undefined : at + 1;
}

/** The number of the line that starts at an offset, from 1. */
function countLines(bytes: Buffer, offset: number): number {
  let line = 1;
  const before = bytes.subarray(0, offset);
  for (let at = before.indexOf(LINE_END); at >= 0; at = before.indexOf(LINE_END, at + 1)) line += 1;
  return line;
}

/** Says how a file that a merge left undecided is decided. @param shown - its path for people */
export function wordWayOut(shown: string): Wording {
  return wording`Run ${operation('git setup')} and git checkout --merge ${shown}, which merges both sides, and the same for each other file in conflict (git status); if that conflicts again, git mergetool -t gnn-registry-ours (or -theirs) takes one side; then git add and git commit finish the merge. Without git, pass the three versions of each to ${operation('merge')}.`;
}

/** Returns the error for a file that a merge left undecided. @param shown - its path for people */
export function describeConflict(shown: string, { line, what }: MergeConflict): RegistryError {
  const found =
    what === 'mark'
      ? `has conflict markers of a merge, the first in line ${line}`
      : `has both sides of a merge, with a second checksum in line ${line}`;
  return new RegistryError(
    'registry-conflict',
    `${shown} ${found}: nothing is read or changed before it is decided.`,
    wordWayOut(shown),
  );
}
