import type { Command } from '../../command.js';
import { stepFlags, type Flag } from '../../options.js';
import { ASKING, CHANGING, YES, ownFlag } from '../flags.js';

const POLICY: readonly Flag[] = [
  ownFlag({
    name: 'keep',
    type: 'integer',
    placeholder: 'N',
    range: [1, 10],
    description: 'how many of the last versions of each model stay as they are',
    default: '3',
  }),
  ownFlag({
    name: 'archive-after',
    type: 'integer',
    placeholder: 'DAYS',
    range: [0, 100_000],
    description: 'pack older versions that were registered so long ago',
    default: 'archive_after_days of the settings, 365',
  }),
  ownFlag({
    name: 'delete-archived-after',
    type: 'integer',
    placeholder: 'DAYS',
    range: [0, 100_000],
    description: 'delete the bytes of versions that were packed so long ago',
    default: 'never',
  }),
];

const DRY_RUN: readonly Flag[] = stepFlags(['dry-run'], {
  'dry-run': { description: 'write nothing; show what would be done', commandLineOnly: true },
});

/** How much of the old versions is kept. */
export const RETENTION: readonly Command[] = [
  {
    name: 'retention stats',
    positionals: [],
    summary: 'how many versions are kept, packed and deleted, and what they take',
    flags: [...ASKING, ...POLICY],
    examples: [
      ['retention stats', 'and what retention apply would do'],
      ['retention stats --keep 1 --archive-after 0', 'with another policy'],
    ],
    load: async () => (await import('./retention.js')).statsCommand,
  },
  {
    name: 'retention apply',
    positionals: [],
    summary: 'pack old versions; never one that is current, tagged, bound, aliased or a parent',
    flags: [...CHANGING, ...POLICY, ...DRY_RUN, YES],
    examples: [
      ['retention apply --dry-run', 'what it would do'],
      ['retention apply --keep 5 --archive-after 30', 'pack what is older than the last five'],
      ['retention apply --delete-archived-after 365 --yes', 'asks before it deletes, or --yes'],
    ],
    load: async () => (await import('./retention.js')).applyCommand,
  },
  {
    name: 'gc',
    positionals: [],
    summary: 'remove archives, folders and temporary files that nothing refers to',
    flags: [
      ...CHANGING,
      ...DRY_RUN,
      ownFlag({
        name: 'force',
        type: 'boolean',
        description: 'also what was damaged or replaced, and is kept beside the registry',
      }),
      YES,
    ],
    examples: [
      ['gc --dry-run', 'what it would remove, and how much that is'],
      ['gc --yes', 'without a question'],
    ],
    load: async () => (await import('./gc.js')).gcCommand,
  },
];
