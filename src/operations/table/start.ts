import { defineGroup } from './group.js';

/** What helps to write a first spec. */
export const START = defineGroup('Start', {
  new: {
    kind: 'run',
    summary: 'write the first spec of a model, sound and with comments, to be completed',
    errors: ['value-refused', 'name-refused', 'output-exists', 'file-refused'],
    http: 'POST /specs',
    needsNoRegistry: true,
    examples: [
      [
        { kind: 'pomdp', name: 'Tea kettle', states: 3, observations: 4, actions: 2 },
        'writes Tea_kettle.md to the folder with the specs',
      ],
      [{ kind: 'bandit', name: 'Slot machines', actions: 5 }, 'with five arms'],
      [{ kind: 'hmm', name: 'Weather', output: '-' }, 'prints it'],
    ],
    library: { function: 'createSpec' },
    load: async () => (await import('../maintenance/new-spec.js')).NEW,
  },
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
