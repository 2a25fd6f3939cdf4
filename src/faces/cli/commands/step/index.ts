import type { Command } from '../../command.js';
import { FLAGS } from '../../options.js';

/** The step shows how far it is, and says by its exit code what it found. */
export function asStep(command: Command): Command {
  return {
    ...command,
    flags: FLAGS,
    // It runs where no command is named.
    examples: command.examples.map(([call, meaning]) => [call.replace(/^run ?/, ''), meaning]),
    load: async () => (await import('./run.js')).runStepCommand,
  };
}
