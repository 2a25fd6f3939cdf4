/** The step as an operation. */
import type { Summary } from '../../domain/model.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import { runStep } from '../../pipeline/index.js';
import { defineRun } from '../operation.js';
import type { RunInput, RunOutput } from '../generated/shapes.js';
import type { Workplace } from '../workplace.js';

/** Runs the step once, and writes what else the options ask for. @throws RegistryError as `runStep` */
export async function runAndReport(options: StepOptions, env: Environment): Promise<Summary> {
  const summary = await runStep(options, env);
  if (options.report || options.graphs) {
    await (await import('./after-run.js')).writeMore(options, env);
  }
  return summary;
}

export const RUN = defineRun({
  // All inputs are options, and the workplace already includes them.
  run: ({ options, env }: Workplace, _input: RunInput) => runAndReport(options, env),
  present: (summary): RunOutput => summary,
  isWarning: ({ exit_code: exitCode }) => exitCode === 2,
});
