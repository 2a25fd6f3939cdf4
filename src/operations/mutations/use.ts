/** How often a model was used, and when last. */
import type { Entry } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { resolveReference } from '../../version/reference.js';
import type { Change } from './change.js';

/** What was used: a model, or one of its versions, which the audit log tells. */
export interface UseCommand {
  readonly reference: string;
  readonly reason?: string | null;
}

/**
 * Counts a use of a model. It is no change of the model: the time of its last change stays.
 *
 * @throws RegistryError of `resolveReference`
 */
export const recordUse: Change<UseCommand> = (state, { reference, reason }, { at }) => {
  const { entry, version } = resolveReference(state.models, reference);
  const count = Math.min((entry.use?.count ?? 0) + 1, Number.MAX_SAFE_INTEGER);
  const used: Entry = { ...entry, use: { count, last_used_at: at } };
  return {
    state: { ...state, models: withEntries(state.models, [used]) },
    event: { action: 'use', version: version.version, reason: reason ?? null },
    result: used,
  };
};
