import { defineGroup } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import { REFERENCE_ERRORS } from './errors.js';

/** Where models come from. */
export const LINEAGE = defineGroup({
  link: {
    ...SCHEMAS.link,
    kind: 'change',
    summary: 'say that a model comes from another one; `parent` in the front matter says the same',
    errors: [...REFERENCE_ERRORS, 'cycle', 'value-refused'],
    http: 'POST /models/{child}/parents',
    pins: { parent: 'model' },
    examples: [
      [{ child: 'lamp', parent: 'agent' }, 'the lamp was derived from the agent'],
      [{ child: 'lamp', parent: 'agent@1.0.0', kind: 'fine-tuned' }, 'from this version of it'],
    ],
    library: { method: 'linkModels', parameters: ['child', 'parent', 'kind'] },
    load: async () => (await import('../mutations/lineage.js')).LINK,
  },
  unlink: {
    ...SCHEMAS.unlink,
    kind: 'change',
    summary: 'remove a link between two models; what a spec declares stays',
    errors: ['model-unknown', 'version-unknown', 'name-unknown'],
    http: 'DELETE /models/{child}/parents/{parent}',
    pins: { parent: 'model' },
    examples: [[{ child: 'lamp', parent: 'agent' }, 'whatever its kind']],
    library: { method: 'unlinkModels' },
    load: async () => (await import('../mutations/lineage.js')).UNLINK,
  },
  lineage: {
    ...SCHEMAS.lineage,
    kind: 'query',
    summary: 'show what a model comes from, what comes from it, and what it needs',
    errors: REFERENCE_ERRORS,
    http: 'GET /models/{reference}/lineage',
    examples: [[{ reference: 'agent' }, 'both ways, as trees']],
    library: { method: 'getLineage', sync: true },
    load: async () => (await import('../queries/lineage.js')).LINEAGE,
  },
});
