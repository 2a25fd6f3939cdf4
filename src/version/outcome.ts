import { FILE_START, diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { Entry, ModelOutcome } from '../domain/model.js';
import type { SourcePath } from '../domain/spec.js';
import { stampAfter } from '../domain/stamps.js';
import type { Step3Counts } from '../domain/assessment.js';

/** What determining outcomes requires of a run. */
export interface OutcomeContext {
  /** Returns the absolute path of an entry's file. */
  readonly resolve: (filePath: string) => string;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  /** Step 3's counts by absolute path; undefined if there are no results of step 3. */
  readonly step3: ReadonlyMap<string, Step3Counts> | undefined;
}

/** The outcome for a model that is in the registry afterwards. */
export interface PlannedOutcome {
  readonly filePath: string;
  readonly diagnostics: Diagnostic[];
  readonly entry: Entry;
  readonly outcome: ModelOutcome;
}

/**
 * Determines what happened to an entry. An entry without changes remains the same object.
 *
 * @param passing - findings that only concern this run, so they do not affect the metadata and the
 *   health of the model
 */
export function determineOutcome(
  planned: Entry,
  known: Entry | undefined,
  context: OutcomeContext,
  diagnostics: readonly Diagnostic[],
  passing: readonly Diagnostic[] = [],
): PlannedOutcome {
  const outcome = classifyOutcome(planned, known);
  const entry =
    outcome === 'updated'
      ? { ...planned, updated_at: stampAfter(known ?? planned, context.now) }
      : planned;
  const kept =
    outcome === 'unchanged' && known !== undefined ? withFileHash(planned, known) : entry;
  const isNew = outcome === 'new_version' || outcome === 'new_model';
  const added = isNew ? kept.versions[kept.version] : undefined;
  return {
    filePath: kept.file_path,
    diagnostics: [...diagnostics, ...passing],
    entry: kept,
    outcome: {
      model_id: kept.model_id,
      file_path: kept.file_path,
      previous_file_path:
        known === undefined || known.file_path === kept.file_path ? null : known.file_path,
      outcome,
      version: kept.version,
      previous_version: known === undefined || known.version === '' ? null : known.version,
      bump: added?.bump ?? null,
      changes: added?.changes ?? null,
      same_content_as: added?.same_content_as ?? null,
      health: kept.health.status,
    },
  };
}

/** Reports in this run if step 3 counted other numbers for a file with a single model. */
export function withStep3Findings(
  planned: PlannedOutcome,
  context: OutcomeContext,
): PlannedOutcome {
  const diagnostics = [...planned.diagnostics, ...compareCounts(planned.entry, context)];
  return { ...planned, diagnostics };
}

function classifyOutcome(planned: Entry, known: Entry | undefined): ModelOutcome['outcome'] {
  if (known === undefined) return 'new_model';
  if (planned.version !== known.version) return 'new_version';
  return isUnchanged(planned, known) ? 'unchanged' : 'updated';
}

/** If a file holds several models, the hash of the whole file may change for an unchanged model. */
function withFileHash(planned: Entry, known: Entry): Entry {
  return planned.file_hash === known.file_hash ? known : { ...known, file_hash: planned.file_hash };
}

/** Whether two states of an entry differ only in the time of their check. */
function isUnchanged(planned: Entry, known: Entry): boolean {
  if (planned === known) return true;
  const { file_hash, health } = known;
  const { checked_at } = health;
  return (
    JSON.stringify({ ...planned, file_hash, health: { ...planned.health, checked_at } }) ===
    JSON.stringify(known)
  );
}

/** How many formats step 3 generated from a file; as before if it has no results. */
export function countFormats(
  source: SourcePath,
  before: number | null,
  context: OutcomeContext,
): number | null {
  if (context.step3 === undefined) return before;
  return context.step3.get(source.resolvedPath)?.formatsGenerated ?? before;
}

function compareCounts(
  { file_path, file_hash, metadata }: Entry,
  context: OutcomeContext,
): Diagnostic[] {
  const counts = file_hash === null ? context.step3?.get(context.resolve(file_path)) : undefined;
  if (counts === undefined) return [];
  return (['variables', 'connections'] as const).flatMap((what) => {
    const [theirs, ours] = [counts[what], metadata[what]];
    if (theirs === null || ours === null || theirs === ours) return [];
    return [
      diagnostic('GNN-I004', FILE_START, `step 3 counted ${theirs} ${what}, this step ${ours}`),
    ];
  });
}
