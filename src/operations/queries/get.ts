/** Returns a model with one of its versions, or a single field of them. */
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { GetInput, GetOutput } from '../generated/shapes.js';
import { findField, type FoundField } from './field.js';

/** A model and a version of it, or a single field. */
export type GetResult = Referred | FoundField;

export const GET = defineQuery({
  query: ({ state }, { reference, field }: GetInput): GetResult =>
    field === undefined
      ? resolveReference(state.models, reference)
      : findField(state.models, reference, field),
  present: (result, { field = '' }): GetOutput => {
    const { entry, version } = result;
    if (!('value' in result)) return { model: entry, version };
    return { model_id: entry.model_id, version: version.version, field, value: result.value };
  },
});
