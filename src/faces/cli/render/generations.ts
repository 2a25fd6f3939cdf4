import { abbreviate } from '../../../domain/lists.js';
import { plural } from '../../../domain/plural.js';
import type { Renderers } from '../renderers.js';
import { formatTime } from './format.js';
import { renderListing } from './table.js';

/** How many of the models that differ are named. */
const MAX_NAMED = 5;

const STATES = { in_view: 'the registry', replaced: 'replaced', earlier: '' };

export const GENERATIONS: Renderers<'generation list' | 'generation restore'> = {
  'generation list': {
    ids: (listed) => listed.map(({ generation }) => String(generation)),
    text: (listed, _, view) => {
      if (listed.length === 0) return ['no generations'];
      const rows = listed.map(({ generation, updated_at, models, state, differing }) => [
        { text: String(generation), paint: view.colours.green },
        formatTime(updated_at),
        plural(models, 'model'),
        STATES[state],
        abbreviate(differing, MAX_NAMED),
      ]);
      return renderListing(
        ['generation', 'committed', 'models', 'state', 'differs now'],
        rows,
        view,
      );
    },
  },
  'generation restore': {
    ids: ({ result }) => result.models,
    text: ({ result: { generation, models, left }, changed }) => {
      if (changed) {
        const names = abbreviate(models, MAX_NAMED);
        return [`generation ${generation} is the registry again; changed: ${names}`];
      }
      return [
        left.length > 0
          ? `nothing of generation ${generation} was restored`
          : `the registry already has the content of generation ${generation}`,
      ];
    },
  },
};
