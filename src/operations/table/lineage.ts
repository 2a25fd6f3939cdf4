import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** The lineage of models. */
export const LINEAGE = defineGroup('Lineage', {
  link: {
    kind: 'change',
    summary:
      'record that a model is derived from another; `parent` in the front matter does the same',
    errors: [...REFERENCE_ERRORS, 'cycle', 'value-refused', 'archive-missing'],
    http: 'POST /models/{child}/parents',
    pins: { parent: 'model' },
    examples: [
      [{ child: 'lamp', parent: 'agent' }, 'the lamp is derived from the agent'],
      [{ child: 'lamp', parent: 'agent@1.0.0', kind: 'fine-tuned' }, 'from this version'],
    ],
    library: { method: 'linkModels', parameters: ['child', 'parent', 'kind'] },
    load: async () => (await import('../mutations/lineage.js')).LINK,
  },
  unlink: {
    kind: 'change',
    summary: 'remove a link between two models; parents declared in a spec stay',
    errors: ['model-unknown', 'version-unknown', 'name-unknown'],
    http: 'DELETE /models/{child}/parents/{parent}',
    pins: { parent: 'model' },
    examples: [[{ child: 'lamp', parent: 'agent' }, 'whatever its kind']],
    library: { method: 'unlinkModels' },
    load: async () => (await import('../mutations/lineage.js')).UNLINK,
  },
  lineage: {
    kind: 'query',
    summary: 'show the ancestors, descendants and dependencies of a model',
    errors: REFERENCE_ERRORS,
    http: 'GET /models/{reference}/lineage',
    examples: [[{ reference: 'agent' }, 'in both directions, as trees']],
    library: { method: 'getLineage', sync: true },
    load: async () => (await import('../queries/lineage.js')).LINEAGE,
  },
});
