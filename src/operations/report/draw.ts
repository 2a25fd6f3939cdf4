/** Draws the models of a report. */
import { drawModel } from '../../pictures/draw-model.js';
import { startLayouter } from '../../pictures/layout.js';
import type { Report } from '../queries/report.js';
import type { Pictures } from './html.js';
import { listSections } from './sections.js';

/** Draws the models that the sections of a report are about; those that cannot be read are left out. */
export async function drawReport({ data, readModel }: Report): Promise<Pictures> {
  const ids = new Set(listSections(data).flatMap((it) => it.models ?? []));
  const pictures = new Map<string, string>();
  if (ids.size === 0) return pictures;
  const layouter = startLayouter();
  try {
    for (const id of ids) {
      const model = await readModel(id);
      if (model !== undefined) pictures.set(id, (await drawModel(model, layouter)).svg);
    }
  } finally {
    layouter.end();
  }
  return pictures;
}
