/** Settles models that one side renamed, or both: a model has one id, and an id means one model. Pure. */
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { Entry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import type { RegistryState } from '../domain/registry-state.js';
import { operation, wording } from '../domain/wording.js';
import { listRenamed } from '../version/reference.js';
import { continues, followRenames, withoutIds } from '../version/rename.js';
import { otherSide, type Both, type Conflict, type Preferred, type Side } from './three-way.js';

interface MergeSides {
  readonly base: RegistryState | undefined;
  readonly ours: RegistryState;
  readonly theirs: RegistryState;
}

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
 * said of the same model. If both renamed it, the other id conflicts. What referred to it refers to the model,
 * and its entry is left deleted: it may have versions of its own. Where neither side is preferred, the model
 * is as it was.
 *
 * @throws RegistryError `value-refused` if an id is that of a renamed model on one side, and of another
 *   model on the other
 */
export function settleRenames(
  sides: MergeSides,
  prefer: Preferred,
): { readonly sides: MergeSides; readonly conflicts: readonly Conflict[] } {
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
    const renamed = listRenamed(side, id).find((it) => continues(before, it));
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

/** Returns a state with new ids. Archived bytes that nothing else moved are where the rename has put them. */
function withNewIds(
  state: RegistryState,
  renamed: readonly (readonly [string, Entry])[],
  { models: before }: RegistryState,
): RegistryState {
  const there = new Map(renamed);
  const known = renamed.filter(([from]) => state.models.has(from));
  const ids = new Map(known.map(([from, { model_id: to }]) => [from, to]));
  for (const [from, to] of ids) if (state.models.has(to) && !ids.has(to)) ids.delete(from);
  const followed = follow(state, ids);
  const entries = [...ids].flatMap(([from, model_id]) => {
    const entry = followed.models.get(from);
    return entry === undefined
      ? []
      : { ...withSources(entry, before.get(from), there.get(from)), model_id };
  });
  // No number is used again for the old id, as on the side that renamed it.
  const settled = [...ids].reduce((all, [from, to]) => {
    const entry = state.models.get(from);
    return entry === undefined
      ? all
      : withoutIds(all, [{ known: entry, to, at: entry.updated_at }]);
  }, followed);
  return { ...settled, models: withEntries(followed.models, entries, ids.keys()) };
}

/**
 * A rename moves the bytes of all versions. Unless the base and the other side say so, too, it looks as if the
 * side that renamed had done something with them, and what the other did is lost.
 */
function withSources(entry: Entry, before: Entry | undefined, renamed: Entry | undefined): Entry {
  const versions = Object.entries(entry.versions).map(([number, version]) => {
    const [was, is] = [own(before?.versions ?? {}, number), own(renamed?.versions ?? {}, number)];
    const isMovedAlone =
      was !== undefined &&
      is !== undefined &&
      is.hash === version.hash &&
      was.source === version.source &&
      was.archived_at === is.archived_at &&
      was.deleted_at === is.deleted_at;
    return [number, isMovedAlone ? { ...version, source: is.source } : version];
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
  const { model_id: kept } = it[prefer];
  const followed = follow(states[other], new Map([[it[other].model_id, kept]]));
  const models = withEntries(followed.models, [leaveDeleted(it[other], id, kept)]);
  return {
    ...states,
    base: follow(base, new Map([[id, kept]])),
    [other]: { ...followed, models },
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

/** It has no file, which is that of the model, and no claim to the id that this had before. */
function leaveDeleted(
  { former_ids: known = [], ...entry }: Entry,
  id: string,
  kept: string,
): Entry {
  const former = known.filter((it) => it !== id);
  return {
    ...entry,
    ...(former.length > 0 && { former_ids: former }),
    file_path: '',
    status: 'deleted',
    lifecycle: {
      changed_at: entry.updated_at,
      reason: `${id} is ${kept}, as the other side of a merge named it`,
      replacement: null,
    },
  };
}
