/** Explains why a run or a check failed although it has an answer. Pure. */
import { countSeverity } from '../domain/diagnostics.js';
import { abbreviate } from '../domain/lists.js';
import type { FileDiagnostic, ModelOutcome } from '../domain/model.js';
import type { FailOn } from '../domain/options.js';
import { plural } from '../domain/plural.js';
import { operation, option, wording, type Wording } from '../domain/wording.js';

/** One cause of a failure: the code is for programs, the rest for people. */
export interface Cause {
  readonly code: string;
  readonly message: Wording;
  readonly hint: Wording;
  /** Whether it only sums up findings, each of which has its place. */
  readonly isSum?: true;
}

/** The number of files that a cause names. */
const MAX_NAMED = 3;

type Found = Pick<FileDiagnostic, 'code' | 'severity' | 'file' | 'message'>;

/** Explains that specs are refused; empty if none is. */
export function explainRefused(refused: readonly { readonly file_path: string }[]): Cause[] {
  if (refused.length === 0) return [];
  const names = abbreviate(
    refused.map((it) => it.file_path),
    MAX_NAMED,
    ', ',
  );
  const specs = refused.length === 1 ? '1 spec is' : `${refused.length} specs are`;
  return [
    {
      code: 'spec-refused',
      isSum: true,
      message: `${specs} refused: ${names}`,
      hint: 'Correct what the findings of severity error name.',
    },
  ];
}

/** Explains that there are findings of a severity that is not wanted; empty if there are none. */
export function explainFindings(found: readonly Found[], failOn: FailOn): Cause[] {
  if (failOn === 'never') return [];
  const errors = countSeverity(found, 'error');
  const count = failOn === 'error' ? errors : errors + countSeverity(found, 'warning');
  if (count === 0) return [];
  const there = count === 1 ? 'there is 1 finding' : `there are ${count} findings`;
  return [
    {
      code: 'fail-on',
      isSum: true,
      message: wording`${there} of severity ${failOn} or above (${option('fail_on', failOn)})`,
      hint: wording`Correct the specs, or choose another level for ${option('fail_on')}.`,
    },
  ];
}

/**
 * The findings about a version that is too small for what changed. One that another number took the place
 * of when it was registered was told then; one that is still to come can be mended before.
 */
export function findTooSmall<It extends Pick<Found, 'code' | 'file'>>(
  found: readonly It[],
  models: readonly Pick<ModelOutcome, 'file_path' | 'outcome'>[],
): It[] {
  const changed = models.filter((it) => it.outcome === 'new_version');
  const coming = new Set(changed.map((it) => it.file_path));
  return found.filter(
    ({ code, file }) => code === 'GNN-W022' || (code === 'GNN-W020' && coming.has(file)),
  );
}

/** Explains that declared versions are too small for what changed; empty if none is. */
export function explainTooSmall(small: readonly Pick<Found, 'file' | 'message'>[]): Cause[] {
  if (small.length === 0) return [];
  const named = small.slice(0, MAX_NAMED).map(({ file, message }) => `${file}: ${message}`);
  const rest = small.length - named.length;
  if (rest > 0) named.push(`${plural(rest, 'other spec')} likewise`);
  return [
    {
      code: 'version-too-small',
      isSum: true,
      message: named.join('; '),
      hint: wording`Declare the version that the change requires; ${operation('bump', option('explain'), 'FILE')} lists every reason.`,
    },
  ];
}
