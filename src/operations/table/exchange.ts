import { defineGroup } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import { REFERENCE_ERRORS } from './errors.js';

/** What is exchanged with other programs and people. */
export const EXCHANGE = defineGroup({
  update: {
    ...SCHEMAS.update,
    kind: 'change',
    summary: 'say something of a model: description, author, license and free fields',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'value-refused', 'config-invalid'],
    http: 'PATCH /models/{id}',
    examples: [
      [
        { id: 'agent', fields: { author: 'Ada Byron', license: 'MIT', team: 'robotics' } },
        'beats what the spec says',
      ],
      [{ id: 'agent', fields: { author: null } }, 'what the spec says again'],
    ],
    library: { method: 'updateModelMetadata' },
    load: async () => (await import('../mutations/annotations.js')).UPDATE,
  },
  import: {
    ...SCHEMAS.import,
    kind: 'change',
    summary: 'take the models and versions of another registry that are not here yet',
    errors: ['registry-missing', 'registry-unreadable', 'value-refused'],
    http: 'POST /imports',
    examples: [
      [
        { file: 'output/4_model_registry_output/model_registry.json', dry_run: true },
        'what there is to take',
      ],
      [{ file: 'python/model_registry.json' }, 'what is here already stays as it is'],
    ],
    library: { method: 'importRegistry', without: ['dry_run'] },
    load: async () => (await import('../mutations/import-registry.js')).IMPORT,
  },
});
