/** Which backend or provider runs which version. Pure. */
import type { Binding } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { defineQuery } from '../operation.js';
import type { BindingListInput, BindingListOutput } from '../generated/shapes.js';
import { bindingsOf } from '../mutations/bindings.js';
import { listHeld } from '../mutations/version-items.js';

/** A binding, and what it runs. */
export type BindingRow = Omit<Binding, 'model_id'> & {
  readonly model_id: string;
  readonly version: string;
  /** The name of the model there. */
  readonly provider_model_id: string;
};

/** The bindings of all models, of one, or of the version that a reference names. */
export function boundIn(
  models: Models,
  { reference, provider, status, region }: BindingListInput,
): BindingRow[] {
  return listHeld(models, reference, 'bindings', bindingsOf)
    .filter(
      ({ thing }) =>
        (provider ?? thing.provider) === thing.provider &&
        (status ?? thing.status) === thing.status &&
        (region ?? thing.region) === thing.region,
    )
    .map(({ entry, version, thing: { provider: name, model_id: there, ...rest } }) => ({
      model_id: entry.model_id,
      version: version.version,
      provider: name,
      provider_model_id: there,
      ...rest,
    }));
}

export const BINDING_LIST = defineQuery({
  query: ({ state }, input: BindingListInput) => boundIn(state.models, input),
  present: (bindings): BindingListOutput => ({ bindings: [...bindings] }),
});
