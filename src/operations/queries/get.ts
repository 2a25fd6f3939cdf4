/** Returns a model with one of its versions, or a single field of them. */
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery, identify } from '../operation.js';
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
    if ('value' in result) return { ...identify(result), field, value: result.value };
    return { model: result.entry, version: result.version };
  },
});
