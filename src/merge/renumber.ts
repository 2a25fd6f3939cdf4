/**
 * Gives versions of two sides that have one number and different contents different numbers. Pure.
 *
 * The one that was registered later gets the next number, with all that names it on its side. The bytes of
 * both get names of their own, since the names that they had are one.
 */
import compare from 'semver/functions/compare.js';
import { hashedSource, sharedPath } from '../domain/archive-names.js';
import { formatReference } from '../domain/declared-lineage.js';
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { Entry, Importance, Parent, VersionEntry } from '../domain/model.js';
import { groupBy } from '../domain/lists.js';
import { withEntries } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import type { RegistryState } from '../domain/registry-state.js';
import { nextVersion, toSemanticVersion } from '../version/next-version.js';
import { otherSide, type Both, type Side } from './three-way.js';

/** A version that gets another number on its side. */
interface Move {
  readonly id: string;
  readonly side: Side;
  readonly from: string;
  readonly to: string;
  /** Its content; it may be in the base, too. */
  readonly hash: string | null;
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
  const base: Renumbering[] = [];
  const on: Record<Side, Renumbering[]> = { ours: [], theirs: [] };
  for (const id of [...given.ours.models.keys()].toSorted(byCodeUnit)) {
    const moves = findMoves(id, given);
    if (moves.length === 0) continue;
    const joined = findJoined(given, id, moves);
    base.push({ id, moves: findInBase(given, id, moves), joined: new Set() });
    for (const side of ['ours', 'theirs'] as const) {
      on[side].push({ id, moves: moves.filter((it) => it.side === side), joined });
    }
    notes.set(id, moves.map(describeMove));
  }
  const sides = {
    base: given.base && renumber(given.base, base),
    ours: renumber(given.ours, on.ours),
    theirs: renumber(given.theirs, on.theirs),
  };
  return { sides, notes };
}

/** The versions of a model that get other numbers in a state. */
interface Renumbering {
  readonly id: string;
  readonly moves: readonly Move[];
  /** The numbers of which the other side has other bytes in the same file. */
  readonly joined: ReadonlySet<string>;
}

function describeMove({ id, side, from, to }: Move): string {
  return `version ${from} of ${id} in ${side} has other content than in ${otherSide(side)}, and is ${to} now`;
}

function findMoves(id: string, given: Both<RegistryState>): Move[] {
  const [ours, theirs] = [given.ours.models.get(id), given.theirs.models.get(id)];
  if (ours === undefined || theirs === undefined) return [];
  const contents = listContents(ours.versions, theirs.versions);
  const used = new Set([...Object.keys(ours.versions), ...Object.keys(theirs.versions)]);
  const moves: Move[] = [];
  for (const claims of groupBy(contents, ({ to }) => to).values()) {
    for (const [place, { on, to }] of claims.toSorted(byClaim).entries()) {
      const [first] = on;
      if (first === undefined) continue;
      const number = place === 0 ? to : takeNext(id, { ...first.version, version: to }, used);
      used.add(number);
      for (const { side, version } of on) {
        const { version: from, hash } = version;
        if (from === number) continue;
        moves.push({ id, side, from, to: number, hash, bump: levelOf(version) });
      }
    }
  }
  return moves;
}

/** One content, on the sides that have it, and the number that it is to have. */
interface Content {
  readonly on: { readonly side: Side; readonly version: VersionEntry }[];
  to: string;
}

/**
 * Lists what the versions of two sides contain. An earlier merge, such as that of the commit before in a
 * rebase, may have given a content another number on one side: numbers only go up, so the higher one holds.
 */
function listContents(ours: Entry['versions'], theirs: Entry['versions']): Content[] {
  const found = new Map<string, Content>();
  for (const [side, here, there] of [
    ['ours', ours, theirs],
    ['theirs', theirs, ours],
  ] as const) {
    for (const version of Object.values(here)) {
      const { version: number } = version;
      const key = nameContent(version, here, there);
      const known = found.get(key);
      if (known === undefined) {
        found.set(key, { on: [{ side, version }], to: number });
      } else if (known.on.some((it) => it.side === side)) {
        found.set(`${key} ${number}`, { on: [{ side, version }], to: number });
      } else {
        known.on.push({ side, version });
        known.to = isHigher(number, known.to) ? number : known.to;
      }
    }
  }
  return [...found.values()].toSorted((a, b) => (isHigher(a.to, b.to) ? 1 : -1));
}

/** The same for versions that both sides have, whatever their numbers. */
function nameContent(
  version: VersionEntry,
  here: Entry['versions'],
  there: Entry['versions'],
): string {
  const { version: number, hash, created_at: at } = version;
  const other = own(there, number);
  if (hash === null || other?.hash === null) return number;
  const isSame =
    other?.hash === hash &&
    (other.created_at === at || !(hasCopy(version, there) || hasCopy(other, here)));
  return isSame ? number : `${hash} ${at}`;
}

