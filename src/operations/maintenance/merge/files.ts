/** Merges the bytes of a file, by its kind. */
import { posix } from 'node:path';
import compare from 'semver/functions/compare.js';
import { isArchivePath } from '../../../domain/archive-names.js';
import { joinArchives } from '../../../domain/joined-archives.js';
import { sha256 } from '../../../domain/canonical.js';
import { findConflict } from '../../../domain/conflict-marks.js';
import { RegistryError } from '../../../domain/errors.js';
import { isObject, parseJson } from '../../../domain/json.js';
import type { AuditEvent } from '../../../domain/model.js';
import { withSlashes } from '../../../domain/paths.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import { operation, option, wording } from '../../../domain/wording.js';
import type { Conflict, Preferred } from '../../../merge/index.js';
import { joinLogs, joinRegistries } from '../../../merge/join.js';
import { classifyRegistry, emitRegistry } from '../../../store/registry-file.js';
import { toSemanticVersion } from '../../../version/next-version.js';
import type { MergeOutput } from '../../generated/shapes.js';

/** A version of a file. */
interface NamedFile {
  /** As the user wrote it. */
  readonly shown: string;
  readonly bytes: Buffer;
}

/** Three versions of a file. */
export interface Files {
  /** Empty if the other two have nothing in common. */
  readonly base: NamedFile;
  readonly ours: NamedFile;
  readonly theirs: NamedFile;
}

/** A merged file. */
export interface MergedFile {
  readonly bytes: Buffer;
  /** What both sides changed; the bytes have the preferred value, or ours. */
  readonly conflicts: readonly Conflict[];
  readonly notes: readonly string[];
}

type Kind = MergeOutput['kind'];

/** Finds the kind of a file by its path in the output. */
export function findKind(path: string): Kind {
  const base = posix.basename(withSlashes(path));
  if (/(?:^|\.)audit_log\.jsonl$/.test(base)) return 'log';
  if (isArchivePath(withSlashes(path))) return 'archive';
  return /^(?:.*_metadata|model_registry_summary)\.json$/.test(base) ? 'derived' : 'registry';
}

/**
 * Merges a file.
 *
 * @param prefer - what is taken where both sides exclude each other
 * @throws RegistryError `registry-unreadable`, `value-refused`
 */
export async function mergeFiles(
  kind: Kind,
  files: Files,
  prefer: Preferred | undefined,
  now: Date,
): Promise<MergedFile> {
  const { base, ours, theirs } = files;
  if (kind === 'archive') return takeWhole(joinArchives(ours.bytes, theirs.bytes));
  if (kind === 'derived') return takeWhole(chooseDerived(ours.bytes, theirs.bytes));
  for (const file of [base, ours, theirs]) refuseMarks(file);
  if (ours.bytes.equals(theirs.bytes) || theirs.bytes.equals(base.bytes))
    return takeWhole(ours.bytes);
  if (ours.bytes.equals(base.bytes)) return takeWhole(theirs.bytes);
  return kind === 'log' ? mergeLogs(files, prefer) : mergeTexts(files, prefer, now);
}

function takeWhole(bytes: Buffer): MergedFile {
  return { bytes, conflicts: [], notes: [] };
}

function refuseMarks({ shown, bytes }: NamedFile): void {
  const conflict = findConflict(bytes);
  if (conflict === undefined) return;
  throw new RegistryError(
    'registry-unreadable',
    `${shown} has an unfinished merge at line ${conflict.line}`,
    'Finish or undo that merge first, and merge again.',
  );
}

async function mergeTexts(
  files: Files,
  prefer: Preferred | undefined,
  now: Date,
): Promise<MergedFile> {
  const sides = {
    base: files.base.bytes.length === 0 ? undefined : await readSound(files.base, now),
    ours: await readSound(files.ours, now),
    theirs: await readSound(files.theirs, now),
  };
  const { state, conflicts, notes } = joinRegistries(sides, prefer);
  await refuseInvalid(state, sides.ours);
  return { bytes: emitRegistry(state), conflicts, notes: [...notes.values()].flat() };
}

