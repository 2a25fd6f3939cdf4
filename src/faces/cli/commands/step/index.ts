import { STEP } from '../../../../operations/table/step.js';
import type { Command } from '../../command.js';
import { commandOf } from '../../operation-command.js';
import { FLAGS } from '../../options.js';

const OF_TABLE = commandOf('run', STEP.run);

/** The step: it shows how far it is, and says by its exit code what it found. */
const RUN: Command = {
  ...OF_TABLE,
  flags: FLAGS,
  // It runs where no command is named.
  examples: OF_TABLE.examples.map(([call, meaning]) => [call.replace(/^run ?/, ''), meaning]),
  load: async () => (await import('./run.js')).runStepCommand,
};

/** The step, and the care for its registry. */
export const STEP_COMMANDS: readonly Command[] = Object.entries(STEP).map(([name, it]) =>
  name === 'run' ? RUN : commandOf(name, it),
);
