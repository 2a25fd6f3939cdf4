import type { TagRow } from '../../../operations/queries/tags.js';
import type { Renderers, View } from '../renderers.js';
import { renderTable } from './table.js';

export const TAGS: Renderers<'tag add' | 'tag rm' | 'tag list' | 'promote'> = {
  'tag add': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ changed }, { reference, tag }) => [
      changed ? `${reference} has the tag ${tag}` : `${reference} already has the tag ${tag}`,
    ],
  },
  'tag rm': {
    ids: ({ result }) => [result.entry.model_id],
    text: (_, { reference, tag }) => [`${reference} no longer has the tag ${tag}`],
  },
  'tag list': {
    ids: (tagged) => [...new Set(tagged.map(({ tag }) => tag))],
    text: (tagged, _, view) => renderTagged(tagged, view),
  },
  promote: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { entry, version, demoted }, changed }, { tag }) => {
      const name = `${entry.model_id}@${version.version}`;
      const from = demoted.length === 0 ? '' : ` (before: ${demoted.join(', ')})`;
      return [changed ? `${name} is now ${tag}${from}` : `${name} is already ${tag}`];
    },
  },
};

/** Renders tags as a table, with the models and versions that have them. */
function renderTagged(tagged: readonly TagRow[], { colours, columns }: View): string[] {
  if (tagged.length === 0) return ['no tags'];
  const header = ['tag', 'model', 'version'].map((text) => ({ text, paint: colours.bold }));
  const rows = tagged.map(({ tag, model_id, version }) => [
    { text: tag, paint: colours.green },
    { text: model_id },
    { text: version ?? 'all' },
  ]);
  return renderTable([header, ...rows], columns);
}
