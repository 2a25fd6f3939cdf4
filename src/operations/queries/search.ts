/** Finds models by words and fields. */
import { openSearch, searchModels, type SearchHit } from '../../search/index.js';
import { listRewritten, parseQuery } from '../../search/query.js';
import { defineQuery } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import type { SearchInput, SearchOutput } from '../generated/shapes.js';

const { default: LIMIT } = SCHEMAS.search.input.properties.limit;

const RELAXED = 'No model matches all of these words: the best matches by most of them follow.';

export const SEARCH = defineQuery({
  query: async (registry, { query, limit = LIMIT }: SearchInput) => {
    const index = await (registry.keptIndex?.() ?? openSearch(registry));
    return searchModels(registry.state.models, index, query, limit);
  },
  present: ({ total, hits, isRelaxed }, { query }): SearchOutput => ({
    query,
    total,
    ...(isRelaxed && { relaxed: true }),
    hits: hits.map(presentHit),
  }),
  hand: ({ hits }) => hits,
  slice: ({ hits, ...found }, from, to) => ({ ...found, hits: hits.slice(from, to) }),
  isWarning: ({ total, isRelaxed }) => total === 0 || isRelaxed,
  notices: ({ isRelaxed }, { query }) => [
    ...[...listRewritten(parseQuery(query))].map(
      ([written, read]) => `${written} is read as ${read}.`,
    ),
    ...(isRelaxed ? [RELAXED] : []),
  ],
});

/** Returns a hit in the form of the output schema. */
export function presentHit({ entry, score, matches }: SearchHit): SearchOutput['hits'][number] {
  return {
    model_id: entry.model_id,
    name: entry.name,
    version: entry.version,
    status: entry.status,
    score: Math.round(score * 1000) / 1000,
    matches,
  };
}
