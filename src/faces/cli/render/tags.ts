import type { Renderers } from '../renderers.js';
import { formatName } from './format.js';
import { renderListing } from './table.js';

export const TAGS: Renderers<'tag add' | 'tag rm' | 'tag list' | 'promote'> = {
  'tag add': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ changed }, { reference, tag }) => [
      changed ? `${reference} has the tag ${tag}` : `${reference} already has the tag ${tag}`,
    ],
  },
  'tag rm': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { untagged } }, { reference, tag }) => {
      const others = untagged.filter((it) => !reference.endsWith(`@${it}`));
      const which = others.length === 0 ? '' : `: ${others.join(', ')} had it`;
      return [`${reference} no longer has the tag ${tag}${which}`];
    },
  },
  'tag list': {
    ids: (tagged) => [...new Set(tagged.map(({ tag }) => tag))],
    text: (tagged, _, view) => {
      if (tagged.length === 0) return ['no tags'];
      const rows = tagged.map(({ tag, model_id, version }) => [
        { text: tag, paint: view.colours.green },
        model_id,
        version ?? 'all',
      ]);
      return renderListing(['tag', 'model', 'version'], rows, view);
    },
  },
  promote: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result, changed }, { tag }) => {
      const { demoted } = result;
      const from = demoted.length === 0 ? '' : ` (before: ${demoted.join(', ')})`;
      const name = formatName(result);
      return [changed ? `${name} is now ${tag}${from}` : `${name} is already ${tag}`];
    },
  },
};
