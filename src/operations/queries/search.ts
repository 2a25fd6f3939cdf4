/** Finds models by words and fields. */
import { openSearch, searchModels, type SearchHit } from '../../search/index.js';
import { listRewritten, parseQuery } from '../../search/query.js';
import { defineQuery } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import type { SearchInput, SearchOutput } from '../generated/shapes.js';

const { default: LIMIT } = SCHEMAS.search.input.properties.limit;

export const SEARCH = defineQuery({
  query: async (registry, { query, limit = LIMIT }: SearchInput) => {
    const index = await (registry.keptIndex?.() ?? openSearch(registry));
    return searchModels(registry.state.models, index, query, limit);
  },
  present: ({ total, hits }, { query }): SearchOutput => ({
    query,
    total,
    hits: hits.map(presentHit),
  }),
  hand: ({ hits }) => hits,
  isWarning: ({ total }) => total === 0,
  notices: (_, { query }) =>
    [...listRewritten(parseQuery(query))].map(
      ([written, read]) => `${written} is read as ${read}.`,
    ),
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
