/** What a verification says. */
import { operation, option, wording, wordPlainly, type Wording } from '../../../domain/wording.js';
import type { FindingKind } from '../../../domain/maintenance.js';

/** The parts of a verification, in their order. */
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

const REBUILD = wording`Make the registry anew from the models' folders with ${operation('rebuild')}.`;
const FROM_COPY = "Restore that file, below the step's output, from a copy of yours.";
const RUN = wording`Run ${operation('run')}; it writes it anew.`;
const REPORT = wording`This should not happen; please report it. ${operation('rebuild', option('force'))} starts anew.`;
const REPAIR = wording`${operation('verify', option('repair'))} mends it.`;

/** Every kind of finding, and what to do where it cannot be mended. */
const REMEDIES: Readonly<Record<FindingKind, Wording>> = {
  'registry-missing': wording`Make it anew from the models' folders with ${operation('rebuild')}, or say where it is with ${option('registry_path')}.`,
  'registry-damaged': REBUILD,
  'registry-edited': REBUILD,
  'registry-outdated': REBUILD,
  'registry-schema': REPORT,
  'backup-damaged': 'Remove it: the next run that changes something writes it anew.',
  'summary-damaged': RUN,
  'generation-damaged': REBUILD,
  'generations-missing': REBUILD,
  'generation-foreign': 'Move it elsewhere: nothing of this program has such a name.',
  'audit-missing': 'Restore audit_log.jsonl from a copy of yours.',
  'audit-unreadable': 'Make it a regular file that you may read and write.',
  'audit-line': REPORT,
  'audit-elsewhere': REPORT,
  'audit-state': REPORT,
  'metadata-missing': FROM_COPY,
  'metadata-damaged': FROM_COPY,
  'metadata-outdated': FROM_COPY,
  'archive-missing': FROM_COPY,
  'archive-changed': FROM_COPY,
  'archive-outside': REPORT,
  'spec-gone':
    'Bring the file back, or run from the folder that its path starts at; its registered versions stay.',
  'spec-changed': wording`Run ${operation('run')} to register what it holds now.`,
  'spec-unreadable': 'Make it a regular file that you may read.',
  leftover: 'Remove it once no run is left that uses it.',
  'orphaned-folder': 'Move it elsewhere, or remove it.',
  'orphaned-file': 'Move it elsewhere, or remove it.',
  'id-unsafe': REPORT,
  'id-twice': REPORT,
  'file-twice': 'Delete one of the two models, or give each its own file.',
  'parent-missing': wording`Register that model, take the link back with ${operation('unlink')}, or correct \`parent\` in the spec.`,
  'lineage-circular': wording`Take one of the links back with ${operation('unlink')}.`,
  'version-unknown': REPORT,
  'version-mislabelled': REPORT,
  'content-mismatch': REPORT,
};

/** Something that is not as the registry says. */
export interface VerifyFinding {
  readonly kind: FindingKind;
  /** The file or folder: below the step's output, or as the registry names it. */
  readonly path: string | null;
  readonly model_id: string | null;
  readonly message: string;
  /** What to do about it, in plain words. */
  readonly remedy: string;
  /** A repair can mend it without guessing. */
  readonly mendable: boolean;
}

/** One step of a verification. */
export interface VerifyStep {
  readonly name: StepName;
  /** Not done, because there is no registry that can be trusted. */
  readonly skipped: boolean;
  /** How many things were looked at. */
  readonly checked: number;
  readonly findings: readonly VerifyFinding[];
  /** What is to be known, and is no fault. */
  readonly notes: readonly string[];
  /** What a repair did. */
  readonly repaired: readonly string[];
}

/** What a verification found. */
export interface Verification {
  readonly steps: readonly VerifyStep[];
  /** There is no finding, or none is left. */
  readonly sound: boolean;
}

/** A verification whose remedies are in the words of a face. */
export function wordRemedies(found: Verification, word: (words: Wording) => string): Verification {
  const steps = found.steps.map((step) => ({
    ...step,
    findings: step.findings.map((it) => ({ ...it, remedy: word(remedyFor(it)) })),
  }));
  return { ...found, steps };
}

/** A finding with the words for what to do about it. */
export function finding(
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

/** What to do about a finding. */
function remedyFor({ kind, mendable }: Pick<VerifyFinding, 'kind' | 'mendable'>): Wording {
  return mendable ? REPAIR : REMEDIES[kind];
}
