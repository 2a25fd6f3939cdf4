import type { Entry } from '../../../domain/model.js';
import type { ImportPlan, ImportedModel } from '../../../operations/import-registry.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { plural } from '../../../domain/plural.js';
import { renderTable } from './table.js';

/** Versions of one model that are told by their numbers. */
const MOST_NUMBERS = 5;

export const EXCHANGE: Renderers<'update' | 'import'> = {
  update: {
    ids: ({ result }) => [result.model_id],
    text: ({ result, changed }, { fields }) => renderUpdated(result, Object.keys(fields), changed),
  },
  import: {
    ids: ({ result }) => result.taken.map((it) => it.model_id),
    text: ({ result }, { file, dry_run: isDry = false }, view) =>
      renderImported(file, result, isDry, view),
  },
};

/** What another registry gave, and what it says that was not taken. */
export function renderImported(
  file: string,
  { taken, left }: Pick<ImportPlan, 'taken' | 'left'>,
  isDry: boolean,
  { colours, columns }: Pick<View, 'colours' | 'columns'>,
): string[] {
  const rows = taken.map((it) => [
    { text: it.model_id },
    { text: it.is_new ? 'new model' : 'new versions', paint: colours.green },
    { text: numbersOf(it) },
  ]);
  const models = taken.filter((it) => it.is_new).length;
  const versions = taken.reduce((sum, it) => sum + it.versions.length, 0);
  const would = isDry ? 'would be ' : '';
  const total = `${plural(models, 'model')} and ${plural(versions, 'version')} of ${escapeControls(file)} ${would}taken`;
  return [
    ...(isDry ? [colours.bold('dry run: nothing written')] : []),
    ...(rows.length === 0 ? [] : [...renderTable(rows, columns), '']),
    ...(left.length === 0 ? [] : [colours.yellow('not taken:')]),
    ...left.map((it) => `  ${escapeControls(it)}`),
    ...(left.length === 0 ? [] : ['']),
    taken.length === 0 ? `nothing in ${escapeControls(file)} is new` : total,
  ];
}

function numbersOf({ versions }: ImportedModel): string {
  const more = versions.length - MOST_NUMBERS;
  const told = versions.slice(0, MOST_NUMBERS).join(', ');
  return more > 0 ? `${told} and ${more} more` : told;
}

/** What a model says now, field by field, of those that were given. */
export function renderUpdated(
  { model_id, description, metadata, annotations = {} }: Entry,
  given: readonly string[],
  changed: boolean,
): string[] {
  const said = new Map<string, unknown>(Object.entries(annotations));
  const spec: Readonly<Record<string, string | null>> = {
    description,
    author: metadata.author,
    license: metadata.license,
  };
  const rows = given
    .map((key) => (key === 'licence' ? 'license' : key))
    .map((key) => {
      const own = said.get(key);
      const back = Object.hasOwn(spec, key) ? spec[key] : undefined;
      const text =
        own !== undefined
          ? String(own)
          : back === undefined || back === null
            ? '-'
            : `${back}  (as the spec says)`;
      return [{ text: `  ${key}` }, { text }];
    });
  return [`${model_id}: ${changed ? 'updated' : 'as it was'}`, ...renderTable(rows)];
}
