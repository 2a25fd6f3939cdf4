/** Lists which backend or provider runs which version. Pure. */
import type { Models } from '../../domain/models.js';
import { defineQuery, identify } from '../operation.js';
import type { BindingListInput, BindingListOutput } from '../generated/shapes.js';
import { getBindings } from '../mutations/bindings.js';
import { listItems } from '../mutations/version-items.js';

/** Lists the bindings of all models, of one model, or of the version that a reference names. */
export function listBindings(
  models: Models,
  { reference, provider, status, region, min_success_rate: least }: BindingListInput,
): BindingListOutput['bindings'][number][] {
  return listItems(models, reference, 'bindings', getBindings)
    .filter(
      ({ thing }) =>
        (provider ?? thing.provider) === thing.provider &&
        (status ?? thing.status) === thing.status &&
        (region ?? thing.region) === thing.region &&
        (least === undefined || (thing.success_rate ?? -1) >= least),
    )
    .map(({ thing: { provider: name, model_id: providerModelId, ...rest }, ...of }) => ({
      ...identify(of),
      provider: name,
      provider_model_id: providerModelId,
      ...rest,
    }));
}

export const BINDING_LIST = defineQuery({
  query: ({ state }, input: BindingListInput) => listBindings(state.models, input),
  present: (bindings): BindingListOutput => ({ bindings }),
});
