import type { Command } from '../../command.js';
import type { Flag } from '../../options.js';
import { CHANGING, FORCE, MODEL, REASON, YES, ownFlag } from '../flags.js';

const OR_VERSION = { name: 'ID', description: 'a model of the registry, or one version: id@1.0.0' };

const REPLACEMENT: Flag = ownFlag({
  name: 'replacement',
  type: 'text',
  placeholder: 'REF',
  description: 'what is to be used instead: another model, or a version of one',
});

/** What becomes of models that are no longer wanted. */
export const LIFECYCLE: readonly Command[] = [
  {
    name: 'deprecate',
    positionals: [MODEL],
    summary: 'say that a model works, and that something else is to be preferred',
    flags: [...CHANGING, REASON, REPLACEMENT],
    examples: [
      ['deprecate agent --reason "too slow" --replacement lamp', 'and what to use instead'],
    ],
    load: async () => (await import('./lifecycle.js')).deprecateCommand,
  },
  {
    name: 'archive',
    positionals: [OR_VERSION],
    summary: 'archive a model and pack the bytes of its old versions, or of one version',
    flags: [
      ...CHANGING,
      REASON,
      { ...FORCE, description: 'also a version that is current or in use' },
    ],
    examples: [
      ['archive agent', 'show, diff and rollback go on working'],
      ['archive agent@1.0.0', 'pack this version alone'],
    ],
    load: async () => (await import('./lifecycle.js')).archiveCommand,
  },
  {
    name: 'retire',
    positionals: [MODEL],
    summary: 'say that a model is to be used no more',
    flags: [...CHANGING, REASON],
    examples: [['retire agent --reason "the robot is gone"', 'nothing of it is lost']],
    load: async () => (await import('./lifecycle.js')).retireCommand,
  },
  {
    name: 'activate',
    positionals: [MODEL],
    summary: 'make a deprecated or retired model active again',
    flags: [...CHANGING, REASON],
    examples: [['activate agent', 'it is in use again']],
    load: async () => (await import('./lifecycle.js')).activateCommand,
  },
  {
    name: 'delete',
    positionals: [MODEL],
    summary: 'delete a model: it is listed no more; --purge deletes its files, too',
    flags: [
      ...CHANGING,
      REASON,
      ownFlag({
        name: 'purge',
        type: 'boolean',
        description: 'for good: its versions and its folder are gone',
      }),
      { ...FORCE, description: 'also where it is in use; says what that breaks' },
      YES,
    ],
    examples: [
      ['delete lamp', 'its versions stay: restore brings it back'],
      ['delete lamp --purge --yes', 'for good, without a question'],
    ],
    load: async () => (await import('./delete.js')).deleteCommand,
  },
  {
    name: 'restore',
    positionals: [OR_VERSION],
    summary: 'bring an archived or deleted model back, or unpack one version',
    flags: [...CHANGING, REASON],
    examples: [
      ['restore agent', 'active again, its versions unpacked and checked'],
      ['restore agent@1.0.0', 'unpack this version alone'],
    ],
    load: async () => (await import('./lifecycle.js')).restoreCommand,
  },
];
