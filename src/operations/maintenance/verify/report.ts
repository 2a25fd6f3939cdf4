/** The report of a verification. */
import { operation, option, wording, wordPlainly } from '../../../domain/wording.js';
import type { Wording } from '../../../domain/wording.js';
import type { FindingKind } from '../../../domain/maintenance.js';

/** The steps of a verification, in order. */
export const STEP_NAMES = [
  'registry',
  'generations',
  'audit',
  'metadata',
  'archives',
  'specs',
  'folders',
  'references',
] as const;

export type StepName = (typeof STEP_NAMES)[number];

const REBUILD = wording`Rebuild the registry from the models' folders with ${operation('rebuild')}.`;
const FROM_COPY = "Restore that file, below the step's output, from a backup.";
const RUN = wording`Run ${operation('run')}; it writes the file again.`;
const REPORT = wording`This should not happen; please report it. ${operation('rebuild', option('force'))} starts again.`;
const REPAIR = wording`${operation('verify', option('repair'))} repairs it.`;

/** What to do about each kind of finding that cannot be repaired. */
const REMEDIES: Readonly<Record<FindingKind, Wording>> = {
  'registry-missing': wording`Rebuild it from the models' folders with ${operation('rebuild')}, or give its location with ${option('registry_path')}.`,
  'registry-damaged': REBUILD,
  'registry-edited': REBUILD,
  'registry-outdated': REBUILD,
  'registry-schema': REPORT,
  'backup-damaged': 'Remove it: the next run that changes something writes it again.',
  'summary-damaged': RUN,
  'generation-damaged': REBUILD,
  'generations-missing': REBUILD,
  'generation-foreign': 'Move it elsewhere: this program writes no file with such a name.',
  'audit-missing': 'Restore audit_log.jsonl from a backup.',
  'audit-unreadable': 'Make it a regular file that you may read and write.',
  'audit-line': REPORT,
  'audit-elsewhere': REPORT,
  'audit-state': REPORT,
  'audit-break': wording`Find out why. Once the reason is known, ${operation('audit accept', option('reason', 'TEXT'))} accepts it.`,
  'audit-head': wording`Compare the log with a backup. If the reason is known, keep the head that ${operation('audit head')} shows.`,
  'metadata-missing': FROM_COPY,
  'metadata-damaged': FROM_COPY,
  'metadata-outdated': FROM_COPY,
  'archive-missing': FROM_COPY,
  'archive-changed': FROM_COPY,
  'archive-outside': REPORT,
  'spec-gone':
    'Restore the file, or run from the folder that its path is relative to; its registered versions stay.',
  'spec-changed': wording`Run ${operation('run')} to register its current content.`,
  'spec-unreadable': 'Make it a regular file that you may read.',
  leftover: 'Remove it once no run uses it.',
  'orphaned-folder': 'Move it elsewhere, or remove it.',
  'orphaned-file': 'Move it elsewhere, or remove it.',
  'id-unsafe': REPORT,
  'id-twice': REPORT,
  'file-twice': 'Delete one of the two models, or give each its own file.',
  'parent-missing': wording`Register that model, remove the link with ${operation('unlink')}, or correct \`parent\` in the spec.`,
  'lineage-circular': wording`Remove one of the links with ${operation('unlink')}.`,
  'version-unknown': REPORT,
  'version-mislabelled': REPORT,
  'content-mismatch': REPORT,
};

/** Something that does not match the registry. */
export interface VerifyFinding {
  readonly kind: FindingKind;
  /** The file or folder, relative to the step's output or as the registry names it. */
  readonly path: string | null;
  readonly model_id: string | null;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  /** It can be repaired without guessing. */
  readonly mendable: boolean;
}

/** One step of a verification. */
export interface VerifyStep {
  readonly name: StepName;
  /** It was skipped because no state of the registry can be trusted. */
  readonly skipped: boolean;
  /** The number of items that were checked. */
  readonly checked: number;
  readonly findings: readonly VerifyFinding[];
  /** Information that is not a problem. */
  readonly notes: readonly string[];
  /** What was repaired. */
  readonly repaired: readonly string[];
}

/** The result of a verification. */
export interface Verification {
  readonly steps: readonly VerifyStep[];
  /** There are no findings, or none are left. */
  readonly sound: boolean;
}

/** Returns a verification whose remedies are worded for a face. */
export function wordRemedies(found: Verification, word: (words: Wording) => string): Verification {
  const steps = found.steps.map((step) => ({
    ...step,
    findings: step.findings.map((it) => ({ ...it, remedy: word(remedyFor(it)) })),
  }));
  return { ...found, steps };
}

/** Returns a finding with its remedy. */
export function createFinding(
  kind: FindingKind,
  message: string,
  about: { path?: string; id?: string; mendable?: boolean } = {},
): VerifyFinding {
  const mendable = about.mendable === true;
  return {
    kind,
    path: about.path ?? null,
    model_id: about.id ?? null,
    message,
    remedy: wordPlainly(remedyFor({ kind, mendable })),
    mendable,
  };
}

/** Returns what to do about a finding. */
function remedyFor({ kind, mendable }: Pick<VerifyFinding, 'kind' | 'mendable'>): Wording {
  return mendable ? REPAIR : REMEDIES[kind];
}
