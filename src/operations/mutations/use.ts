/** How often a model was used, and when last. */
import type { Entry } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { resolveReference } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type { UseInput, UseOutput } from '../generated/shapes.js';
import type { Mutation } from './change.js';
import { planMutation } from './change.js';
import { noticesOfStatus } from './status.js';

/** A model that was used at least once. */
type UsedModel = Entry & Required<Pick<Entry, 'use'>>;

/**
 * Counts a use of a model, or of one of its versions, which the audit log records. The model itself
 * does not change: the time of its last change stays.
 *
 * @throws RegistryError of `resolveReference`
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

export const USE = defineMutation({
  plan: (place, input: UseInput) => planMutation(place, recordUse, input),
  present: ({ result: { model_id, use } }): UseOutput => ({ model_id, use }),
  hand: ({ result }): Entry => result,
  notices: ({ result }) => noticesOfStatus(result),
});
