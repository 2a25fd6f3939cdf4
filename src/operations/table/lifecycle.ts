import { ARCHIVE_ERRORS, REFERENCE_ERRORS, defineGroup } from './group.js';

/** The life cycle of models. */
export const LIFECYCLE = defineGroup({
  deprecate: {
    kind: 'change',
    summary: 'mark a model as working, but superseded by something better',
    errors: [...REFERENCE_ERRORS, 'transition-refused', 'value-refused', 'archive-missing'],
    http: 'POST /models/{id}/deprecation',
    examples: [[{ id: 'agent', reason: 'too slow', replacement: 'lamp' }, 'with a replacement']],
    library: { method: 'deprecateModel' },
    load: async () => (await import('../mutations/lifecycle.js')).DEPRECATE,
  },
  archive: {
    kind: 'change',
    summary: 'archive a model and pack the bytes of its old versions, or of one version',
    errors: [...REFERENCE_ERRORS, 'transition-refused', 'in-use', ...ARCHIVE_ERRORS],
    http: 'POST /models/{reference}/archiving',
    pins: { reference: 'model' },
    examples: [
      [{ reference: 'agent' }, 'show, diff and rollback keep working'],
      [{ reference: 'agent@1.0.0' }, 'pack only this version'],
    ],
    library: { method: 'archiveModel' },
    load: async () => (await import('../mutations/lifecycle.js')).ARCHIVE,
  },
  retire: {
    kind: 'change',
    summary: 'mark a model as no longer to be used',
    errors: [...REFERENCE_ERRORS, 'transition-refused'],
    http: 'POST /models/{id}/retirement',
    examples: [[{ id: 'agent', reason: 'the robot is gone' }, 'nothing is lost']],
    library: { method: 'retireModel' },
    load: async () => (await import('../mutations/lifecycle.js')).RETIRE,
  },
  activate: {
    kind: 'change',
    summary: 'make a deprecated or retired model active again',
    errors: [...REFERENCE_ERRORS, 'transition-refused'],
    http: 'POST /models/{id}/activation',
    examples: [[{ id: 'agent' }, 'it is in use again']],
    library: { method: 'activateModel' },
    load: async () => (await import('../mutations/lifecycle.js')).ACTIVATE,
  },
  delete: {
    kind: 'destroy',
    summary: 'delete a model or one version; a purge deletes the files too',
    errors: [...REFERENCE_ERRORS, 'in-use'],
    http: 'DELETE /models/{reference}',
    pins: { reference: 'model' },
    examples: [
      [{ reference: 'lamp' }, 'no longer listed; its versions stay: restore brings it back'],
      [{ reference: 'agent@1.0.0' }, 'restore brings it back until gc removes its bytes'],
    ],
    library: { method: 'deleteModel' },
    load: async () => (await import('../mutations/lifecycle.js')).DELETE,
  },
  restore: {
    kind: 'change',
    summary: 'restore an archived or deleted model or version, or unpack a version',
    errors: [...REFERENCE_ERRORS, 'transition-refused', ...ARCHIVE_ERRORS],
    http: 'POST /models/{reference}/restoration',
    pins: { reference: 'model' },
    examples: [
      [{ reference: 'agent' }, 'active again, with its versions unpacked and checked'],
      [{ reference: 'agent@1.0.0' }, 'only this version, packed or deleted'],
    ],
    library: { method: 'restoreModel' },
    load: async () => (await import('../mutations/lifecycle.js')).RESTORE,
  },
});
