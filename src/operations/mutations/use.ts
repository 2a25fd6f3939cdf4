/** Records how often a model was used, and when it was last used. */
import type { Entry } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { resolveReference } from '../../version/reference.js';
import type { UseInput, UseOutput } from '../generated/shapes.js';
import { defineChange, type Mutation } from './mutation.js';
import { warnOfStatus } from './status.js';

/** A model that has been used at least once. */
type UsedModel = Entry & Required<Pick<Entry, 'use'>>;

/**
 * Counts a use of a model or version, which is recorded in the audit log. It is not a change of the
 * model, so the time of its last change stays.
 *
 * @throws RegistryError the errors of `resolveReference`
 */
export const recordUse: Mutation<UseInput, UsedModel> = (state, { reference }, { at }) => {
  const { entry, version } = resolveReference(state.models, reference);
  const count = Math.min((entry.use?.count ?? 0) + 1, Number.MAX_SAFE_INTEGER);
  const used: UsedModel = { ...entry, use: { count, last_used_at: at } };
  return {
    state: { ...state, models: withEntries(state.models, [used]) },
    event: { action: 'use', version: version.version },
    result: used,
  };
};

export const USE = defineChange(recordUse, {
  present: ({ result: { model_id, use } }): UseOutput => ({ model_id, use }),
  hand: ({ result }): Entry => result,
  notices: ({ result }) => warnOfStatus(result),
});
