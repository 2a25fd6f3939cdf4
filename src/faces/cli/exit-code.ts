import type { Summary } from '../../domain/model.js';
import { countSeverity } from '../../domain/diagnostics.js';
import type { StepOptions } from '../../domain/options.js';

export type Status = 'success' | 'warning' | 'error';

/** What an error tells: to programs by its code, to people by the rest. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
}

/** 0 done; 2 done with warnings, refusals or nothing found; 1 not done. */
export function exitCodeOf(summary: Summary): 0 | 1 | 2 {
  return summary.exit_code;
}

/** The name of an exit code. */
export function statusOf(exitCode: 0 | 1 | 2): Status {
  return exitCode === 0 ? 'success' : exitCode === 2 ? 'warning' : 'error';
}

/** Why a run that has a summary exits 1, or null where it does not. */
export function explainFailure(
  summary: Summary,
  options: Pick<StepOptions, 'mode' | 'failOn'>,
): Failure | null {
  if (exitCodeOf(summary) !== 1) return null;
  const errors = countSeverity(summary.diagnostics.list, 'error');
  const warnings = countSeverity(summary.diagnostics.list, 'warning');
  const found = options.failOn === 'warning' ? errors + warnings : errors;
  const changes = summary.new_models + summary.new_versions + summary.updated;
  const tripped = options.failOn !== 'never' && found > 0;
  const tooSmall = summary.diagnostics.list.find((it) => it.code === 'GNN-W022');
  if (options.mode === 'check' && tooSmall !== undefined) {
    return {
      code: 'version-too-small',
      message: `${tooSmall.file}: ${tooSmall.message} (--check)`,
      hint: 'Declare the version that the change asks for; `bump --explain FILE` tells every reason.',
    };
  }
  if (options.mode === 'check' && (changes > 0 || !tripped)) {
    return {
      code: 'check-failed',
      message: 'a run would change the registry (--check)',
      hint: 'Run without --check, and keep what it writes.',
    };
  }
  if (tripped) {
    return {
      code: 'fail-on',
      message: `${found === 1 ? 'there is 1 finding' : `there are ${found} findings`} of severity ${options.failOn} or above (--fail-on ${options.failOn})`,
      hint: 'Correct the specs, or choose another level for --fail-on.',
    };
  }
  return {
    code: 'not-done',
    message: 'the run did not succeed',
    hint: 'The findings say why.',
  };
}
