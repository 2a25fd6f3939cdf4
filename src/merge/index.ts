/** Merges two registries over the one that both come from, by model and by field. Pure. */
import compare from 'semver/functions/compare.js';
import { idKey } from '../domain/archive-names.js';
import { formatReference } from '../domain/declared-lineage.js';
import { RegistryError } from '../domain/errors.js';
import { own, isAlike } from '../domain/json.js';
import type { Entry, Parent, PurgedModel } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import type { RegistryState } from '../domain/registry-state.js';
import { listDefaults, withoutDefault } from '../domain/weights-summary.js';
import { operation, wording } from '../domain/wording.js';
import { withParents } from '../version/entry.js';
import { createParentLookup, findCycles } from '../version/lineage.js';
import { toSemanticVersion } from '../version/next-version.js';
import { findModelId } from '../version/reference.js';
import { continues } from '../version/rename.js';
import { mergeEntry } from './entry.js';
import { withContinuation } from './joined.js';
import { settleRenames } from './renamed.js';
import { withDistinctNumbers } from './renumber.js';
import {
  conflicting,
  fromLater,
  latest,
  mapSides,
  mergeKeys,
  mergeMap,
  mergeValue,
  orAbsent,
  type Both,
  type Conflict,
  type Context,
  type Preferred,
  type Rules,
  type Side,
  type Sides,
} from './three-way.js';
import { findSettledApart, listUnsettled, withPlacesOf, withUnsettled } from './unsettled.js';
import { isDeleted } from './version.js';

export type { Conflict, Preferred, Side } from './three-way.js';

/** The merged registry. */
export interface Merged {
  readonly state: RegistryState;
  /** What both sides changed; the state has the preferred value, or ours. */
  readonly conflicts: readonly Conflict[];
  /** What a reader would not expect, such as a version that got another number, by model. */
  readonly notes: ReadonlyMap<string, readonly string[]>;
}

/** Three registries; the base is undefined if the other two have nothing in common. */
export type MergeSides = Both<RegistryState>;

type Beside = Omit<RegistryState, 'models' | 'audit'>;

/** The rules for what a registry says beside its models and its audit log. */
export const BESIDE: Rules<Beside> = {
  generation: ({ ours = 0, theirs = 0 }) => Math.max(ours, theirs),
  updatedAt: latest,
  foreign: orAbsent(mergeMap(conflicting)),
  purged: orAbsent(mergeMap(mergePurged)),
  unwritten_specs: orAbsent(mergeMap(fromLater)),
};

/**
 * Merges two registries. Both sides' versions are kept; of two contents under one number, the later one
 * gets the next number. The head of the audit log is ours until the logs are joined.
 *
 * @param prefer - what is taken where both sides exclude each other
 * @throws RegistryError `value-refused` if they have nothing in common but a model, or models whose ids
 *   differ in letter case only
 */
export function mergeRegistries(given: MergeSides, prefer: Preferred = 'ours'): Merged {
  if (given.base === undefined) refuseCommon(given.ours.models, given.theirs.models);
  refuseTwins(given);
  const renamed = settleRenames(given, prefer);
  const { sides, notes: moved } = withDistinctNumbers(renamed.sides);
  const notes = new Map(moved);
  const conflicts: Conflict[] = [...renamed.conflicts];
  const conflictIn =
    (id: string | null): Context['conflict'] =>
    (field, values) => {
      conflicts.push({ model_id: id, field, ...values });
      // Parts of a whole cannot be missing; a base says besides that this is not settled.
      return prefer === 'base' ? (values.base ?? values.ours ?? values.theirs) : values[prefer];
    };
  const { ours, theirs } = sides;
  const later: Side = ours.updatedAt > theirs.updatedAt ? 'ours' : 'theirs';
  const at = sides[later].updatedAt;
  const context = { later, at, conflict: conflictIn(null), isSettledApart: () => false };
  const beside = mergeKeys<Beside>(BESIDE, sides, context);
  const acyclic = settleCycles(mergeModels(sides, conflictIn), sides, conflictIn);
  const settled = settleDefaults(acyclic, sides, prefer, conflictIn(null));
  const models =
    prefer === 'base' ? withUnsettled(settled, conflicts, [ours.models, theirs.models]) : settled;
  const generation = Math.max(ours.generation, theirs.generation) + 1;
  const state = { ...beside, generation, models };
  for (const [id, note] of findOrphaned(state, given)) {
    notes.set(id, [...(notes.get(id) ?? []), note]);
  }
  return { state, conflicts: conflicts.map((it) => withContinuation(it, given)), notes };
}

/** Finds models that one side linked to another one, or to a version of it, and that the other side deleted. */
function* findOrphaned(
  { models }: RegistryState,
  { ours, theirs }: MergeSides,
): Generator<[id: string, note: string]> {
  for (const { model_id: id, parents = [] } of models.values()) {
    for (const parent of parents) {
      // It may have another id by now.
      if (isThere(models, parent)) continue;
      const isKnown = [ours, theirs].some(
        (it) => isLinked(it.models.get(id), parent) && !isThere(it.models, parent),
      );
      if (isKnown) continue;
      const named = formatReference(parent);
      yield [id, `${id} is linked to ${named} on one side, and the other deleted it`];
    }
  }
}

function isLinked(entry: Entry | undefined, { model_id: id, version }: Parent): boolean {
  return entry?.parents?.some((it) => it.model_id === id && it.version === version) === true;
}

