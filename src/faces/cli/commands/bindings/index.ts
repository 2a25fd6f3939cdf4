import { BINDING_STATUSES, BOUNDS } from '../../../../domain/generated/values.js';
import type { Command } from '../../command.js';
import { stepFlags, type Flag } from '../../options.js';
import { CHANGING, LISTING, REASON, REFERENCE, SHOWN, WHERE, ownFlag } from '../flags.js';

const PROVIDER: Flag = ownFlag({
  name: 'provider',
  type: 'text',
  placeholder: 'NAME',
  description: 'who runs it: a backend or a provider',
});

const MODEL_ID: Flag = ownFlag({
  name: 'model-id',
  type: 'text',
  placeholder: 'NAME',
  description: 'the name of the model there',
});

const STATUS: Flag = ownFlag({
  name: 'status',
  type: 'text',
  choices: BINDING_STATUSES,
  description: 'how the binding is',
});

const REGION: Flag = ownFlag({
  name: 'region',
  type: 'text',
  placeholder: 'NAME',
  description: 'where it runs',
});

/** Where the model is to be reached, and how. */
const PLACE: readonly Flag[] = [
  ownFlag({ name: 'endpoint', type: 'text', placeholder: 'URL', description: 'its address' }),
  REGION,
  ownFlag({
    name: 'config',
    key: 'binding_config',
    type: 'text',
    placeholder: 'JSON',
    description: 'its configuration: a JSON object, or @FILE that holds one',
  }),
];

const DOING: readonly Flag[] = [
  STATUS,
  ownFlag({
    name: 'success-rate',
    type: 'number',
    placeholder: 'SHARE',
    range: [0, 1],
    description: 'share of the calls that succeeded, 0 to 1',
  }),
  ownFlag({
    name: 'average-latency-ms',
    type: 'number',
    placeholder: 'MS',
    range: [0, BOUNDS.latency],
    description: 'average time of a call in milliseconds',
  }),
  ownFlag({
    name: 'cost-per-1000',
    type: 'number',
    placeholder: 'MONEY',
    range: [0, BOUNDS.cost],
    description: 'cost of 1,000 calls',
  }),
];

/** `--config` is that of the binding here: a settings file is found by its usual name alone. */
const CHANGING_BINDINGS: readonly Flag[] = stepFlags([
  'lock-timeout',
  'actor',
  ...WHERE.filter((it) => it !== 'config'),
  ...SHOWN,
]);

/** Backends and providers that run versions. */
export const BINDINGS: readonly Command[] = [
  {
    name: 'binding add',
    positionals: [REFERENCE],
    summary: 'note which backend or provider runs a version',
    flags: [PROVIDER, MODEL_ID, ...PLACE, ...CHANGING_BINDINGS, REASON],
    examples: [
      ['binding add agent --provider rxinfer --model-id agent-v2', 'the current version'],
      [
        'binding add agent@1.0.0 --provider sagemaker --model-id agent --region eu-north-1 --config \'{"replicas":2}\'',
        'with where and how',
      ],
    ],
    load: async () => (await import('./binding.js')).addBindingCommand,
  },
  {
    name: 'binding update',
    positionals: [REFERENCE],
    summary: 'tell how a binding does, or where it is now',
    flags: [
      PROVIDER,
      { ...MODEL_ID, description: 'which one, where the provider runs several' },
      ...DOING,
      ...PLACE,
      ...CHANGING_BINDINGS,
      REASON,
    ],
    examples: [
      [
        'binding update agent --provider rxinfer --status degraded --success-rate 0.93 --average-latency-ms 210',
        'whichever version it runs',
      ],
    ],
    load: async () => (await import('./binding.js')).updateBindingCommand,
  },
  {
    name: 'binding list',
    positionals: [{ ...REFERENCE, optional: true }],
    summary: 'list which backend or provider runs which version',
    flags: [
      { ...PROVIDER, description: 'of this backend or provider alone' },
      { ...STATUS, description: 'those that are so' },
      { ...REGION, description: 'those of one region' },
      ...LISTING,
    ],
    examples: [
      ['binding list', 'of all models'],
      ['binding list agent --status failed', 'what is to be looked at'],
    ],
    load: async () => (await import('./binding.js')).listBindingsCommand,
  },
  {
    name: 'binding rm',
    positionals: [REFERENCE],
    summary: 'take a binding away',
    flags: [
      PROVIDER,
      { ...MODEL_ID, description: 'which one, where the provider runs several' },
      ...CHANGING,
      REASON,
    ],
    examples: [['binding rm agent --provider rxinfer', 'whichever version it runs']],
    load: async () => (await import('./binding.js')).removeBindingCommand,
  },
];
