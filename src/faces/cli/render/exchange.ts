import { own } from '../../../domain/json.js';
import { abbreviate } from '../../../domain/lists.js';
import type { Entry } from '../../../domain/model.js';
import type { Imported } from '../../../operations/mutations/import-registry.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { plural } from '../../../domain/plural.js';
import { renderTable } from './table.js';

/** The number of versions of one model that are listed. */
const MAX_NUMBERS = 5;

export const EXCHANGE: Renderers<'update' | 'import' | 'merge'> = {
  update: {
    ids: ({ result }) => [result.model_id],
    text: ({ result, changed }, { fields }) => renderUpdated(result, Object.keys(fields), changed),
  },
  import: {
    ids: ({ result }) => result.taken.map((model) => model.model_id),
    text: ({ result }, { file, dry_run: isDry = false }, view) =>
      renderImported(file, result, isDry, view),
  },
  merge: {
    ids: () => [],
    text: ({ path }) => [`${escapeControls(path)}: merged`],
  },
};

function renderImported(
  file: string,
  { taken, left }: Imported,
  isDry: boolean,
  { colours, columns }: View,
): string[] {
  const rows = taken.map((model) => [
    model.model_id,
    { text: model.is_new ? 'new model' : 'new versions', paint: colours.green },
    abbreviate(model.versions, MAX_NUMBERS),
  ]);
  const models = taken.filter((model) => model.is_new).length;
  const versions = taken.reduce((sum, model) => sum + model.versions.length, 0);
  const would = isDry ? 'would be ' : '';
  const total = `${plural(models, 'model')} and ${plural(versions, 'version')} from ${escapeControls(file)} ${would}imported`;
  return [
    ...(isDry ? [colours.bold('dry run: nothing written')] : []),
    ...(rows.length === 0 ? [] : [...renderTable(rows, columns), '']),
    ...(left.length === 0 ? [] : [colours.yellow('not imported:')]),
    ...left.map((reason) => `  ${escapeControls(reason)}`),
    ...(left.length === 0 ? [] : ['']),
    taken.length === 0 ? `nothing in ${escapeControls(file)} is new` : total,
  ];
}

/** Renders the current values of the fields that were given. */
function renderUpdated(
  { model_id, description, metadata, annotations = {} }: Entry,
  given: readonly string[],
  changed: boolean,
): string[] {
  const spec: Readonly<Record<string, string | null>> = {
    description,
    author: metadata.author,
    license: metadata.license,
  };
  const rows = given.map((written) => {
    const key = written === 'licence' ? 'license' : written;
    const fromSpec = own(spec, key) ?? null;
    const otherwise = fromSpec === null ? '-' : `${fromSpec}  (from the spec)`;
    return [`  ${key}`, own(annotations, key)?.toString() ?? otherwise];
  });
  return [`${model_id}: ${changed ? 'updated' : 'unchanged'}`, ...renderTable(rows)];
}
