import { STEP } from '../../../../operations/table/step.js';
import type { Command } from '../../command.js';
import { createCommand } from '../../operation-command.js';
import { FLAGS } from '../../options.js';

const FROM_TABLE = createCommand('run', STEP.run);

/** The step: it shows its progress, and its exit code depends on what it finds. */
const RUN: Command = {
  ...FROM_TABLE,
  flags: FLAGS,
  // The step needs no command name.
  examples: FROM_TABLE.examples.map(([call, meaning]) => [call.replace(/^run ?/, ''), meaning]),
  load: async () => (await import('./run.js')).runStepCommand,
};

/** The step, and the commands that maintain its registry. */
export const STEP_COMMANDS: readonly Command[] = Object.entries(STEP).map(([name, operation]) =>
  name === 'run' ? RUN : createCommand(name, operation),
);
