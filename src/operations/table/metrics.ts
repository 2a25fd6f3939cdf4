import { ARCHIVE_ERRORS, REFERENCE_ERRORS, defineGroup } from './group.js';

/** Metrics of versions, and comparisons of versions. */
export const METRICS = defineGroup('Facts about versions', {
  'metrics set': {
    kind: 'change',
    summary:
      'set metrics of a version, or of the current version of a model; its other metrics stay',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'value-refused'],
    http: 'PATCH /models/{reference}/metrics',
    pins: { reference: 'version' },
    examples: [
      [
        { reference: 'agent', metrics: { accuracy: 0.93, val_loss: 0.21 } },
        'for the current version',
      ],
      [{ reference: 'agent@1.0.0', metrics: { accuracy: 0.88 } }, 'for this version'],
      [{ reference: 'agent', metrics: { spikes: 12 }, direction: 'lower' }, 'fewer are better'],
    ],
    library: { method: 'setMetrics' },
    load: async () => (await import('../mutations/metrics.js')).METRICS_SET,
  },
  'metrics rm': {
    kind: 'change',
    summary: 'remove metrics of a version',
    errors: [...REFERENCE_ERRORS, 'name-unknown'],
    http: 'DELETE /models/{reference}/metrics',
    pins: { reference: 'version' },
    examples: [[{ reference: 'agent', names: ['accuracy'] }, 'from the current version']],
    library: { method: 'removeMetrics' },
    load: async () => (await import('../mutations/metrics.js')).METRICS_RM,
  },
  'metrics list': {
    kind: 'query',
    summary: 'list the metrics of a version',
    errors: REFERENCE_ERRORS,
    http: 'GET /models/{reference}/metrics',
    examples: [[{ reference: 'agent' }, 'of the current version']],
    library: { method: 'getMetrics' },
    load: async () => (await import('../queries/metrics.js')).METRICS_LIST,
  },
  compare: {
    kind: 'query',
    summary: 'show versions side by side, with the best value of each metric marked with *',
    errors: [...REFERENCE_ERRORS, 'usage', 'name-unknown', 'value-refused', ...ARCHIVE_ERRORS],
    http: 'GET /compared-models',
    examples: [
      [{ references: ['agent@1.0.0', 'agent', 'lamp'] }, 'two versions and another model'],
    ],
    library: { method: 'compareModels' },
    load: async () => (await import('../queries/compare-models.js')).COMPARE,
  },
});
