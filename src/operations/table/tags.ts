import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Tags of models and versions. */
export const TAGS = defineGroup('Labels', {
  'tag add': {
    kind: 'change',
    summary: 'tag a model, or the version that the reference names',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'archive-missing'],
    http: 'POST /models/{reference}/tags',
    pins: { reference: 'model' },
    examples: [
      [{ reference: 'agent', tag: 'robotics' }, 'the model, regardless of its version'],
      [{ reference: 'agent@1.0.0', tag: 'baseline' }, 'only this version'],
    ],
    library: { method: 'addTag' },
    load: async () => (await import('../mutations/tags.js')).TAG_ADD,
  },
  'tag rm': {
    kind: 'change',
    summary: 'remove a tag from a model and all of its versions, or from one version',
    errors: [...REFERENCE_ERRORS, 'name-unknown'],
    http: 'DELETE /models/{reference}/tags/{tag}',
    pins: { reference: 'model' },
    examples: [[{ reference: 'agent', tag: 'robotics' }, 'from the model and all of its versions']],
    library: { method: 'removeTag' },
    load: async () => (await import('../mutations/tags.js')).TAG_RM,
  },
  'tag list': {
    kind: 'query',
    summary: 'list tags and what has them',
    errors: REFERENCE_ERRORS,
    http: 'GET /tags',
    examples: [
      [{}, 'for all models'],
      [{ reference: 'agent' }, 'for one model'],
    ],
    library: { method: 'listTags' },
    list: 'tags',
    load: async () => (await import('../queries/tags.js')).TAG_LIST,
  },
  promote: {
    kind: 'change',
    summary: 'move a tag to a version: the other versions of the model lose it',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'archive-missing'],
    http: 'POST /models/{reference}/promotions',
    pins: { reference: 'version' },
    examples: [
      [{ reference: 'agent@1.1.0', tag: 'production' }, 'used from now on'],
      [{ reference: 'agent', tag: 'staging', reason: 'for the lab' }, 'the current version'],
    ],
    library: { method: 'promoteModel' },
    load: async () => (await import('../mutations/tags.js')).PROMOTE,
  },
});
