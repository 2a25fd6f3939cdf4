import { HEALTH_STATUSES } from '../../../../domain/generated/values.js';
import type { Command } from '../../command.js';
import { CHANGING, LISTING, REASON, REFERENCE, ownFlag } from '../flags.js';

/** Health and use. */
export const HEALTH: readonly Command[] = [
  {
    name: 'health',
    positionals: [{ ...REFERENCE, optional: true }],
    summary: 'show how sound a model is, or the registry: the share of its models that are healthy',
    flags: LISTING,
    examples: [
      ['health', 'healthy from 90 % on, degraded from 50 % on'],
      ['health agent', 'of one model'],
      ['health -q', 'the models that are not healthy, for scripts'],
    ],
    load: async () => (await import('./health.js')).healthCommand,
  },
  {
    name: 'health set',
    positionals: [
      { name: 'REF', description: 'a model, or its current version' },
      { name: 'STATUS', description: HEALTH_STATUSES.join(', ') },
    ],
    summary: 'say how a model is, until its content is checked anew',
    flags: [
      ownFlag({
        name: 'message',
        type: 'text',
        placeholder: 'TEXT',
        description: 'what there is to say of it',
      }),
      ...CHANGING,
      REASON,
    ],
    examples: [['health set agent degraded --message "slow since Monday"', 'with what is wrong']],
    load: async () => (await import('./health.js')).setHealthCommand,
  },
  {
    name: 'use',
    positionals: [REFERENCE],
    summary: 'count a use of a model',
    flags: CHANGING,
    examples: [['use agent', 'by whoever runs it']],
    load: async () => (await import('./use.js')).useCommand,
  },
];
