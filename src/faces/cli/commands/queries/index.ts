import type { Command } from '../../command.js';
import type { Flag } from '../../options.js';
import { ASKING, LISTING, REFERENCE, ownFlag } from '../flags.js';

const MOST = 1_000_000;

function textFlag(name: string, placeholder: string, description: string): Flag {
  return ownFlag({ name, type: 'text', group: 'Input', placeholder, description });
}

function limitFlag(description: string, value?: string): Flag {
  return ownFlag({
    name: 'limit',
    type: 'integer',
    group: 'Output',
    placeholder: 'N',
    range: [1, MOST],
    description,
    ...(value !== undefined && { default: value }),
  });
}

/** Questions about the models. */
export const ASKED: readonly Command[] = [
  {
    name: 'get',
    positionals: [REFERENCE],
    summary: 'show everything that is known of a model and of one version, or one field of it',
    flags: [
      ...ASKING,
      textFlag(
        'field',
        'PATH',
        'one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash',
      ),
    ],
    examples: [
      ['get agent', 'the model and its current version'],
      ['get agent@1.0.0 --field hash', 'one value, for scripts'],
      ['get agent --field versions.1.0.0.created_at', 'of another version'],
    ],
    load: async () => (await import('./get.js')).getCommand,
  },
  {
    name: 'search',
    positionals: [
      {
        name: 'QUERY',
        description:
          'words, "several words", field:value, variables:>10, AND, OR, NOT, parentheses',
        many: true,
      },
    ],
    summary: 'find models by words, with typing errors, and by fields; the best first',
    flags: [...LISTING, limitFlag('no more than these', '20')],
    examples: [
      ['search hidden state', 'both words, wherever they stand'],
      [`search 'kind:POMDP variables:>3 AND NOT status:archived'`, 'by fields'],
      [`search 'agent (tag:production OR use:>10)'`, 'both'],
    ],
    load: async () => (await import('./search.js')).searchCommand,
  },
  {
    name: 'stats',
    positionals: [],
    summary: 'count the models by status, kind, health, tags and use',
    flags: ASKING,
    examples: [['stats', 'the registry in numbers']],
    load: async () => (await import('./stats.js')).statsCommand,
  },
  {
    name: 'history',
    positionals: [
      {
        name: 'ID',
        description: 'a model of the registry, or one that is deleted for good',
        optional: true,
      },
    ],
    summary: 'tell who did what and when, or what the models were at a time',
    flags: [
      ...LISTING,
      textFlag('at', 'TIME', 'what was so then: 2026-01-31 (its end, UTC) or 2026-01-31T09:00:00Z'),
      textFlag('tag', 'TAG', 'with --at: what had this tag then'),
      limitFlag('no more than the newest of these'),
    ],
    examples: [
      ['history agent', 'its events, the newest last'],
      ['history --limit 20', 'of all models'],
      ['history --at 2999-12-31 --tag production', 'what was production then'],
    ],
    load: async () => (await import('./history.js')).historyCommand,
  },
  {
    name: 'stale',
    positionals: [],
    summary: 'list the models that were never used, or not for long',
    flags: [
      ...LISTING,
      ownFlag({
        name: 'days',
        type: 'integer',
        group: 'Input',
        placeholder: 'N',
        range: [0, 36_500],
        description: 'how long; younger models are left out',
        default: '90',
      }),
    ],
    examples: [['stale --days 30', 'not for a month']],
    load: async () => (await import('./stale.js')).staleCommand,
  },
];
