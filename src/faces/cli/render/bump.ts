import type { BumpModel } from '../../../operations/generated/shapes.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { bumpText } from './reasons.js';

export const BUMP: RendererOf<'bump'> = {
  text: (models, _, view) =>
    view.flags['explain'] === true
      ? models.flatMap((it) => renderBump(it, view))
      : models.map((it) => (models.length > 1 ? `${it.model_id} ${it.version}` : it.version)),
};

/** The version that a run would give a model, with every reason that is kept. */
export function renderBump(model: BumpModel, { colours }: View): string[] {
  const list = model.changes?.list ?? [];
  const more = (model.changes?.total ?? 0) - list.length;
  return [
    escapeControls(headline(model)),
    ...list.map((it) => `  ${it.importance.padEnd(5)}  ${escapeControls(it.text)}`),
    ...(more > 0 ? [colours.dim(`  … and ${more} more`)] : []),
    ...(model.declared === null ? [] : [`  declared: ${escapeControls(model.declared)}`]),
    ...model.remarks.map((it) => `  ${colours.yellow(escapeControls(it))}`),
  ];
}

function headline(model: BumpModel): string {
  const { model_id: id, version, previous_version: before } = model;
  if (model.outcome === 'new_version') return `${id} ${before} → ${version}  ${bumpText(model)}`;
  if (model.outcome === 'new_model') return `${id} ${version}  new`;
  return `${id} ${version}  nothing new`;
}
