/** Finds models that one side joined to another one: it is their continuation. Pure. */
import type { Entry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import type { RegistryState } from '../domain/registry-state.js';
import { listRenamed, versionsOf } from '../version/reference.js';
import { continues } from '../version/rename.js';
import type { Both, Conflict } from './three-way.js';

/** Whether a model was one of the base under its own id, so that another one was joined to it, not renamed. */
export function isJoinedTo(entry: Entry, base: Models): boolean {
  return continues(entry, base.get(entry.model_id));
}

/** Says of a model that one side has no longer what that side joined it to. */
export function withContinuation(
  conflict: Conflict,
  { base, ...sides }: Both<RegistryState>,
): Conflict {
  const { model_id: id, field } = conflict;
  const before = base?.models.get(id ?? '');
  const side = (['ours', 'theirs'] as const).find((it) => conflict[it] === undefined);
  if (base === undefined || before === undefined || side === undefined || field !== '')
    return conflict;
  const joined = describeContinuation(before, base.models, sides[side].models);
  return joined === undefined ? conflict : { ...conflict, joined };
}

function describeContinuation(
  { model_id: id, hash }: Entry,
  base: Models,
  side: Models,
): string | undefined {
  const into = listRenamed(side, id).find((it) => isJoinedTo(it, base));
  const version = into && versionsOf(into).find((it) => it.hash === hash);
  return version && `joined into ${into.model_id} as ${version.version}`;
}
