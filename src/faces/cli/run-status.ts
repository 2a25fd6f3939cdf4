import type { Summary } from '../../domain/model.js';
import type { StepOptions } from '../../domain/options.js';
import { option, wording } from '../../domain/wording.js';
import {
  explainFindings,
  explainRefused,
  explainTooSmall,
  findTooSmall,
  type Cause,
} from '../../operations/failures.js';
import { wordForShell } from './wording.js';

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

/** Every cause why a run that produced a summary exits with 1, errors first; empty if it does not. */
export function explainFailure(
  summary: Summary,
  { mode, failOn }: Pick<StepOptions, 'mode' | 'failOn'>,
): Cause[] {
  if (summary.exit_code !== 1) return [];
  const found = summary.diagnostics.list;
  const isCheck = mode === 'check';
  const causes = [
    ...(isCheck ? explainRefused(summary.refused_files) : []),
    ...(isCheck ? explainTooSmall(findTooSmall(found, summary.models)) : []),
    ...explainFindings(found, failOn),
  ];
  const changes = summary.new_models + summary.new_versions + summary.updated;
  if (isCheck && (changes > 0 || causes.length === 0)) return [...causes, explainChange(summary)];
  return causes.length > 0 ? causes : [NOT_DONE];
}

/** How many models are named that a run would change. */
const MAX_NAMED = 3;

function explainChange({ models }: Summary): Cause {
  const changed = models.filter(({ outcome }) => outcome !== 'unchanged').map((it) => it.model_id);
  const named = changed.slice(0, MAX_NAMED).join(', ');
  const more = changed.length - MAX_NAMED;
  const which = named === '' ? '' : `: ${named}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    code: 'check-failed',
    message: wording`a run would change the registry (${option('check')})${which}`,
    hint: wording`Run without ${option('check')}, and commit or keep the files that it writes.`,
  };
}

const NOT_DONE: Cause = {
  code: 'not-done',
  message: 'the run did not succeed',
  hint: 'The findings say why.',
};

/** Joins causes to one error, for programs: its code is that of the first; null if there is none. */
export function joinCauses(causes: readonly Cause[]): Failure | null {
  const failures = causes.map(wordCause);
  const [first] = failures;
  if (first === undefined) return null;
  return {
    code: first.code,
    message: failures.map((it) => it.message).join('; '),
    hint: failures.map((it) => it.hint).join(' '),
  };
}

/** Words a cause for the shell. */
export function wordCause({ code, message, hint }: Cause): Failure {
  return { code, message: wordForShell(message), hint: wordForShell(hint) };
}
