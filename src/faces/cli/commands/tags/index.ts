import type { Command } from '../../command.js';
import { CHANGING, LISTING, REASON, REFERENCE, ownFlag } from '../flags.js';

const TAG = {
  name: 'TAG',
  description: 'production, staging, experimental, baseline, or any other',
};

/** Tags of models and versions. */
export const TAGS: readonly Command[] = [
  {
    name: 'tag add',
    positionals: [REFERENCE, TAG],
    summary: 'tag a model, or the version that a reference names',
    flags: [...CHANGING, REASON],
    examples: [
      ['tag add agent robotics', 'the model, whatever its version'],
      ['tag add agent@1.0.0 baseline', 'this version alone'],
    ],
    load: async () => (await import('./tag.js')).addTagCommand,
  },
  {
    name: 'tag rm',
    positionals: [REFERENCE, TAG],
    summary: 'take a tag away from a model and all of its versions, or from one version',
    flags: [...CHANGING, REASON],
    examples: [['tag rm agent robotics', 'wherever it stands']],
    load: async () => (await import('./tag.js')).removeTagCommand,
  },
  {
    name: 'tag list',
    positionals: [{ ...REFERENCE, optional: true }],
    summary: 'list the tags, and what has them',
    flags: LISTING,
    examples: [
      ['tag list', 'of all models'],
      ['tag list agent', 'of one'],
    ],
    load: async () => (await import('./tag.js')).listTagsCommand,
  },
  {
    name: 'promote',
    positionals: [REFERENCE, TAG],
    summary: 'move a tag to a version: the other versions of the model lose it',
    flags: [
      ...CHANGING,
      REASON,
      ownFlag({
        name: 'keep-others',
        type: 'boolean',
        description: 'versions that have the tag keep it',
      }),
    ],
    examples: [
      ['promote agent@1.1.0 production', 'what is used from now on'],
      ['promote agent staging --reason "for the lab"', 'the current version'],
    ],
    load: async () => (await import('./tag.js')).promoteCommand,
  },
];
