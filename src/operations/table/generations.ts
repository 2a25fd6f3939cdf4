import { ARCHIVE_ERRORS, defineGroup } from './group.js';

/** States of the registry as a whole that are kept. */
export const GENERATIONS = defineGroup('History and care', {
  'generation list': {
    kind: 'query',
    summary: 'list the states of the registry that are kept, such as one that a checkout replaced',
    errors: [],
    http: 'GET /generations',
    examples: [[{}, 'newest first, with the models that differ now']],
    library: { method: 'listGenerations' },
    list: 'generations',
    load: async () => (await import('../queries/generations.js')).GENERATION_LIST,
  },
  'generation restore': {
    kind: 'change',
    summary: 'undo: make a kept state the registry again; the present one is kept in its turn',
    errors: ['value-refused', ...ARCHIVE_ERRORS],
    http: 'POST /generations/{generation}/restoration',
    replaces: true,
    examples: [[{ generation: 2, reason: 'main was checked out by mistake' }, 'as the next state']],
    library: { method: 'restoreGeneration' },
    load: async () => (await import('../mutations/generations.js')).GENERATION_RESTORE,
  },
});
