import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Facts about versions that services keep. */
export const FACTS = defineGroup('Facts about versions', {
  'facts set': {
    kind: 'change',
    summary: 'set what a service keeps of a version: score, cost, latency, region, endpoint',
    errors: [...REFERENCE_ERRORS, 'value-refused'],
    http: 'PATCH /models/{reference}/facts',
    pins: { reference: 'version' },
    examples: [
      [
        { reference: 'agent', score: 0.93, latency_ms: 210, region: 'eu-north-1' },
        'of the current version; its other facts stay',
      ],
      [{ reference: 'agent@1.0.0', objective_met: true }, 'it meets its objective'],
    ],
    library: { method: 'setFacts', parameters: ['reference'] },
    load: async () => (await import('../mutations/facts.js')).FACTS_SET,
  },
  'facts rm': {
    kind: 'change',
    summary: 'remove facts of a version',
    errors: [...REFERENCE_ERRORS, 'name-unknown'],
    http: 'DELETE /models/{reference}/facts',
    pins: { reference: 'version' },
    examples: [[{ reference: 'agent', names: ['region'] }, 'of the current version']],
    library: { method: 'removeFacts' },
    load: async () => (await import('../mutations/facts.js')).FACTS_RM,
  },
});
