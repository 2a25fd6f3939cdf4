import { defineGroup } from './group.js';

/** What helps to write a first spec. */
export const START = defineGroup('Start', {
  ontology: {
    kind: 'query',
    summary: 'list the known terms of the Active Inference Ontology; needs no registry',
    errors: [],
    http: 'GET /ontology-terms',
    needsNoRegistry: true,
    examples: [
      [{}, 'all terms, with their identifiers'],
      [{ term: 'preference' }, 'those with this word in their names'],
    ],
    library: { function: 'listOntologyTerms' },
    list: 'terms',
    load: async () => (await import('../queries/ontology.js')).ONTOLOGY,
  },
});
