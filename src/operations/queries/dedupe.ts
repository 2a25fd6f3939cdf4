/** Finds models that are registered under several names. */
import { findDuplicateModels } from '../../version/alike.js';
import { defineQuery } from '../operation.js';
import type { DedupeOutput } from '../generated/shapes.js';

export const DEDUPE = defineQuery({
  query: ({ state }) => findDuplicateModels([...state.models.values()]),
  present: (groups): DedupeOutput =>
    groups.map((group) => ({
      semantic_hash: group[0]?.semantic_hash ?? '',
      models: group.map(({ model_id, version, file_path, hash }) => ({
        model_id,
        version,
        file_path,
        hash,
      })),
    })),
});
