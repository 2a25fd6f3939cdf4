/** Finds the registered models that left their files, and the files that they are in now. Pure. */
import { idKey } from '../domain/archive-names.js';
import { groupBy } from '../domain/lists.js';
import type { Entry } from '../domain/model.js';
import { fileStem, type Candidate } from './candidate.js';

/** What is known of the models that no candidate has yet, and of the files of a run. */
export interface Whereabouts {
  /** The models of a run, by the absolute path of their file. */
  readonly candidatesIn: ReadonlyMap<string, readonly Candidate[]>;
  /** The models that are registered with a file, by its absolute path. */
  readonly entriesIn: (path: string) => readonly Entry[];
  readonly withBytes: (hash: string) => readonly Entry[];
  /** The model that has the id that front matter requests, or had it. */
  readonly asked: (candidate: Candidate) => Entry | undefined;
  /** The key of the id that a candidate would have by its front matter, or else by its name. */
  readonly nameOf: (candidate: Candidate) => string;
  /** The stems that the file of a model may have. */
  readonly stemsOf: (entry: Entry) => readonly string[];
  readonly isGone: (entry: Entry) => boolean;
  readonly resolve: (filePath: string) => string;
}

/**
 * Finds the candidates that are models from another file. A model left its file if
 *
 * - that is gone; or
 * - all that is in it now moved there itself, as when files were swapped or moved in a chain; or
 * - the candidate is in a new file and is named like the model, and what is in the old one is not: so it is
 *   once a model was renamed, its file followed, and another one took the place.
 *
 * A copy beside an original that was edited is none of that: the original keeps its id by its path.
 *
 * @param left - the candidates that may have moved, in path order
 */
export function findMoves(
  left: readonly Candidate[],
  known: Whereabouts,
): ReadonlyMap<Candidate, Entry> {
  const moves = proposeMoves(left, known);
  const undecided = new Set(left);
  const from = groupBy([...moves.keys()], (it) => known.resolve(moves.get(it)?.file_path ?? ''));
  // Every move is believed at first, since those of a swap depend on each other.
  const toCheck = [...moves.keys()];
  for (let candidate = toCheck.pop(); candidate !== undefined; candidate = toCheck.pop()) {
    const entry = moves.get(candidate);
    if (entry === undefined) continue;
    if (hasLeft(entry, candidate, { moves, undecided }, known)) continue;
    moves.delete(candidate);
    // It stays where it is, so that the models of that file did not leave it for its sake.
    toCheck.push(...(from.get(candidate.source.resolvedPath) ?? []));
  }
  return moves;
}

/** At most one model for each candidate and one candidate for each model: bytes first, then ids. */
function proposeMoves(left: readonly Candidate[], known: Whereabouts): Map<Candidate, Entry> {
  const moves = new Map<Candidate, Entry>();
  const given = new Set<Entry>();
  const sameBytes = new Map<string, Waiting>();
  const give = (candidate: Candidate, entry: Entry | undefined): void => {
    if (entry === undefined || given.has(entry)) return;
    moves.set(candidate, entry);
    given.add(entry);
  };
  const inPlace = (candidate: Candidate): readonly Entry[] =>
    known.entriesIn(candidate.source.resolvedPath);
  const asking = left.filter((it) => {
    const asked = known.asked(it);
    return asked === undefined || !inPlace(it).includes(asked);
  });
  for (const candidate of asking) {
    const here = inPlace(candidate);
    if (here.some((it) => hadBytes(it, candidate.hash))) continue;
    const same = sameBytes.get(candidate.hash) ?? sortWaiting(candidate.hash, known);
    sameBytes.set(candidate.hash, same);
    // A new file gives its model its own name, unless it is named like one whose file is gone.
    const gone = here.length > 0 ? same.gone : same.goneByStem.get(stemOf(candidate));
    give(candidate, takeNext(gone, given) ?? takeNext(same.present, given));
  }
  for (const candidate of asking) {
    if (!moves.has(candidate)) give(candidate, known.asked(candidate));
  }
  return moves;
}

/** Models with the same bytes, the next one last: there may be thousands. */
interface Waiting {
  readonly gone: Entry[];
  readonly goneByStem: ReadonlyMap<string, Entry[]>;
  readonly present: Entry[];
}

function sortWaiting(hash: string, { withBytes, isGone, stemsOf }: Whereabouts): Waiting {
  const same = [...withBytes(hash)].toReversed();
  const gone = same.filter(isGone);
  const named = gone.flatMap((entry) => stemsOf(entry).map((stem) => ({ stem, entry })));
  return {
    gone,
    goneByStem: new Map(
      [...groupBy(named, (it) => it.stem)].map(([stem, them]) => [
        stem,
        them.map((it) => it.entry),
      ]),
    ),
    present: same.filter((it) => !isGone(it)),
  };
}

function takeNext(waiting: Entry[] | undefined, given: ReadonlySet<Entry>): Entry | undefined {
  let next = waiting?.pop();
  while (next !== undefined && given.has(next)) next = waiting?.pop();
  return next;
}

function stemOf({ source }: Candidate): string {
  return fileStem(source.relativePath);
}

/** Content that comes back is in its own history, whoever else has it. */
function hadBytes({ versions }: Entry, given: string): boolean {
  return Object.values(versions).some(({ hash }) => hash === given);
}

/** What is believed so far. */
interface Believed {
  readonly moves: ReadonlyMap<Candidate, Entry>;
  readonly undecided: ReadonlySet<Candidate>;
}

function hasLeft(
  entry: Entry,
  candidate: Candidate,
  { moves, undecided }: Believed,
  { candidatesIn, entriesIn, isGone, nameOf, resolve }: Whereabouts,
): boolean {
  if (isGone(entry)) return true;
  const there = candidatesIn.get(resolve(entry.file_path)) ?? [];
  const [one] = there;
  // What was refused, or is not of this run, may be the model. What is there unchanged did not push it out.
  if (one === undefined || there.length < one.part.of) return false;
  const isNew = entriesIn(candidate.source.resolvedPath).length === 0;
  const closeness = rankName(nameOf(candidate), entry);
  return there.every(
    (it) =>
      moves.has(it) || (isNew && undecided.has(it) && rankName(nameOf(it), entry) < closeness),
  );
}

/** How well a name is that of a model: its id is better than one that it had before. */
function rankName(name: string, { model_id: id, former_ids: former = [] }: Entry): number {
  if (idKey(id) === name) return 2;
  return former.some((it) => idKey(it) === name) ? 1 : 0;
}
