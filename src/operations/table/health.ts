import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Health and use. */
export const HEALTH = defineGroup('Facts about versions', {
  health: {
    kind: 'query',
    summary:
      'show the health of a model, or of the registry: the share of its models that are healthy',
    errors: REFERENCE_ERRORS,
    http: 'GET /model-health',
    examples: [
      [{}, 'healthy from 90 %, degraded from 50 %'],
      [{ reference: 'agent' }, 'for one model'],
    ],
    library: { method: 'getHealth' },
    load: async () => (await import('../queries/health.js')).HEALTH,
  },
  'health set': {
    kind: 'change',
    summary: 'set the health of a model, until its content is checked again',
    errors: [...REFERENCE_ERRORS, 'value-refused'],
    http: 'PUT /models/{reference}/health',
    pins: { reference: 'model' },
    examples: [
      [{ reference: 'agent', status: 'degraded', message: 'slow since Monday' }, 'with a message'],
    ],
    library: { method: 'setHealth', parameters: ['reference', 'status', 'message'] },
    load: async () => (await import('../mutations/health.js')).HEALTH_SET,
  },
  use: {
    kind: 'change',
    summary: 'count a use of a model',
    errors: REFERENCE_ERRORS,
    http: 'POST /models/{reference}/uses',
    pins: { reference: 'version' },
    examples: [[{ reference: 'agent' }, 'called by whoever runs it']],
    library: { method: 'recordUse' },
    load: async () => (await import('../mutations/use.js')).USE,
  },
});
