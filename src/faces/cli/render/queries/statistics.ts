import type { RendererOf, View } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import type { StatsOutput } from '../../../../operations/generated/shapes.js';
import { renderTable } from '../table.js';
import type { Cell } from '../table.js';
import { formatTime } from '../versions.js';

export const STATS: RendererOf<'stats'> = {
  text: (numbers, _, view) => renderStatistics(numbers, view),
};

const MAX_TAGS = 10;

/** Renders the statistics of a registry. */
export function renderStatistics(statistics: StatsOutput, { colours, columns }: View): string[] {
  const facts: readonly (readonly [string, string])[] = [
    ['models', String(statistics.models)],
    ['versions', String(statistics.versions)],
    ['health', formatHealth(statistics)],
    ['by status', formatCounts(statistics.by_status)],
    ['by health', formatCounts(statistics.by_health)],
    ['by kind', formatCounts(statistics.by_kind)],
    ['tags', formatTags(statistics)],
    ['variables', String(statistics.variables)],
    ['connections', String(statistics.connections)],
    ['size of specs', plural(statistics.size_bytes, 'byte')],
    [
      'uses',
      `${statistics.uses}${statistics.never_used > 0 ? `; ${plural(statistics.never_used, 'model')} never used` : ''}`,
    ],
  ];
  const rows = facts.flatMap(([name, text]): Cell[][] =>
    text === '' ? [] : [[{ text: name, paint: colours.bold }, { text }]],
  );
  const used = statistics.most_used.map(({ model_id, use_count, last_used_at }) => [
    { text: `  ${model_id}` },
    { text: `${use_count} ×` },
    { text: `last ${formatTime(last_used_at)}`, paint: colours.dim },
  ]);
  return [
    ...renderTable(rows, columns),
    ...(used.length === 0 ? [] : ['', colours.bold('most used')]),
    ...renderTable(used, columns),
  ];
}

function formatHealth({ health, by_health, models }: StatsOutput): string {
  if (health.healthy_share === null) return health.status;
  return `${health.status} (${by_health.healthy} of ${models} healthy)`;
}

function formatCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function formatTags({ tags }: StatsOutput): string {
  const shown = tags.slice(0, MAX_TAGS).map(({ tag, models }) => `${models} ${tag}`);
  const more = tags.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