/** Whether what a link leads to can be read. */
function isThere(models: Models, { model_id, version }: Parent): boolean {
  const entry = models.get(findModelId(model_id, models) ?? model_id);
  if (entry === undefined || entry.status === 'deleted') return false;
  if (version === null) return true;
  const linked = own(entry.versions, version);
  return linked !== undefined && !isDeleted(linked);
}

/** A permanent deletion on both sides: the numbers of both stay unused. */
function mergePurged({ ours, theirs }: Sides<PurgedModel>): PurgedModel | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  const order = compare(toSemanticVersion(ours.version), toSemanticVersion(theirs.version));
  const { version } = order > 0 ? ours : theirs;
  return { version, at: ours.at > theirs.at ? ours.at : theirs.at };
}

type ConflictIn = (id: string | null) => Context['conflict'];

function mergeModels({ base, ours, theirs }: MergeSides, conflictIn: ConflictIn): Models {
  const entries: Entry[] = [];
  for (const id of listIds(ours.models, theirs.models)) {
    const sides = {
      base: base?.models.get(id),
      ours: ours.models.get(id),
      theirs: theirs.models.get(id),
    };
    const told = { conflict: conflictIn(id), isSettledApart: findSettledApart(sides.base) };
    const entry = mergeValue(sides, mergeModel, { ...told, later: 'ours', at: '' }, '');
    if (entry !== undefined) entries.push(entry);
  }
  return withEntries(new Map(), entries);
}

/**
 * A model that one side deleted permanently and the other changed conflicts, also if the first gave its id to
 * another one; so do the parts that were in conflict before, and that each side settled in its own way.
 */
function mergeModel(sides: Sides<Entry>, context: Context): Entry | undefined {
  const { conflict } = context;
  const { base, ours, theirs } = sides;
  if (ours === undefined || theirs === undefined) return conflict('', sides);
  const [isOther, isOtherOfThem] = [isAnother(base, ours), isAnother(base, theirs)];
  if (isOther !== isOtherOfThem) return conflict('', sides);
  const both = { base: isOther ? undefined : base, ours, theirs };
  const places = listUnsettled(both);
  if (places.length === 0) return mergeEntry(both, context);
  const taken = conflict(`earlier conflict over ${places.join(', ')}`, sides) ?? ours;
  const [one, other] = [ours, theirs].map((it) => withPlacesOf(taken, it, places));
  return mergeEntry({ base, ours: one ?? ours, theirs: other ?? theirs }, context);
}

/** Whether a side has another model under the id: the one of the base was deleted for good. */
function isAnother(base: Entry | undefined, side: Entry): boolean {
  const known = Object.values(base?.versions ?? {});
  return base !== undefined && known.some(({ hash }) => hash !== null) && !continues(base, side);
}

function listIds(...models: readonly Models[]): string[] {
  return [...new Set(models.flatMap((it) => [...it.keys()]))].toSorted(byCodeUnit);
}

/** Models that descend from themselves because of a link on each side conflict. */
function settleCycles(
  models: Models,
  { base, ours, theirs }: MergeSides,
  conflictIn: ConflictIn,
): Models {
  const cycles = findCycles(models.keys(), createParentLookup(models));
  const entries = [...cycles.keys()].toSorted(byCodeUnit).flatMap((id): Entry[] => {
    const entry = models.get(id);
    const of = (state: RegistryState | undefined): Entry['parents'] =>
      state?.models.get(id)?.parents;
    const sides = { base: of(base), ours: of(ours), theirs: of(theirs) };
    if (entry === undefined || isAlike(sides.ours, sides.theirs)) return [];
    return [withParents(entry, conflictIn(id)('parents', sides) ?? [])];
  });
  return withEntries(models, entries);
}

/** @throws RegistryError `value-refused` */
function refuseCommon(ours: Models, theirs: Models): void {
  const common = [...ours.keys()].find((id) => theirs.has(id));
  if (common === undefined) return;
  throw new RegistryError(
    'value-refused',
    `the two registries have no state in common, but both have a model ${common}`,
    wording`Keep one of them, and bring the other in with ${operation('import', 'FILE')}.`,
  );
}

/** @throws RegistryError `value-refused` */
function refuseTwins({ ours, theirs }: MergeSides): void {
  const known = new Map([...ours.models.keys()].map((id) => [idKey(id), id]));
  for (const id of theirs.models.keys()) {
    const twin = known.get(idKey(id));
    if (twin === undefined || twin === id) continue;
    throw new RegistryError(
      'value-refused',
      `the models ${twin} of one side and ${id} of the other differ in letter case only, and cannot be in one registry`,
      wording`Give one of them another id before the merge, with model_id in its front matter.`,
    );
  }
}

/** Two sides may have made different models the default; in a base of another merge, neither is. */
function settleDefaults(
  models: Models,
  sides: MergeSides,
  prefer: Preferred,
  conflict: Context['conflict'],
): Models {
  const defaults = listDefaults(models.values());
  if (defaults.length < 2) return models;
  const named = mapSides(sides, (it) => listDefaults(it.models.values())[0]?.model_id);
  const taken = conflict('default', named);
  const kept = prefer === 'base' ? undefined : (taken ?? defaults[0]?.model_id);
  const others = defaults.filter((it) => it.model_id !== kept);
  return withEntries(models, others.map(withoutDefault));
}
