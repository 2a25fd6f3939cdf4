import { plural } from '../../../../domain/plural.js';
import type { RendererOf } from '../../renderers.js';
import { formatTime } from '../format.js';
import { renderListing } from '../table.js';

/** Renders unused models, with their last use. */
export const STALE: RendererOf<'stale'> = {
  ids: ({ models }) => models.map(({ entry }) => entry.model_id),
  text: ({ models, days }, _, view) => {
    if (models.length === 0) return [`no model has been unused for ${plural(days, 'day')}`];
    const rows = models.map(({ entry, last_used_at, days: unused }) => [
      entry.model_id,
      entry.version,
      entry.status,
      last_used_at === null
        ? { text: 'never', paint: view.colours.yellow }
        : formatTime(last_used_at),
      String(entry.use?.count ?? 0),
      String(unused),
    ]);
    const names = ['model', 'version', 'status', 'last used', 'uses', 'days unused'];
    return renderListing(names, rows, view);
  },
};
