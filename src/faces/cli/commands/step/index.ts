import type { Command } from '../../command.js';
import { FLAGS } from '../../options.js';

/** The step: it shows its progress, and its exit code depends on what it finds. */
export function asStep(command: Command): Command {
  return {
    ...command,
    flags: FLAGS,
    // The step needs no command name.
    examples: command.examples.map(([call, meaning]) => [call.replace(/^run ?/, ''), meaning]),
    load: async () => (await import('./run.js')).runStepCommand,
  };
}
