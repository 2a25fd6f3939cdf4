/** Finds the registered models that left their files, and the files that they are in now. Pure. */
import { idKey } from '../domain/archive-names.js';
import { groupBy } from '../domain/lists.js';
import type { Entry } from '../domain/model.js';
import { fileStem, requestedId, type Candidate } from './candidate.js';
import { pairByPath } from './pair-paths.js';

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
 * - the candidate is in a new file and named like the model, and what is in the old file is not: the model
 *   and its file were renamed, and another model took the old path; or
 * - the candidate is in a new file with the model's bytes, and the old file holds a different model that
 *   requests its own id. If the old file differs only in its `model_id`, the candidate is a copy.
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
  const { asked, withBytes } = known;
  const proposals = createProposals(known);
  const { moves, inPlace } = proposals;
  const asking = left.filter((it) => {
    const entry = asked(it);
    return entry === undefined || !inPlace(it).includes(entry);
  });
  const others = asking.filter((it) => !inPlace(it).some((entry) => hadBytes(entry, it.hash)));
  const groups = [...groupBy(others, (it) => it.hash)].map(
    ([hash, candidates]) => [candidates, withBytes(hash)] as const,
  );
  const canMove = new Set([
    ...groups.flatMap(([candidates, same]) => (same.length > 0 ? candidates : [])),
    ...asking.filter((it) => asked(it) !== undefined),
  ]);
  for (const [candidates, same] of groups) {
    proposeSame(candidates, same, { ...known, ...proposals, canMove });
  }
  for (const candidate of asking) {
    const entry = asked(candidate);
    if (entry !== undefined && !moves.has(candidate)) proposals.offer([candidate], [entry]);
  }
  return moves;
}

/** What is proposed so far. */
interface Proposals {
  readonly moves: Map<Candidate, Entry>;
  /** The models that the file of a candidate had. */
  readonly inPlace: (candidate: Candidate) => readonly Entry[];
  /** Proposes models that no candidate has to candidates that have none. */
  readonly offer: (candidates: readonly Candidate[], entries: readonly Entry[]) => void;
}

function createProposals({ entriesIn, resolve }: Whereabouts): Proposals {
  const moves = new Map<Candidate, Entry>();
  const given = new Set<Entry>();
  const placed = new Map<string, readonly Entry[]>();
  const inPlace = ({ source: { resolvedPath: path } }: Candidate): readonly Entry[] => {
    const here = placed.get(path) ?? entriesIn(path);
    placed.set(path, here);
    return here;
  };
  const pair = (candidates: readonly Candidate[], entries: readonly Entry[]): void => {
    const free = entries.filter((it) => !given.has(it));
    if (free.length === 0) return;
    const pairs = pairByPath(
      candidates
        .filter((it) => !moves.has(it))
        .map((it) => ({ item: it, path: it.source.resolvedPath })),
      free.map((it) => ({ item: it, path: it.file_path === '' ? '' : resolve(it.file_path) })),
    );
    for (const [candidate, entry] of pairs) {
      moves.set(candidate, entry);
      given.add(entry);
    }
  };
  return {
    moves,
    inPlace,
    // What was deleted is in no file that it could have left: it comes back where no other model is.
    offer: (candidates, entries) => {
      const vacant = candidates.filter((it) => !inPlace(it).some(isLive));
      pair(vacant, entries);
      pair(candidates, entries.filter(isLive));
    },
  };
}

interface SameBytes
  extends Pick<Whereabouts, 'candidatesIn' | 'isGone' | 'resolve' | 'stemsOf'>, Proposals {
  readonly canMove: ReadonlySet<Candidate>;
}

/** Proposes moves among candidates and models with the same bytes; there may be thousands. */
function proposeSame(
  candidates: readonly Candidate[],
  same: readonly Entry[],
  { candidatesIn, canMove, inPlace, isGone, offer, resolve, stemsOf }: SameBytes,
): void {
  const gone = same.filter(isGone);
  const named = gone.flatMap((entry) => stemsOf(entry).map((stem) => ({ stem, entry })));
  const byStem = groupBy(named, (it) => it.stem);
  for (const [stem, them] of groupBy(candidates, stemOf)) {
    const there = byStem.get(stem) ?? [];
    offer(
      them,
      there.map((it) => it.entry),
    );
  }
  // A new file gives its model its own name, unless it is named like one whose file is gone.
  const inKnown = candidates.filter((it) => inPlace(it).length > 0);
  const inNew = candidates.filter((it) => inPlace(it).length === 0);
  offer(inKnown, gone);
  // The name of weights is whatever somebody calls their folder; their bytes say which model it is.
  if (same.some(({ metadata }) => metadata.weights !== undefined)) offer(inNew, gone);
  const present = same.filter((it) => !isGone(it));
  const byFile = groupBy(present, (it) => resolve(it.file_path));
  const leaving = [...byFile].flatMap(([path, entries]) =>
    candidatesIn.get(path)?.every((it) => canMove.has(it)) === true ? entries : [],
  );
  offer(inKnown, leaving);
  offer(inNew, leaving);
  offer(inNew, present);
}

function isLive({ status, file_path: path }: Entry): boolean {
  return status !== 'deleted' && path !== '';
}

function stemOf({ source }: Candidate): string {
  return fileStem(source.relativePath);
}

/** Content that comes back is in its own history, whoever else has it. */
function hadBytes({ versions }: Entry, given: string): boolean {
  return Object.values(versions).some((it) => it.hash === given || it.semantic_hash === given);
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
      moves.has(it) ||
      (isNew &&
        undecided.has(it) &&
        (rankName(nameOf(it), entry) < closeness || isAnother(it, entry))),
  );
}

/** Whether content that asks for an id is not that of a model, which it would rename, but another one's. */
function isAnother(candidate: Candidate, entry: Entry): boolean {
  const id = requestedId(candidate);
  if (id === null || rankName(idKey(id), entry) > 0) return false;
  const form = candidate.semanticHash;
  return !Object.values(entry.versions).some(
    (it) => it.hash === candidate.hash || (form !== undefined && it.semantic_hash === form),
  );
}

/** How well a name is that of a model: its id is better than one that it had before. */
function rankName(name: string, { model_id: id, former_ids: former = [] }: Entry): number {
  if (idKey(id) === name) return 2;
  return former.some((it) => idKey(it) === name) ? 1 : 0;
}
