/** Lists the files that were generated from versions. Pure. */
import type { Models } from '../../domain/models.js';
import { defineQuery, identify } from '../operation.js';
import type { ExportListInput, ExportListOutput } from '../generated/shapes.js';
import { getExports } from '../mutations/exports.js';
import { listItems } from '../mutations/version-items.js';

/** Lists the exports of all models, of one model, or of the version that a reference names. */
export function listExports(
  models: Models,
  reference?: string,
): ExportListOutput['exports'][number][] {
  return listItems(models, reference, 'exports', getExports).map(({ thing, ...of }) => ({
    ...identify(of),
    ...thing,
  }));
}

export const EXPORT_LIST = defineQuery({
  query: ({ state }, { reference }: ExportListInput) => listExports(state.models, reference),
  present: (exports): ExportListOutput => ({ exports }),
});
