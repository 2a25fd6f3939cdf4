import { defineGroup } from '../definition.js';
import { SCHEMAS } from '../generated/schemas.js';

/** Questions about the models. */
export const QUERIES = defineGroup({
  list: {
    ...SCHEMAS.list,
    kind: 'query',
    summary: 'list the models, filtered and sorted',
    errors: ['value-refused'],
    http: 'GET /models',
    examples: [
      [{}, 'all but deleted ones'],
      [{ status: 'active', tag: 'production,staging', sort: '-updated' }, 'the newest first'],
      [{ metrics: 'accuracy>0.9', columns: 'id,metrics.accuracy' }, 'by a metric'],
    ],
    library: { method: 'listModels', sync: true, without: ['ontology', 'columns'] },
    list: 'models',
    load: async () => (await import('../queries/list.js')).LIST,
  },
});
