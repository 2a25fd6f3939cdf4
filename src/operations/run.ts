/** The step as an operation. */
import { runStep } from '../pipeline/index.js';
import { defineRun } from './definition.js';
import type { RunInput, RunOutput } from './generated/shapes.js';
import { withOptions } from './run-options.js';

export const RUN = defineRun({
  run: ({ options, env }, input: RunInput) => runStep(withOptions(options, input), env),
  present: (summary): RunOutput => summary,
  isWarning: ({ exit_code: exitCode }) => exitCode === 2,
});
