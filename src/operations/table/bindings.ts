import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Bindings: the backends and providers that run versions. */
export const BINDINGS = defineGroup('Facts about versions', {
  'binding add': {
    kind: 'change',
    summary: 'record which backend or provider runs a version',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'value-refused', 'archive-missing'],
    http: 'POST /models/{reference}/bindings',
    pins: { reference: 'version' },
    examples: [
      [{ reference: 'agent', provider: 'rxinfer', model_id: 'agent-v2' }, 'the current version'],
      [
        {
          reference: 'agent@1.0.0',
          provider: 'sagemaker',
          model_id: 'agent',
          region: 'eu-north-1',
          config: { replicas: 2 },
        },
        'with its region and configuration',
      ],
    ],
    library: { method: 'addBinding' },
    load: async () => (await import('../mutations/bindings.js')).BINDING_ADD,
  },
  'binding update': {
    kind: 'change',
    summary: 'update the status, location or measurements of a binding',
    errors: [...REFERENCE_ERRORS, 'name-unknown', 'value-refused'],
    http: 'PATCH /models/{reference}/bindings/{provider}',
    pins: { reference: 'model' },
    examples: [
      [
        {
          reference: 'agent',
          provider: 'rxinfer',
          status: 'degraded',
          success_rate: 0.93,
          average_latency_ms: 210,
        },
        'whichever version it runs',
      ],
    ],
    library: { method: 'updateBinding' },
    load: async () => (await import('../mutations/bindings.js')).BINDING_UPDATE,
  },
  'binding list': {
    kind: 'query',
    summary: 'list which backend or provider runs which version',
    errors: REFERENCE_ERRORS,
    http: 'GET /bindings',
    examples: [
      [{}, 'for all models'],
      [{ reference: 'agent', status: 'failed' }, 'those that need attention'],
    ],
    library: { method: 'listBindings' },
    list: 'bindings',
    load: async () => (await import('../queries/bindings.js')).BINDING_LIST,
  },
  'binding rm': {
    kind: 'change',
    summary: 'remove a binding',
    errors: [...REFERENCE_ERRORS, 'name-unknown'],
    http: 'DELETE /models/{reference}/bindings/{provider}',
    pins: { reference: 'model' },
    examples: [[{ reference: 'agent', provider: 'rxinfer' }, 'whichever version it runs']],
    library: { method: 'removeBinding', parameters: ['reference', 'provider', 'model_id'] },
    load: async () => (await import('../mutations/bindings.js')).BINDING_RM,
  },
});
