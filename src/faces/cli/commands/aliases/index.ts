import type { Command } from '../../command.js';
import type { Flag } from '../../options.js';
import { ASKING, CHANGING, LISTING, MODEL, REASON, REFERENCE, ownFlag } from '../flags.js';

const NAME = {
  name: 'NAME',
  description: 'such as champion; latest, hashes, and what reads as a version or a range are taken',
};

const ANYWAY: Flag = ownFlag({
  name: 'force',
  type: 'boolean',
  description: 'also where the alias is protected',
});

/** Names of single versions. */
export const ALIASES: readonly Command[] = [
  {
    name: 'alias set',
    positionals: [REFERENCE, NAME],
    summary: 'point a name of a model to one of its versions, wherever it pointed before',
    flags: [
      ...CHANGING,
      REASON,
      ownFlag({
        name: 'protect',
        type: 'boolean',
        description: 'from now on it is moved and removed with --force alone',
      }),
      ANYWAY,
    ],
    examples: [
      ['alias set agent@1.1.0 champion', 'agent@champion is 1.1.0 from now on'],
      ['alias set agent@^1 frozen --protect', 'it stays at the version that ^1 names now'],
    ],
    load: async () => (await import('./alias.js')).setAliasCommand,
  },
  {
    name: 'alias rm',
    positionals: [MODEL, NAME],
    summary: 'remove an alias of a model; its version stays',
    flags: [...CHANGING, REASON, ANYWAY],
    examples: [['alias rm agent champion', 'agent@champion names nothing any more']],
    load: async () => (await import('./alias.js')).removeAliasCommand,
  },
  {
    name: 'alias list',
    positionals: [{ ...REFERENCE, optional: true }],
    summary: 'list the aliases, and the versions that they point to',
    flags: LISTING,
    examples: [
      ['alias list', 'of all models'],
      ['alias list agent@1.1.0', 'of one version'],
    ],
    load: async () => (await import('./alias.js')).listAliasesCommand,
  },
  {
    name: 'resolve',
    positionals: [REFERENCE],
    summary: 'print the path of the file of exactly that version, for scripts',
    flags: [
      ...ASKING,
      ownFlag({
        name: 'spec',
        key: 'source',
        type: 'boolean',
        description: 'the path of the spec file instead, which may hold another version by now',
      }),
    ],
    examples: [
      ['resolve agent@1.1.0', 'its archived bytes, held against their hash'],
      ['resolve agent --spec', 'the file that is edited'],
    ],
    load: async () => (await import('./resolve.js')).resolveCommand,
  },
];
