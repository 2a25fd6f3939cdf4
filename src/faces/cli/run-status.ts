import type { Summary } from '../../domain/model.js';
import { countSeverity } from '../../domain/diagnostics.js';
import type { StepOptions } from '../../domain/options.js';

export type Status = 'success' | 'warning' | 'error';

/** An error as it is reported: the code is for programs, the rest for people. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
}

/** The name of an exit code. 0: done; 2: done, with warnings, refused specs or nothing found; 1: not done. */
export function toStatus(exitCode: 0 | 1 | 2): Status {
  return exitCode === 0 ? 'success' : exitCode === 2 ? 'warning' : 'error';
}

/** Why a run that produced a summary exits with 1, or null if it does not. */
export function explainFailure(
  summary: Summary,
  options: Pick<StepOptions, 'mode' | 'failOn'>,
): Failure | null {
  if (summary.exit_code !== 1) return null;
  const errors = countSeverity(summary.diagnostics.list, 'error');
  const warnings = countSeverity(summary.diagnostics.list, 'warning');
  const findings = options.failOn === 'warning' ? errors + warnings : errors;
  const changes = summary.new_models + summary.new_versions + summary.updated;
  const isTripped = options.failOn !== 'never' && findings > 0;
  const undersized = summary.diagnostics.list.find((finding) => finding.code === 'GNN-W022');
  if (options.mode === 'check' && undersized !== undefined) {
    return {
      code: 'version-too-small',
      message: `${undersized.file}: ${undersized.message} (--check)`,
      hint: 'Declare the version that the change requires; `bump --explain FILE` lists every reason.',
    };
  }
  if (options.mode === 'check' && (changes > 0 || !isTripped)) {
    return {
      code: 'check-failed',
      message: 'a run would change the registry (--check)',
      hint: 'Run without --check, and keep the files that it writes.',
    };
  }
  if (isTripped) {
    return {
      code: 'fail-on',
      message: `${findings === 1 ? 'there is 1 finding' : `there are ${findings} findings`} of severity ${options.failOn} or above (--fail-on ${options.failOn})`,
      hint: 'Correct the specs, or choose another level for --fail-on.',
    };
  }
  return {
    code: 'not-done',
    message: 'the run did not succeed',
    hint: 'The findings say why.',
  };
}
