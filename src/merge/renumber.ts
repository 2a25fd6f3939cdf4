/**
 * Gives versions of two sides that have one number and different contents different numbers. Pure.
 *
 * The one that was registered later gets the next number, with all that names it on its side. The bytes of
 * both get names of their own, since the names that they had are one.
 */
import { hashedArchivePath, unhashedArchivePath } from '../domain/archive-names.js';
import { formatReference } from '../domain/declared-lineage.js';
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { Entry, Importance, VersionEntry } from '../domain/model.js';
import { withEntries } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { isPackedPath, packedPath, plainPath } from '../domain/packed.js';
import type { RegistryState } from '../domain/registry-state.js';
import { nextVersion } from '../version/next-version.js';
import type { Both, Side } from './three-way.js';

/** A version that gets another number on its side. */
interface Move {
  readonly id: string;
  readonly side: Side;
  readonly from: string;
  readonly to: string;
  /** Its content; it may be in the base, too. */
  readonly hash: string;
  /** What the number says now, where its spec declared the one before. */
  readonly bump: Importance;
}

/** The sides without a number that means two contents, and what was done, by model. */
export interface Distinct {
  readonly sides: Both<RegistryState>;
  readonly notes: ReadonlyMap<string, readonly string[]>;
}

/** @throws RegistryError `version-refused` if there is no number left */
export function withDistinctNumbers(given: Both<RegistryState>): Distinct {
  const notes = new Map<string, readonly string[]>();
  let sides = given;
  for (const id of [...given.ours.models.keys()].toSorted(byCodeUnit)) {
    const moves = findMoves(id, given);
    if (moves.length === 0) continue;
    sides = moves.reduce(applyMove, sides);
    notes.set(id, moves.map(describeMove));
  }
  return { sides, notes };
}

function describeMove({ id, side, from, to }: Move): string {
  return `version ${from} of ${id} in ${side} has other content than in ${otherSide(side)}, and is ${to} now`;
}

function otherSide(side: Side): Side {
  return side === 'ours' ? 'theirs' : 'ours';
}

function findMoves(id: string, given: Both<RegistryState>): Move[] {
  const [ours, theirs] = [given.ours.models.get(id), given.theirs.models.get(id)];
  if (ours === undefined || theirs === undefined) return [];
  const used = new Set([...Object.keys(ours.versions), ...Object.keys(theirs.versions)]);
  const moves: Move[] = [];
  for (const one of Object.values(ours.versions)) {
    const other = own(theirs.versions, one.version);
    if (other === undefined || one.hash === null || other.hash === null) continue;
    if (one.hash === other.hash) continue;
    const side: Side = isLater(one, other) ? 'ours' : 'theirs';
    const [moved, hash] = side === 'ours' ? [one, one.hash] : [other, other.hash];
    const there = side === 'ours' ? theirs : ours;
    const to = findCopy(moved, there)?.version ?? takeNext(id, moved, used);
    used.add(to);
    moves.push({ id, side, from: moved.version, to, hash, bump: levelOf(moved) });
  }
  return moves;
}

/** Clocks may agree; then the contents decide, so that it is the same version if the sides are swapped. */
function isLater(one: VersionEntry, other: VersionEntry): boolean {
  const [a, b] =
    one.created_at === other.created_at
      ? [one.hash ?? '', other.hash ?? '']
      : [one.created_at, other.created_at];
  return a > b;
}

/** The version in an earlier merge, such as that of the commit before in a rebase. */
function findCopy({ hash, created_at }: VersionEntry, there: Entry): VersionEntry | undefined {
  return Object.values(there.versions).find(
    (it) => it.hash === hash && it.created_at === created_at,
  );
}

function levelOf({ bump, changes }: VersionEntry): Importance {
  const isLevel = bump === 'major' || bump === 'minor' || bump === 'patch';
  return isLevel ? bump : (changes?.importance ?? 'major');
}

function takeNext(id: string, moved: VersionEntry, used: ReadonlySet<string>): string {
  const { version } = moved;
  const importance = levelOf(moved);
  const settings = { declared: null, bump: importance, importance, autoVersion: true };
  const next = nextVersion({ current: version, used, ...settings });
  if ('version' in next) return next.version;
  const hint = 'Declare a higher version in the spec of one side before the merge.';
  throw new RegistryError('version-refused', `${id}: ${next.refused}`, hint);
}

