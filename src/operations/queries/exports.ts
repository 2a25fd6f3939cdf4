/** The files that were made from versions. Pure. */
import type { Export } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { defineQuery } from '../operation.js';
import type { ExportListInput, ExportListOutput } from '../generated/shapes.js';
import { exportsOf } from '../mutations/exports.js';
import { listHeld } from '../mutations/version-items.js';

/** An export, and what it was made from. */
export type ExportRow = Export & { readonly model_id: string; readonly version: string };

/** The exports of all models, of one, or of the version that a reference names. */
export function exportedIn(models: Models, reference?: string): ExportRow[] {
  return listHeld(models, reference, 'exports', exportsOf).map(({ entry, version, thing }) => ({
    model_id: entry.model_id,
    version: version.version,
    ...thing,
  }));
}

export const EXPORT_LIST = defineQuery({
  query: ({ state }, { reference }: ExportListInput) => exportedIn(state.models, reference),
  present: (exports): ExportListOutput => ({ exports: [...exports] }),
});
