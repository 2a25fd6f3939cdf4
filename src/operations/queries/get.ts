/** What is known of a model and of one of its versions, or one field of it. */
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { GetInput, GetOutput } from '../generated/shapes.js';
import { fieldOf, type FoundField } from './field.js';

/** A model and a version of it, or one value of them. */
export type Got = Referred | FoundField;

export const GET = defineQuery({
  query: ({ state }, { reference, field }: GetInput): Got =>
    field === undefined
      ? resolveReference(state.models, reference)
      : fieldOf(state.models, reference, field),
  present: (got, { field = '' }): GetOutput => {
    const { entry, version } = got;
    if (!('value' in got)) return { model: entry, version };
    return { model_id: entry.model_id, version: version.version, field, value: got.value };
  },
});
