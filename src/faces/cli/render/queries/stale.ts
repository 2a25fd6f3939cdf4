import type { StaleModel } from '../../../../operations/queries/stale.js';
import type { RendererOf, View } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import { renderTable } from '../table.js';
import { formatTime } from '../versions.js';

export const STALE: RendererOf<'stale'> = {
  ids: ({ models }) => models.map(({ entry }) => entry.model_id),
  text: ({ models, days }, _, view) => renderStale(models, days, view),
};

/** Renders unused models, with their last use. */
export function renderStale(
  stale: readonly StaleModel[],
  days: number,
  { colours, columns }: View,
): string[] {
  if (stale.length === 0) return [`no model has been unused for ${plural(days, 'day')}`];
  const header = ['model', 'version', 'status', 'last used', 'uses', 'days unused'].map((text) => ({
    text,
    paint: colours.bold,
  }));
  const rows = stale.map(({ entry, last_used_at, days: unused }) => [
    { text: entry.model_id },
    { text: entry.version },
    { text: entry.status },
    last_used_at === null
      ? { text: 'never', paint: colours.yellow }
      : { text: formatTime(last_used_at) },
    { text: String(entry.use?.count ?? 0) },
    { text: String(unused) },
  ]);
  return renderTable([header, ...rows], columns);
}
