import type { BumpModel } from '../../../operations/generated/shapes.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatBump, renderChanges } from './reasons.js';

export const BUMP: RendererOf<'bump'> = {
  ids: listVersions,
  text: (models, _, view) =>
    view.flags['explain'] === true
      ? models.flatMap((model) => renderBump(model, view))
      : listVersions(models),
};

function listVersions(models: readonly BumpModel[]): string[] {
  return models.map((model) =>
    models.length > 1 ? `${model.model_id} ${model.version}` : model.version,
  );
}

/** Renders the version that a run would give a model, with every reason that is recorded. */
export function renderBump(model: BumpModel, { colours }: View): string[] {
  return [
    escapeControls(formatHeadline(model)),
    ...renderChanges(model.changes, colours),
    ...(model.declared === null ? [] : [`  declared: ${escapeControls(model.declared)}`]),
    ...model.remarks.map((remark) => `  ${colours.yellow(escapeControls(remark))}`),
  ];
}

function formatHeadline(model: BumpModel): string {
  const { model_id: id, version, previous_version: before } = model;
  if (model.outcome === 'new_version') return `${id} ${before} → ${version}  ${formatBump(model)}`;
  if (model.outcome === 'new_model') return `${id} ${version}  new`;
  return `${id} ${version}  nothing new`;
}
