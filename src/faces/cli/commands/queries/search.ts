import { openSearch, searchModels, type SearchHit } from '../../../../search/index.js';
import type { Call } from '../../command.js';
import { renderHits } from '../../render/queries/hits.js';
import { answer } from '../answer.js';

const LIMIT = 20;

/** `search QUERY…` */
export function searchCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const registry = await open();
    const query = call.words.join(' ');
    const index = await openSearch(registry);
    const limit = call.flags.limit ?? LIMIT;
    const { total, hits } = searchModels(registry.state.models, index, query, limit);
    return {
      data: { query, total, hits: hits.map((it) => ({ ...rowOf(it), matches: it.matches })) },
      ids: () => hits.map(({ entry }) => entry.model_id),
      rows: () =>
        hits.map((it) => ({
          ...rowOf(it),
          matches: it.matches.map(({ field, text }) => `${field}: ${text}`),
        })),
      text: (view) => renderHits(hits, total, view),
      exitCode: total === 0 ? 2 : 0,
    };
  });
}

function rowOf({ entry, score }: SearchHit) {
  return {
    model_id: entry.model_id,
    name: entry.name,
    version: entry.version,
    status: entry.status,
    score: Math.round(score * 1000) / 1000,
  };
}
