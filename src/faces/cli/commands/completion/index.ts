import type { Command } from '../../command.js';
import { SHELLS } from '../../completion/shells.js';
import { stepFlags } from '../../options.js';

/** What makes the shell complete commands, flags and ids. */
export const COMPLETION: Command = {
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
};
