import type { RendererOf, View } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import type { StatsOutput } from '../../../../operations/generated/shapes.js';
import { renderTable } from '../table.js';
import type { Cell } from '../table.js';
import { timeText } from '../versions.js';

export const STATS: RendererOf<'stats'> = {
  text: (numbers, _, view) => renderStatistics(numbers, view),
};

const MOST_TAGS = 10;

/** A registry in numbers. */
export function renderStatistics(it: StatsOutput, { colours, columns }: View): string[] {
  const facts: readonly (readonly [string, string])[] = [
    ['models', String(it.models)],
    ['versions', String(it.versions)],
    ['health', healthText(it)],
    ['by status', countsText(it.by_status)],
    ['by health', countsText(it.by_health)],
    ['by kind', countsText(it.by_kind)],
    ['tags', tagsText(it)],
    ['variables', String(it.variables)],
    ['connections', String(it.connections)],
    ['size of specs', plural(it.size_bytes, 'byte')],
    [
      'uses',
      `${it.uses}${it.never_used > 0 ? `; ${plural(it.never_used, 'model')} never used` : ''}`,
    ],
  ];
  const rows = facts.flatMap(([name, text]): Cell[][] =>
    text === '' ? [] : [[{ text: name, paint: colours.bold }, { text }]],
  );
  const used = it.most_used.map(({ model_id, use_count, last_used_at }) => [
    { text: `  ${model_id}` },
    { text: `${use_count} ×` },
    { text: `last ${timeText(last_used_at)}`, paint: colours.dim },
  ]);
  return [
    ...renderTable(rows, columns),
    ...(used.length === 0 ? [] : ['', colours.bold('most used')]),
    ...renderTable(used, columns),
  ];
}

function healthText({ health, by_health, models }: StatsOutput): string {
  if (health.healthy_share === null) return health.status;
  return `${health.status} (${by_health.healthy} of ${models} healthy)`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function tagsText({ tags }: StatsOutput): string {
  const told = tags.slice(0, MOST_TAGS).map(({ tag, models }) => `${models} ${tag}`);
  const more = tags.length - told.length;
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ');
}