/** Whether a side has a version, under whatever number. */
function hasCopy({ hash, created_at }: VersionEntry, versions: Entry['versions']): boolean {
  return Object.values(versions).some((it) => it.hash === hash && it.created_at === created_at);
}

function isHigher(one: string, other: string): boolean {
  const order = compare(toSemanticVersion(one), toSemanticVersion(other));
  return order === 0 ? one > other : order > 0;
}

/**
 * Who keeps a number first: what both sides have, then what was registered first. Clocks may agree; then the
 * contents decide, so that it is the same one if the sides are swapped.
 */
function byClaim(a: Content, b: Content): number {
  const [one, other] = [a.on[0]?.version, b.on[0]?.version];
  return (
    b.on.length - a.on.length ||
    byCodeUnit(one?.created_at ?? '', other?.created_at ?? '') ||
    byCodeUnit(one?.hash ?? '', other?.hash ?? '')
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

function versionsIn(state: RegistryState | undefined, id: string): Entry['versions'] {
  return state?.models.get(id)?.versions ?? {};
}

/** Finds the numbers under which both sides have bytes in one file. */
function findJoined(
  { ours, theirs }: Both<RegistryState>,
  id: string,
  moves: readonly Move[],
): Set<string> {
  const sourceOf = (state: RegistryState, number: string): string | null | undefined =>
    own(versionsIn(state, id), number)?.source;
  const joined = moves.filter(({ from }) => {
    const [one, other] = [sourceOf(ours, from), sourceOf(theirs, from)];
    return (
      typeof one === 'string' && typeof other === 'string' && sharedPath(one) === sharedPath(other)
    );
  });
  return new Set(joined.map(({ from }) => from));
}

/** Finds the moves that the base makes, too; none where it has such a number for another version. */
function findInBase({ base }: Both<RegistryState>, id: string, moves: readonly Move[]): Move[] {
  const known = versionsIn(base, id);
  const found = moves.filter(({ from, hash }) => own(known, from)?.hash === hash);
  const leaves = new Set(found.map(({ from }) => from));
  const isFree = found.every(({ to }) => own(known, to) === undefined || leaves.has(to));
  return isFree ? found : [];
}

/** Returns a state in which versions have other numbers, wherever they are named. */
function renumber(state: RegistryState, all: readonly Renumbering[]): RegistryState {
  const entries = all.flatMap((it): Entry[] => {
    const entry = state.models.get(it.id);
    return entry === undefined ? [] : [renumberEntry(entry, it)];
  });
  const models = withEntries(state.models, entries);
  const moved = new Map(all.map(({ id, moves }) => [id, moves]));
  const references = new Map(
    all.flatMap(({ id, moves }) =>
      moves.map(({ from, to }) => [nameVersion(id, from), nameVersion(id, to)] as const),
    ),
  );
  if (references.size === 0) return { ...state, models };
  const others = [...models.values()].flatMap((it) => withReferences(it, moved, references));
  return { ...state, models: withEntries(models, others) };
}

function nameVersion(id: string, version: string): string {
  return formatReference({ model_id: id, version });
}

/** All moves of a model at once, since one may go where another leaves. */
function renumberEntry(entry: Entry, { moves, joined }: Renumbering): Entry {
  const moved = new Map(moves.map((it) => [it.from, it]));
  const name = <T extends string | null>(number: T): T | string =>
    (number === null ? undefined : moved.get(number)?.to) ?? number;
  const versions = Object.values(entry.versions).map((it): [string, VersionEntry] => {
    const number = name(it.version);
    const bump = moved.get(it.version)?.bump;
    const placed = joined.has(it.version) ? withHashedSource(it) : it;
    return [
      number,
      {
        ...placed,
        version: number,
        previous: name(it.previous),
        same_content_as: name(it.same_content_as),
        ...(bump !== undefined && it.bump === 'declared' && { bump }),
      },
    ];
  });
  const { aliases, rolled_back_from: rolledBack } = entry;
  return {
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
}

/** @returns none if the model names none of the versions */
function withReferences(
  entry: Entry,
  moved: ReadonlyMap<string, readonly Move[]>,
  references: ReadonlyMap<string, string>,
): Entry[] {
  const { parents = [], lifecycle } = entry;
  const moveOf = ({ model_id: id, version }: Parent): Move | undefined =>
    moved.get(id)?.find(({ from }) => from === version);
  const isNamed = parents.some((it) => moveOf(it) !== undefined);
  const replacement = references.get(lifecycle?.replacement ?? '');
  if (!isNamed && replacement === undefined) return [];
  return [
    {
      ...entry,
      ...(isNamed && {
        parents: parents.map((it) => ({ ...it, version: moveOf(it)?.to ?? it.version })),
      }),
      ...(lifecycle && replacement !== undefined && { lifecycle: { ...lifecycle, replacement } }),
    },
  ];
}

/** Names the archived bytes by their hash, so that no others have that name. */
function withHashedSource(version: VersionEntry): VersionEntry {
  const { source, hash } = version;
  if (source === null || hash === null) return version;
  return { ...version, source: hashedSource(source, hash) };
}