/** Only what this program wrote and nobody changed tells what each side meant. */
async function readSound({ shown, bytes }: NamedFile, now: Date): Promise<RegistryState> {
  const judged = await classifyRegistry(bytes, now);
  switch (judged.kind) {
    case 'sound':
      await refuseUnsound(shown, judged.bytes);
      return judged.state;
    case 'newer':
      throw new RegistryError(
        'registry-unreadable',
        `${shown} has a format that this version does not support: ${judged.schema}`,
        'Install the version of this program that wrote it, or a later one, and merge again.',
      );
    case 'readable':
      throw new RegistryError(
        'registry-unreadable',
        `${shown} was edited, or written by another program: its checksum does not hold`,
        wording`Run ${operation('run')} on that side, which takes in what was edited, and merge again.`,
      );
    case 'damaged':
      throw new RegistryError(
        'registry-unreadable',
        `${shown} is not a registry: ${judged.reason}`,
        wording`Repair that side with ${operation('verify', option('repair'))}, and merge again.`,
      );
  }
}

/** Refuses what another program wrote with a checksum that holds. */
async function refuseUnsound(shown: string, bytes: Buffer): Promise<void> {
  const { validate } = await import('../../../domain/generated/model-registry-explained.js');
  if (validate(JSON.parse(bytes.toString('utf8')))) return;
  const [{ instancePath, message } = { instancePath: '', message: '' }] = validate.errors ?? [];
  throw new RegistryError(
    'registry-unreadable',
    `${shown} breaks the schema of a registry: ${instancePath} ${message}`,
    wording`Repair that side with ${operation('verify', option('repair'))}, and merge again.`,
  );
}

/** Refuses a merge beyond a limit of the schema, such as that of the tags of a model. */
async function refuseInvalid(state: RegistryState, ours: RegistryState): Promise<void> {
  const changed = [...state.models].filter(([id, entry]) => ours.models.get(id) !== entry);
  const { validate } = await import('../../../domain/generated/model-registry-explained.js');
  const text = emitRegistry({ ...state, models: new Map(changed) });
  if (validate(JSON.parse(text.toString('utf8')))) return;
  const [{ instancePath, message } = { instancePath: '', message: '' }] = validate.errors ?? [];
  throw new RegistryError(
    'value-refused',
    `the merged registry would break its schema: ${instancePath} ${message}`,
    'Remove some of it on one side, and merge again.',
  );
}

async function mergeLogs(
  { base, ours, theirs }: Files,
  prefer: Preferred | undefined,
): Promise<MergedFile> {
  const { validate } = await import('../../../domain/generated/audit-event.js');
  const joined = joinLogs(
    {
      base: base.bytes.length === 0 ? undefined : base.bytes,
      ours: ours.bytes,
      theirs: theirs.bytes,
    },
    (value): value is AuditEvent => validate(value),
    prefer,
  );
  if (!('problem' in joined)) return { ...joined, notes: [] };
  const { shown } = { base, ours, theirs }[joined.side];
  throw new RegistryError(
    'registry-unreadable',
    `line ${joined.line} of the log ${shown} does not hold: ${joined.problem}`,
    wording`Look at it with ${operation('verify')} on that side, accept it with ${operation('audit accept', 'REASON')}, and merge again.`,
  );
}

/** Files that the next run makes again: the metadata of the higher version, the summary of the later run. */
function chooseDerived(ours: Buffer, theirs: Buffer): Buffer {
  const order = compareDerived(ours, theirs) || (sha256(ours) > sha256(theirs) ? 1 : -1);
  return order > 0 ? ours : theirs;
}

function compareDerived(ours: Buffer, theirs: Buffer): number {
  const [one, other] = [parseJson(ours.toString()), parseJson(theirs.toString())];
  if (!isObject(one) || !isObject(other)) return Number(isObject(one)) - Number(isObject(other));
  return compare(versionOf(one), versionOf(other)) || Number(startOf(one) > startOf(other)) * 2 - 1;
}

type Json = Readonly<Record<string, unknown>>;

function versionOf({ version }: Json): string {
  return toSemanticVersion(String(version));
}

function startOf(summary: Json): string {
  return String(summary['started_at']);
}
