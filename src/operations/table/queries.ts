import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Queries about models. */
export const QUERIES = defineGroup('Find and look', {
  list: {
    kind: 'query',
    summary: 'list the models, filtered and sorted',
    errors: ['value-refused'],
    http: 'GET /models',
    examples: [
      [{}, 'all except deleted models'],
      [
        { status: 'active', tag: 'production,staging', sort: '-updated' },
        'most recently updated first',
      ],
      [{ metrics: 'accuracy>0.9', columns: 'id,metrics.accuracy' }, 'by a metric'],
    ],
    library: { method: 'listModels', sync: true, without: ['ontology', 'columns'] },
    list: 'models',
    load: async () => (await import('../queries/list.js')).LIST,
  },
  get: {
    kind: 'query',
    summary: 'show a model and one of its versions in full, or a single field',
    errors: [...REFERENCE_ERRORS, 'name-unknown'],
    http: 'GET /models/{reference}',
    examples: [
      [{ reference: 'agent' }, 'the model and its current version'],
      [{ reference: 'agent@1.0.0', field: 'hash' }, 'one value, for scripts'],
      [{ reference: 'agent', field: 'versions.1.0.0.created_at' }, 'a field of another version'],
    ],
    library: { method: 'getModelInfo', sync: true },
    load: async () => (await import('../queries/get.js')).GET,
  },
  search: {
    kind: 'query',
    summary: 'find models by words, tolerating typos, and by fields; best first',
    errors: ['usage'],
    http: 'GET /search',
    examples: [
      [{ query: 'hidden state' }, 'both words, anywhere'],
      [{ query: 'kind:POMDP variables:>3 AND NOT status:archived' }, 'by fields'],
      [{ query: 'agent (tag:production OR use:>10)' }, 'words and fields'],
    ],
    library: { method: 'searchModels' },
    list: 'hits',
    load: async () => (await import('../queries/search.js')).SEARCH,
  },
  stats: {
    kind: 'query',
    summary: 'count the models by status, kind, health, tags and use',
    errors: [],
    http: 'GET /statistics',
    examples: [[{}, 'statistics of the registry']],
    library: { method: 'statistics', sync: true },
    load: async () => (await import('../queries/statistics.js')).STATS,
  },
  history: {
    kind: 'query',
    summary: 'show who changed what and when, or the models at a point in time',
    errors: ['model-unknown', 'value-refused'],
    http: 'GET /history',
    examples: [
      [{ id: 'agent' }, 'its events, newest last'],
      [{ limit: 20 }, 'the latest for all models'],
      [{ at: '2999-12-31', tag: 'production' }, 'what was in production then'],
    ],
    library: { method: 'getHistory', parameters: ['id'] },
    list: 'events',
    load: async () => (await import('../queries/history.js')).HISTORY,
  },
  stale: {
    kind: 'query',
    summary: 'list the models that were never used, or not for a long time',
    errors: [],
    http: 'GET /stale-models',
    examples: [[{ days: 30 }, 'not used for a month']],
    library: { method: 'staleModels', parameters: ['days'], sync: true },
    list: 'models',
    load: async () => (await import('../queries/stale.js')).STALE,
  },
});
