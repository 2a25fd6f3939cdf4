/** The step as an operation. */
import { runStep } from '../../pipeline/index.js';
import { defineRun } from '../operation.js';
import type { RunInput, RunOutput } from '../generated/shapes.js';
import type { Workplace } from '../workplace.js';

export const RUN = defineRun({
  // All inputs are options, and the workplace already includes them.
  run: ({ options, env }: Workplace, _input: RunInput) => runStep(options, env),
  present: (summary): RunOutput => summary,
  isWarning: ({ exit_code: exitCode }) => exitCode === 2,
});
