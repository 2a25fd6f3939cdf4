import type { Entry, Health } from '../../../domain/model.js';
import { toHealthRow } from '../../../operations/queries/health.js';
import type { RegistryHealth } from '../../../operations/queries/registry-health.js';
import type { Renderers, View } from '../renderers.js';
import { plural } from '../../../domain/plural.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';
import type { Cell } from './table.js';
import { formatTime } from './versions.js';

type Shown = Pick<View, 'colours' | 'columns'>;

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
export function renderHealth({ model_id, version, health }: Entry, { colours }: Shown): string[] {
  const { status, errors, warnings, message, checked_at, checked_with } = health;
  const checked =
    checked_at === null
      ? 'never'
      : `${formatTime(checked_at)}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  const facts: [string, string | null | undefined][] = [
    ['model', `${model_id}@${version}`],
    ['health', status],
    ['message', message],
    ['checked', checked],
    ['checked with', checked_with],
  ];
  const rows = facts.flatMap(([name, value]): Cell[][] => {
    if (value === null || value === undefined) return [];
    const paint = name === 'health' ? paintStatus(status, colours) : undefined;
    return [
      [
        { text: name, paint: colours.bold },
        { text: value, ...(paint && { paint }) },
      ],
    ];
  });
  return renderTable(rows);
}

/** Renders the health of a registry, and the models that are not healthy. */
export function renderRegistryHealth(
  { status, healthy, total, share }: RegistryHealth,
  notHealthy: readonly Entry[],
  { colours, columns }: Shown,
): string[] {
  if (share === null) return ['the registry has no models'];
  const percent = `${Math.floor(share * 1000) / 10} %`;
  const first = `the registry is ${paintStatus(status, colours)(status)}: ${healthy} of ${plural(total, 'model')} healthy (${percent})`;
  if (notHealthy.length === 0) return [first];
  const header = ['model', 'health', 'errors', 'warnings', 'message'].map((text) => ({
    text,
    paint: colours.bold,
  }));
  const rows = notHealthy.map(({ model_id, health }): Cell[] => [
    { text: model_id },
    { text: health.status, paint: paintStatus(health.status, colours) },
    { text: String(health.errors) },
    { text: String(health.warnings) },
    { text: health.message ?? '-' },
  ]);
  return [first, '', ...renderTable([header, ...rows], columns)];
}

function paintStatus(status: Health['status'], colours: View['colours']): (text: string) => string {
  if (status === 'healthy') return colours.green;
  if (status === 'degraded') return colours.yellow;
  return status === 'unhealthy' ? colours.red : colours.dim;
}
