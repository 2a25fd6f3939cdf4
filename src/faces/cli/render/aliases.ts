import type { Renderers } from '../renderers.js';
import { renderListing } from './table.js';

export const ALIASES: Renderers<'alias set' | 'alias rm' | 'alias list' | 'resolve'> = {
  'alias set': {
    ids: ({ result }) => [result.alias],
    text: ({ result: { entry, version, alias, previous, ...details }, changed }) => {
      const now = version.version;
      const from = previous === null || previous === now ? '' : ` (before: ${previous})`;
      const guard = details.protected ? ', protected' : '';
      const name = `${entry.model_id}@${alias}`;
      return [
        changed ? `${name} is now ${now}${from}${guard}` : `${name} is already ${now}${guard}`,
      ];
    },
  },
  'alias rm': {
    ids: ({ result }) => [result.alias],
    text: ({ result: { entry, alias, previous } }) => [
      `${entry.model_id} no longer has the alias ${alias} (it was ${previous})`,
    ],
  },
  'alias list': {
    ids: (aliased) => [...new Set(aliased.map(({ alias }) => alias))],
    text: (aliased, _, view) => {
      if (aliased.length === 0) return ['no aliases'];
      const rows = aliased.map(({ alias, model_id, version, protected: isProtected }) => [
        { text: alias, paint: view.colours.green },
        model_id,
        version,
        isProtected ? 'protected' : '',
      ]);
      return renderListing(['alias', 'model', 'version', ''], rows, view);
    },
  },
  resolve: {
    ids: ({ path }) => [path],
    // Scripts need every byte of a name.
    text: ({ path }) => [path],
  },
};
