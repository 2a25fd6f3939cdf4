/** The report of a verification: its findings, and what to do about each. */
import { wordWayOut } from '../../../domain/conflict-marks.js';
import type { FindingKind } from '../../../domain/maintenance.js';
import { operation, option, wording, wordPlainly, type Wording } from '../../../domain/wording.js';
import type { VerifyFinding, VerifyOutput } from '../../generated/shapes.js';

const REBUILD = wording`Rebuild the registry from the models' folders with ${operation('rebuild')}.`;
const FROM_COPY = "Restore that file, below the step's output, from a backup.";
const FROM_COPY_OR_GIT = wording`Restore that file, below the step's output, from a backup; if the output is in git, ${operation('verify', option('repair'), option('from_git'))} looks for it there.`;
const RUN = wording`Run ${operation('run')}; it writes the file again.`;
const REPORT = wording`This should not happen; please report it. ${operation('rebuild', option('force'))} starts again.`;
const UNREADABLE =
  'Get permission to read it, or have the disk checked; until then, it counts neither as missing nor as damaged.';
const REPAIR = wording`${operation('verify', option('repair'))} repairs it.`;
const REPAIR_FROM_GIT = wording`${operation('verify', option('repair'), option('from_git'))} repairs it.`;

/** What is also looked for in git. */
const IN_GIT: ReadonlySet<FindingKind> = new Set(['archive-missing', 'archive-changed']);

/** What to do about a finding; some name the file, by its path for people. */
type Remedy = Wording | ((path: string) => Wording);

/** What to do about each kind that is repaired otherwise than most. */
const REPAIRS: Partial<Record<FindingKind, Remedy>> = {
  'audit-elsewhere': (path) =>
    wording`If only a part of the output was committed, commit the rest where it was made, which loses nothing. If a merge at work took another side for it than for the registry, run git checkout --merge ${path}, and git mergetool with the same side, which loses nothing either. Otherwise, ${operation('verify', option('repair'))} repairs it, and keeps aside what does not fit.`,
};

/** What to do about each kind of finding that cannot be repaired. */
const REMEDIES: Readonly<Record<FindingKind, Remedy>> = {
  unreadable: UNREADABLE,
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
  'purge-unfinished': wording`${operation('gc')} finishes it.`,
  'audit-missing': 'Restore audit_log.jsonl from a backup.',
  'audit-unreadable': 'Make it a regular file that you may read and write.',
  'audit-conflict': wordWayOut,
  'audit-line': REPORT,
  'audit-elsewhere': REPORT,
  'audit-state': REPORT,
  'audit-break': wording`Find out why. Once the reason is known, ${operation('audit accept', option('reason', 'TEXT'))} accepts it.`,
  'audit-head': wording`Compare the log with a backup. If the reason is known, keep the head that ${operation('audit head')} shows.`,
  'merge-one-sided': wording`Merge again, which keeps both sides: undo that merge (git reset --keep, with its first parent, if it is the last commit), run ${operation('git setup')}, and git merge.`,
  'metadata-missing': FROM_COPY,
  'metadata-damaged': FROM_COPY,
  'metadata-outdated': FROM_COPY,
  'archive-missing': FROM_COPY_OR_GIT,
  'archive-changed': FROM_COPY_OR_GIT,
  'archive-outside': REPORT,
  'archive-refused':
    'Put a regular file there with the bytes of that version, from a backup; if it is too large, raise max_file_size in the settings.',
  'spec-gone': wording`Restore the file, run from the folder that its path is relative to, or ${operation('retire')} the model if the file is gone for good; its registered versions stay.`,
  'spec-changed': wording`Run ${operation('run')} to register its current content; where that is refused, ${operation('check')} says why.`,
  'spec-unreadable': 'Make it a regular file that you may read.',
  'weights-gone': wording`Put the files back, find where they are now with ${operation('discover')}, or ${operation('retire')} the model; its registered versions stay.`,
  'weights-changed': wording`Register them as a new version with ${operation('discover')}, or put the registered files back.`,
  leftover: 'Remove it once no run uses it.',
  'orphaned-folder':
    'If the registry was not committed with it, commit that where it was made; otherwise, move it elsewhere, or remove it.',
  'orphaned-file': 'Move it elsewhere, or remove it.',
  'purged-bytes': wording`${operation('gc')} removes them.`,
  'id-unsafe': REPORT,
  'id-twice': REPORT,
  'file-twice': wording`${operation('retire')} the model that is not in it any more, or give each its own file.`,
  'parent-missing': wording`Register that model, remove the link with ${operation('unlink')}, or correct \`parent\` in the spec.`,
  'reference-missing':
    'Register that version, or name another: a dependency in the spec, a replacement with a new deprecation.',
  'lineage-circular': wording`Remove one of the links with ${operation('unlink')}.`,
  'version-unknown': REPORT,
  'version-deleted': wording`That version was deleted by force, or by the side of a merge that was taken. Bring it back with ${operation('restore')} while its bytes are kept, or remove the alias with ${operation('alias rm')}.`,
  'version-mislabelled': REPORT,
  'content-mismatch': REPORT,
};

/**
 * Returns a verification whose remedies are worded for a face.
 *
 * @param fromGit - whether lost archives were looked for in git already
 */
export function wordRemedies(
  found: VerifyOutput,
  word: (words: Wording) => string,
  fromGit: boolean,
): VerifyOutput {
  const steps = found.steps.map((step) => ({
    ...step,
    findings: step.findings.map((it) => ({ ...it, remedy: word(remedyFor(it, fromGit)) })),
  }));
  return { ...found, steps };
}

/** Returns a finding with its remedy. */
export function createFinding(
  kind: FindingKind,
  message: string,
  about: { path?: string; id?: string; mendable?: boolean } = {},
): VerifyFinding {
  const { path = null, mendable = false } = about;
  return {
    kind,
    path,
    model_id: about.id ?? null,
    message,
    remedy: wordPlainly(remedyFor({ kind, path, mendable })),
    mendable,
  };
}

function remedyFor(
  { kind, path, mendable }: Pick<VerifyFinding, 'kind' | 'path' | 'mendable'>,
  fromGit = false,
): Wording {
  const isFromGit = fromGit && IN_GIT.has(kind);
  const remedy = mendable
    ? (REPAIRS[kind] ?? (isFromGit ? REPAIR_FROM_GIT : REPAIR))
    : isFromGit
      ? FROM_COPY
      : REMEDIES[kind];
  return typeof remedy === 'function' ? remedy(path ?? '') : remedy;
}
