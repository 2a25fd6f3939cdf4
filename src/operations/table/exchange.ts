import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Exchange of metadata and models with people and other programs. */
export const EXCHANGE = defineGroup('Exchange', {
  update: {
    kind: 'change',
    summary: 'annotate a model: description, author, license and custom fields',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'value-refused', 'config-invalid'],
    http: 'PATCH /models/{id}',
    examples: [
      [
        { id: 'agent', fields: { author: 'Ada Byron', license: 'MIT', team: 'robotics' } },
        'overrides the spec',
      ],
      [{ id: 'agent', fields: { author: null } }, 'reverts to the spec'],
    ],
    library: { method: 'updateModelMetadata' },
    load: async () => (await import('../mutations/annotations.js')).UPDATE,
  },
  import: {
    kind: 'change',
    summary: 'import the models and versions of another registry that are missing here',
    errors: ['registry-missing', 'registry-unreadable', 'value-refused'],
    http: 'POST /imports',
    examples: [
      [
        { file: 'output/4_model_registry_output/model_registry.json', dry_run: true },
        'shows what would be imported',
      ],
      [{ file: 'python/model_registry.json' }, 'existing content is not changed'],
    ],
    library: { method: 'importRegistry', without: ['dry_run'] },
    load: async () => (await import('../mutations/import-registry.js')).IMPORT,
  },
  merge: {
    kind: 'run',
    summary: 'merge two versions of a registry, or of its audit log, over the one they come from',
    errors: ['merge-conflict', 'registry-unreadable', 'value-refused', 'version-refused'],
    http: 'POST /merges',
    examples: [
      [
        { base: 'base.json', ours: 'model_registry.json', theirs: 'theirs.json' },
        'both sides are kept; the result replaces the second',
      ],
      [
        { base: 'base.json', ours: 'ours.json', theirs: 'theirs.json', prefer: 'theirs' },
        'takes one side where both changed the same',
      ],
    ],
    library: { absent: 'git calls it, for each file by itself' },
    load: async () => (await import('../maintenance/merge/index.js')).MERGE,
  },
});