function applyMove(sides: Both<RegistryState>, move: Move): Both<RegistryState> {
  const { id, side, from, hash } = move;
  const pathIn = (on: Side): string | null =>
    sides[on].models.get(id)?.versions[from]?.source ?? null;
  const [one, other] = [pathIn('ours'), pathIn('theirs')];
  const isShared = one !== null && other !== null && fileOf(one) === fileOf(other);
  const { base } = sides;
  const isInBase = base?.models.get(id)?.versions[from]?.hash === hash;
  return {
    ...sides,
    ...(base && { base: isInBase ? renumber(base, move) : base }),
    [side]: renumber(sides[side], move, isShared),
    ...(isShared && { [otherSide(side)]: withOwnArchive(sides[otherSide(side)], move) }),
  };
}

/** Returns a side in which a version has another number, wherever it is named. */
function renumber(
  state: RegistryState,
  { id, from, to, bump }: Move,
  isShared = false,
): RegistryState {
  const entry = state.models.get(id);
  if (entry === undefined) return state;
  const name = <T extends string | null>(number: T): T | string => (number === from ? to : number);
  const versions = Object.values(entry.versions).map((it): [string, VersionEntry] => {
    const number = name(it.version);
    const isMoved = it.version === from;
    const placed = isMoved && isShared ? withHashedSource(it) : it;
    return [
      number,
      {
        ...placed,
        version: number,
        previous: name(it.previous),
        same_content_as: name(it.same_content_as),
        ...(isMoved && it.bump === 'declared' && { bump }),
      },
    ];
  });
  const { aliases, rolled_back_from: rolledBack } = entry;
  const renamed: Entry = {
    ...entry,
    version: name(entry.version),
    current_version: name(entry.current_version),
    versions: Object.fromEntries(versions),
    ...(rolledBack && { rolled_back_from: { ...rolledBack, version: name(rolledBack.version) } }),
    ...(aliases && {
      aliases: Object.fromEntries(
        Object.entries(aliases).map(([alias, it]) => [alias, { ...it, version: name(it.version) }]),
      ),
    }),
  };
  const others = [...state.models.values()].flatMap((it) =>
    it.model_id === id ? [] : withReference(it, { id, from, to }),
  );
  return { ...state, models: withEntries(state.models, [renamed, ...others]) };
}

/** @returns none if the model does not name the version */
function withReference(entry: Entry, { id, from, to }: Pick<Move, 'id' | 'from' | 'to'>): Entry[] {
  const { parents = [], lifecycle } = entry;
  const isNamed = parents.some((it) => it.model_id === id && it.version === from);
  const reference = (version: string): string => formatReference({ model_id: id, version });
  const isReplacement = lifecycle?.replacement === reference(from);
  if (!isNamed && !isReplacement) return [];
  return [
    {
      ...entry,
      ...(isNamed && {
        parents: parents.map((it) =>
          it.model_id === id && it.version === from ? { ...it, version: to } : it,
        ),
      }),
      ...(isReplacement && { lifecycle: { ...lifecycle, replacement: reference(to) } }),
    },
  ];
}

function withOwnArchive(state: RegistryState, { id, from }: Move): RegistryState {
  const entry = state.models.get(id);
  const version = entry?.versions[from];
  if (entry === undefined || version === undefined) return state;
  const versions = { ...entry.versions, [from]: withHashedSource(version) };
  return { ...state, models: withEntries(state.models, [{ ...entry, versions }]) };
}

/** The file that git merges: one branch may name its bytes by their hash, and the other not yet. */
function fileOf(source: string): string {
  const path = plainPath(source);
  return unhashedArchivePath(path)?.path ?? path;
}

const HASH_DIGITS = 8;

/** Names the archived bytes by their hash, so that no others have that name. */
function withHashedSource(version: VersionEntry): VersionEntry {
  const { source, hash } = version;
  if (source === null || hash === null) return version;
  const path = hashedArchivePath(plainPath(source), hash, HASH_DIGITS);
  return { ...version, source: isPackedPath(source) ? packedPath(path) : path };
}
