import type { Command } from '../../command.js';
import { SHELLS } from '../../completion/shells.js';
import { stepFlags } from '../../options.js';
import { CHANGING, MODEL, REASON } from '../flags.js';

/** What is exchanged with other programs and people. */
export const EXCHANGE: readonly Command[] = [
  {
    name: 'update',
    positionals: [
      MODEL,
      {
        name: 'KEY=VALUE',
        description: 'description, author, license or any other field; KEY= takes it back',
        many: true,
      },
    ],
    summary: 'say something of a model: description, author, license and free fields',
    flags: [...CHANGING, REASON],
    examples: [
      ['update agent author="Ada Byron" license=MIT team=robotics', 'beats what the spec says'],
      ['update agent author=', 'what the spec says again'],
    ],
    load: async () => (await import('./update.js')).updateCommand,
  },
  {
    name: 'import',
    positionals: [
      {
        name: 'FILE',
        description: 'a model_registry.json of the Python step, or of another output',
      },
    ],
    summary: 'take the models and versions of another registry that are not here yet',
    flags: [
      ...stepFlags(['dry-run'], {
        'dry-run': { description: 'write nothing; tell what would be taken' },
      }),
      ...CHANGING,
    ],
    examples: [
      [
        'import output/4_model_registry_output/model_registry.json --dry-run',
        'what there is to take',
      ],
      ['import python/model_registry.json', 'what is here already stays as it is'],
    ],
    load: async () => (await import('./import.js')).importCommand,
  },
  {
    name: 'completion',
    positionals: [
      {
        name: 'SHELL',
        description: 'bash, zsh or fish; default: that of $SHELL, else bash',
        choices: SHELLS,
        optional: true,
      },
    ],
    summary: 'print a script that completes commands, flags and the ids of models',
    flags: stepFlags(['format', 'json', 'help', 'version']),
    examples: [
      ['completion bash', 'for: eval "$(gnn-registry completion bash)" in ~/.bashrc'],
      ['completion zsh', 'for: eval "$(gnn-registry completion zsh)" in ~/.zshrc'],
      ['completion fish', 'for: gnn-registry completion fish | source in config.fish'],
    ],
    load: async () => (await import('./completion.js')).completionCommand,
  },
];
