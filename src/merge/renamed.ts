/** Settles models that each side renamed in its own way: a model has one id. Pure. */
import type { Entry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import type { RegistryState } from '../domain/registry-state.js';
import { listRenamed } from '../version/reference.js';
import { followRename } from '../version/rename.js';
import type { Conflict, Preferred, Side } from './three-way.js';

interface MergeSides {
  readonly base: RegistryState | undefined;
  readonly ours: RegistryState;
  readonly theirs: RegistryState;
}

/** A model that has another id on each side. */
interface Apart {
  readonly id: string;
  readonly before: Entry;
  readonly ours: Entry;
  readonly theirs: Entry;
}

/**
 * Returns the sides with one id for each model that both renamed; the other id conflicts. What referred to
 * it refers to the model, and its entry is left deleted: it may have versions of its own. Where neither
 * side is preferred, the model is as it was.
 */
export function settleRenames(
  { base, ours, theirs }: MergeSides,
  prefer: Preferred,
): { readonly sides: MergeSides; readonly conflicts: readonly Conflict[] } {
  const apart = base === undefined ? [] : findApart(base.models, ours.models, theirs.models);
  const conflicts = apart.map((it): Conflict => {
    const ids = { base: it.id, ours: it.ours.model_id, theirs: it.theirs.model_id };
    return { model_id: it.id, field: 'model_id', ...ids };
  });
  const states = { base, ours, theirs };
  if (prefer === 'base') {
    for (const { id, before, ...it } of apart) {
      for (const side of ['ours', 'theirs'] as const) {
        const { model_id: gone } = it[side];
        const followed = follow(states[side], gone, id);
        states[side] = { ...followed, models: withEntries(followed.models, [before], [gone]) };
      }
    }
    return { sides: states, conflicts };
  }
  const other = prefer === 'ours' ? 'theirs' : 'ours';
  for (const it of apart) {
    const { model_id: kept } = it[prefer];
    states.base = base && follow(states.base ?? base, it.id, kept);
    const followed = follow(states[other], it[other].model_id, kept);
    const left = leaveDeleted(it, other, kept);
    states[other] = { ...followed, models: withEntries(followed.models, [left]) };
  }
  return { sides: states, conflicts };
}

function findApart(base: Models, ours: Models, theirs: Models): Apart[] {
  return [...base].flatMap(([id, before]) => {
    if (ours.has(id) || theirs.has(id)) return [];
    const renamed = [ours, theirs].map((models) =>
      listRenamed(models, id).find((it) => !base.has(it.model_id)),
    );
    const [one, other] = renamed;
    if (one === undefined || other === undefined || one.model_id === other.model_id) return [];
    // A side may have both, from an earlier merge.
    if (ours.has(other.model_id) || theirs.has(one.model_id)) return [];
    return [{ id, before, ours: one, theirs: other }];
  });
}

function follow(state: RegistryState, from: string, to: string): RegistryState {
  const followed = followRename(state.models, from, to, state.updatedAt);
  return { ...state, models: withEntries(state.models, followed) };
}

/** It has no file, which is that of the model, and no claim to the id that this had before. */
function leaveDeleted({ id, ...sides }: Apart, side: Side, kept: string): Entry {
  const { former_ids: known = [], ...entry } = sides[side];
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
