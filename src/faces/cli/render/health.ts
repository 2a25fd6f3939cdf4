import type { Entry } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import { toHealthRow, type RegistryHealth } from '../../../operations/queries/health.js';
import type { Renderers, View } from '../renderers.js';
import { paintStatus } from './colours.js';
import { escapeControls } from './escape.js';
import { formatFindings, formatTime } from './format.js';
import { renderFacts, renderListing } from './table.js';

export const HEALTH: Renderers<'health' | 'health set' | 'use'> = {
  health: {
    ids: (found) =>
      ('entry' in found ? [found.entry] : found.notHealthy).map((entry) => entry.model_id),
    rows: (found) => ('entry' in found ? [found.entry] : found.models).map(toHealthRow),
    text: (found, _, view) =>
      'entry' in found
        ? renderHealth(found.entry, view)
        : renderRegistryHealth(found.health, found.notHealthy, view),
  },
  'health set': {
    ids: ({ result }) => [result.model_id],
    text: ({ result: { model_id, health }, changed }) => {
      const why = health.message === undefined ? '' : `: ${escapeControls(health.message)}`;
      return [`${model_id} is ${changed ? '' : 'already '}${health.status}${why}`];
    },
  },
  use: {
    ids: ({ result }) => [result.model_id],
    text: ({ result: { model_id, use } }) => [`${model_id}: ${plural(use.count, 'use')}`],
  },
};

/** Renders the health of one model, and what its last check found. */
function renderHealth({ model_id, version, health }: Entry, { colours }: View): string[] {
  const { status, message, checked_at, checked_with } = health;
  const checked =
    checked_at === null ? 'never' : `${formatTime(checked_at)}: ${formatFindings(health)}`;
  return renderFacts(
    [
      ['model', `${model_id}@${version}`],
      ['health', { text: status, paint: paintStatus(status, colours) }],
      ['message', message],
      ['checked', checked],
      ['checked with', checked_with],
    ],
    { colours },
  );
}

/** Renders the health of a registry, and the models that are not healthy. */
function renderRegistryHealth(
  { status, healthy, total, share }: RegistryHealth,
  notHealthy: readonly Entry[],
  view: View,
): string[] {
  if (share === null) return ['the registry has no models'];
  const percent = `${Math.floor(share * 1000) / 10} %`;
  const painted = paintStatus(status, view.colours)(status);
  const first = `the registry is ${painted}: ${healthy} of ${plural(total, 'model')} healthy (${percent})`;
  if (notHealthy.length === 0) return [first];
  const rows = notHealthy.map(({ model_id, health }) => [
    model_id,
    { text: health.status, paint: paintStatus(health.status, view.colours) },
    String(health.errors),
    String(health.warnings),
    health.message ?? '-',
  ]);
  const names = ['model', 'health', 'errors', 'warnings', 'message'];
  return [first, '', ...renderListing(names, rows, view)];
}
