import type { Command } from '../../command.js';
import { FLAGS, stepFlags } from '../../options.js';
import { FORCE, SHOWN, WHERE } from '../flags.js';

/** The step, and the care for its registry. */
export const STEP: readonly Command[] = [
  {
    name: 'run',
    positionals: [],
    summary: 'run the step: extract, validate and register the specs',
    flags: FLAGS,
    examples: [
      ['', 'register the specs of input/gnn_files'],
      ['--target-dir models --output-dir out', 'other folders'],
      ['--query-ontology HiddenState --quiet', 'the models bound to a term'],
      ['--check --fail-on warning', 'in CI: is the registry up to date and sound?'],
      ['--dry-run --json | jq .data.models', 'what a run would do, for programs'],
    ],
    load: async () => (await import('./run.js')).runStepCommand,
  },
  {
    name: 'verify',
    positionals: [],
    summary: 'is everything as the registry says? exit 0 sound, 2 findings',
    flags: [
      ...stepFlags(['lock-timeout', 'actor', ...WHERE, ...SHOWN]),
      {
        name: 'repair',
        type: 'boolean',
        group: 'Run',
        description: 'mend what can be mended without guessing, and check again',
        commandLineOnly: true,
      },
    ],
    examples: [
      ['verify', 'look at everything; writes nothing'],
      ['verify --repair', 'says what was mended, and what is left'],
    ],
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  {
    name: 'rebuild',
    positionals: [],
    summary: 'make a lost registry anew from the archived sources',
    flags: [
      ...stepFlags(['profile', 'dry-run', 'lock-timeout', 'actor', ...WHERE, ...SHOWN], {
        'dry-run': { description: 'write nothing; tell what would be taken' },
      }),
      { ...FORCE, description: 'also where a sound registry is there' },
    ],
    examples: [
      ['rebuild --dry-run', 'what there is to make it from'],
      ['rebuild', 'what stood in its place is kept aside'],
    ],
    load: async () => (await import('./rebuild.js')).rebuildCommand,
  },
];
