/** Settles models that one side renamed, or both: a model has one id, and an id means one model. Pure. */
import { hashedSource, unhashedArchivePath } from '../domain/archive-names.js';
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { Entry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import type { RegistryState } from '../domain/registry-state.js';
import { operation, wording } from '../domain/wording.js';
import { listRenamed } from '../version/reference.js';
import { continues, followRenames, withFormerId, withoutIds } from '../version/rename.js';
import { isJoinedTo } from './joined.js';
import { otherSide, type Both, type Conflict, type Preferred, type Side } from './three-way.js';

type Sided = Both<RegistryState> & { readonly base: RegistryState };

/** A model that another one has the id of: one side renamed it, and the other gave that id away. */
interface Clash {
  readonly id: string;
  readonly before: Entry;
  /** The side that renamed it, and the id. */
  readonly side: Side;
  readonly to: string;
}

/** A model that has another id on each side. */
interface Apart {
  readonly id: string;
  readonly before: Entry;
  readonly ours: Entry;
  readonly theirs: Entry;
}

/** The new ids of models of the base, by those that they have there. */
type Renames = ReadonlyMap<string, Entry>;

const SIDES = ['ours', 'theirs'] as const;

/**
 * Returns the sides with one id for each model that either renamed, so that what the other one says of it is
 * said of the same model. If both renamed it, that conflicts: the preferred id leads to it, the other one is a
 * former id. Where neither side is preferred, the model is as it was.
 *
 * @throws RegistryError `value-refused` if an id is that of a renamed model on one side, and of another
 *   model on the other
 */
export function settleRenames(
  sides: Both<RegistryState>,
  prefer: Preferred,
): { readonly sides: Both<RegistryState>; readonly conflicts: readonly Conflict[] } {
  const { base, ours, theirs } = sides;
  if (base === undefined) return { sides, conflicts: [] };
  const renames = {
    ours: listRenames(base.models, ours.models),
    theirs: listRenames(base.models, theirs.models),
  };
  if (renames.ours.size === 0 && renames.theirs.size === 0) return { sides, conflicts: [] };
  const clashes = SIDES.flatMap((side) => findClashes({ base, ours, theirs }, side, renames));
  if (clashes.length > 0) {
    const distinct = settleClashes({ base, ours, theirs }, clashes, renames, prefer);
    return settleRenames(distinct, prefer);
  }
  const apart = findApart({ base, ours, theirs }, renames);
  const conflicts = apart.map((it): Conflict => {
    const ids = { base: it.id, ours: it.ours.model_id, theirs: it.theirs.model_id };
    return { model_id: it.id, field: 'model_id', ...ids };
  });
  const followed = followOther({ base, ours, theirs }, renames);
  return { sides: apart.reduce((all, it) => settleApart(all, it, prefer), followed), conflicts };
}

function listRenames(base: Models, side: Models): Renames {
  const found = new Map<string, Entry>();
  for (const [id, before] of base) {
    const renamed = listRenamed(side, id).find(
      (it) => continues(before, it) && !isJoinedTo(it, base),
    );
    // Another model may have the id since.
    if (renamed !== undefined && !continues(before, side.get(id))) found.set(id, renamed);
  }
  return found;
}

/** @throws RegistryError `value-refused`, except for a base that is made: there, neither has the id */
function settleClashes(
  sides: Sided,
  clashes: readonly Clash[],
  renames: Record<Side, Renames>,
  prefer: Preferred,
): Sided {
  const [first] = clashes;
  if (first !== undefined && prefer !== 'base') throw describeClash(first, sides, renames);
  return clashes.reduce((all, { id, before, side, to }): Sided => {
    const other = otherSide(side);
    const models = withEntries(all[other].models, [], [to]);
    return {
      ...all,
      [side]: asBefore(all[side], to, id, before),
      [other]: { ...all[other], models },
    };
  }, sides);
}

function findClashes(
  { base, ...sides }: Sided,
  side: Side,
  renames: Record<Side, Renames>,
): Clash[] {
  const other = otherSide(side);
  return [...renames[side]].flatMap(([id, { model_id: to }]) => {
    const [before, there] = [base.models.get(id), sides[other].models.get(to)];
    if (before === undefined || there === undefined) return [];
    const isSame = renames[other].get(id)?.model_id === to || continues(before, there);
    // It may be a model that gets another id itself.
    const isLeft = renames[side].has(to) && !renames[other].has(to);
    return isSame || isLeft ? [] : [{ id, before, side, to }];
  });
}

function describeClash(
  { id, side, to }: Clash,
  { base }: Sided,
  renames: Record<Side, Renames>,
): RegistryError {
  const other = otherSide(side);
  const origin = [...renames[other]].find(([, it]) => it.model_id === to)?.[0];
  const what =
    origin === undefined ? (base.models.has(to) ? 'is not' : 'is new') : `is ${origin}, renamed`;
  return new RegistryError(
    'value-refused',
    `the model ${to} of ${side} is ${id}, renamed, and that of ${other} ${what}: they cannot be one model`,
    wording`Give one of them another id before the merge, with ${operation('mv', to, 'NEW_ID')}.`,
  );
}

/** Models that have another id on each side. A side may have both, from an earlier merge. */
function findApart({ base, ours, theirs }: Sided, renames: Record<Side, Renames>): Apart[] {
  return [...renames.ours].flatMap(([id, one]) => {
    const [before, other] = [base.models.get(id), renames.theirs.get(id)];
    if (before === undefined || other === undefined || one.model_id === other.model_id) return [];
    if (ours.models.has(other.model_id) || theirs.models.has(one.model_id)) return [];
    return [{ id, before, ours: one, theirs: other }];
  });
}

/** Gives models that one side renamed their new ids in the base and in the other side. */
function followOther(sides: Sided, { ours, theirs }: Record<Side, Renames>): Sided {
  const isApart = (id: string): boolean =>
    ours.has(id) && theirs.has(id) && ours.get(id)?.model_id !== theirs.get(id)?.model_id;
  const inBase = [...ours, ...theirs].filter(([id]) => !isApart(id));
  const missing = (known: Renames, from: Renames): [string, Entry][] =>
    [...from].filter(([id]) => !known.has(id));
  return {
    base: withNewIds(sides.base, inBase, sides.base),
    ours: withNewIds(sides.ours, missing(ours, theirs), sides.base),
    theirs: withNewIds(sides.theirs, missing(theirs, ours), sides.base),
  };
}

/**
 * Returns a state in which models have the ids that a side gave them, and their archives the places. A model
 * that is another one under an old id keeps it.
 *
 * @param renamed - the models as that side has them, by the ids that they have in the state
 */
function withNewIds(
  state: RegistryState,
  renamed: readonly (readonly [string, Entry])[],
  { models: base }: RegistryState,
): RegistryState {
  const targets = new Map(renamed);
  const ids = new Map<string, string>();
  for (const [from, { model_id: to }] of renamed) {
    const [before, entry] = [base.get(from), state.models.get(from)];
    const isTaken = state.models.has(to) && !targets.has(to);
    if (before !== undefined && continues(before, entry) && !isTaken) ids.set(from, to);
  }
  return moveModels(state, ids, (from, entry) => {
    const [before, after] = [base.get(from), targets.get(from)];
    return before && after ? withPlaces(entry, findPlaces(before, after)) : entry;
  });
}

/** Gives models other ids, with the references to them, and keeps their numbers unused under the old ones. */
function moveModels(
  state: RegistryState,
  ids: ReadonlyMap<string, string>,
  change: (from: string, entry: Entry) => Entry,
): RegistryState {
  const followed = follow(state, ids);
  const entries = [...ids].flatMap(([from, model_id]) => {
    const entry = followed.models.get(from);
    return entry === undefined ? [] : { ...change(from, entry), model_id };
  });
  // No number is used again for the old id, as on the side that renamed it.
  const left = [...ids].flatMap(([from, to]) => {
    const known = state.models.get(from);
    return known === undefined ? [] : { known, to, at: known.updated_at };
  });
  const settled = withoutIds(followed, left);
  return { ...settled, models: withEntries(followed.models, entries, ids.keys()) };
}

/** Where the archives of a model are that a rename moved and nothing else did, by where they were. */
type Places = ReadonlyMap<string, string>;

function findPlaces(before: Entry, renamed: Entry): Places {
  const places = new Map<string, string>();
  for (const [number, { hash, source, archived_at, deleted_at }] of Object.entries(
    before.versions,
  )) {
    const is = own(renamed.versions, number);
    const isMovedAlone =
      is?.hash === hash && is.archived_at === archived_at && is.deleted_at === deleted_at;
    if (!isMovedAlone || source === null || is.source === null) continue;
    places.set(source, is.source);
  }
  return places;
}

/**
 * A rename moves the bytes of all versions. Unless the base and the other side say so, too, it looks as if the
 * side that renamed had done something with them, and what the other did is lost. git moves the files in which
 * the other side joined them with those of other branches.
 */
function withPlaces(entry: Entry, places: Places): Entry {
  const versions = Object.entries(entry.versions).map(([number, version]) => {
    const { source, hash } = version;
    if (source === null) return [number, version];
    const joined = unhashedArchivePath(source)?.path;
    const [alone, beside] = [places.get(source), joined && places.get(joined)];
    const found = alone ?? (beside && hash !== null ? hashedSource(beside, hash) : undefined);
    return [number, found ? { ...version, source: found } : version];
  });
  return { ...entry, versions: Object.fromEntries(versions) };
}

function settleApart(
  { base, ...states }: Sided,
  { id, before, ...it }: Apart,
  prefer: Preferred,
): Sided {
  if (prefer === 'base') {
    const [ours, theirs] = SIDES.map((side) =>
      asBefore(states[side], it[side].model_id, id, before),
    );
    return { base, ours: ours ?? states.ours, theirs: theirs ?? states.theirs };
  }
  const other = otherSide(prefer);
  const [one, apart] = [it[prefer], it[other]];
  const { model_id: kept } = one;
  const [moved, back] = [findPlaces(before, one), new Map<string, string>()];
  for (const [was, is] of findPlaces(before, apart)) back.set(is, was);
  return {
    ...states,
    base: moveModels(base, new Map([[id, kept]]), (_, entry) => withPlaces(entry, moved)),
    [other]: moveModels(states[other], new Map([[apart.model_id, kept]]), (from, entry) =>
      withFormerId(withPlaces(withPlaces(entry, back), moved), from, kept),
    ),
  };
}

/** Takes a rename back. */
function asBefore(state: RegistryState, gone: string, id: string, before: Entry): RegistryState {
  const followed = follow(state, new Map([[gone, id]]));
  return { ...followed, models: withEntries(followed.models, [before], [gone]) };
}

/** Lets the references of models follow. */
function follow(state: RegistryState, ids: ReadonlyMap<string, string>): RegistryState {
  const followed = followRenames(state.models, ids, NO_TIME);
  return { ...state, models: withEntries(state.models, followed) };
}

/** Nothing happens in a merge: stamps stay as they are, so that a registry and its log say the same. */
const NO_TIME = '';
