import { abbreviate } from '../../../../domain/lists.js';
import { plural } from '../../../../domain/plural.js';
import type { StatsOutput } from '../../../../operations/generated/shapes.js';
import type { RendererOf } from '../../renderers.js';
import { formatTime } from '../format.js';
import { renderFacts, renderTable } from '../table.js';

const MAX_TAGS = 10;

/** Renders the statistics of a registry. */
export const STATS: RendererOf<'stats'> = {
  text: (statistics, _, view) => {
    const { colours, columns } = view;
    const unused = statistics.never_used;
    const used = statistics.most_used.map(({ model_id, use_count, last_used_at }) => [
      `  ${model_id}`,
      `${use_count} ×`,
      { text: `last ${formatTime(last_used_at)}`, paint: colours.dim },
    ]);
    return [
      ...renderFacts(
        [
          ['models', statistics.models],
          ['versions', statistics.versions],
          ['health', formatHealth(statistics)],
          ['by status', formatCounts({ ...statistics.by_status })],
          ['by health', formatCounts({ ...statistics.by_health })],
          ['by kind', formatCounts(statistics.by_kind)],
          ['tags', formatTags(statistics)],
          ['variables', statistics.variables],
          ['connections', statistics.connections],
          ['size of specs', plural(statistics.size_bytes, 'byte')],
          [
            'uses',
            `${statistics.uses}${unused > 0 ? `; ${plural(unused, 'model')} never used` : ''}`,
          ],
        ],
        view,
      ),
      ...(used.length === 0 ? [] : ['', colours.bold('most used')]),
      ...renderTable(used, columns),
    ];
  },
};

function formatHealth({ health, by_health, models }: StatsOutput): string {
  if (health.healthy_share === null) return health.status;
  return `${health.status} (${by_health.healthy} of ${models} healthy)`;
}

function formatCounts(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return texts.join(', ');
}

function formatTags({ tags }: StatsOutput): string {
  const texts = tags.map(({ tag, models }) => `${models} ${tag}`);
  return abbreviate(texts, MAX_TAGS);
}
