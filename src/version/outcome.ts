import type { Diagnostic } from '../domain/diagnostics.js';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import type { Entry, ModelOutcome } from '../domain/model.js';
import type { SourcePath } from '../domain/spec.js';
import type { Step3Counts } from '../domain/assessment.js';

/** What outcomes need to know of a run. */
export interface OutcomeContext {
  /** The absolute path of an entry's file. */
  readonly resolve: (filePath: string) => string;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  /** By absolute path; undefined where step 3 has no results at all. */
  readonly step3: ReadonlyMap<string, Step3Counts> | undefined;
}

/** What becomes of a model that is in the registry afterwards. */
export interface Outcome {
  readonly filePath: string;
  readonly diagnostics: Diagnostic[];
  readonly entry: Entry;
  readonly outcome: ModelOutcome;
}

/**
 * Names what happened to an entry; one that says the same as before stays as it is.
 *
 * @param passing - findings of this run that are no findings about the spec, and so no part of its
 *   metadata and its health
 */
export function finish(
  planned: Entry,
  known: Entry | undefined,
  context: OutcomeContext,
  diagnostics: readonly Diagnostic[],
  passing: readonly Diagnostic[] = [],
): Outcome {
  const outcome = outcomeOf(planned, known);
  const entry = outcome === 'updated' ? { ...planned, updated_at: context.now } : planned;
  const kept = outcome === 'unchanged' && known !== undefined ? untouched(planned, known) : entry;
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
      previous_version: known?.version ?? null,
      bump: added?.bump ?? null,
      changes: added?.changes ?? null,
      same_content_as: added?.same_content_as ?? null,
      health: kept.health.status,
    },
  };
}

/** Where step 3 counted other numbers for a file of one model, both are told in this run. */
export function withCounts(step: Outcome, isOnly: boolean, context: OutcomeContext): Outcome {
  if (!isOnly) return step;
  return { ...step, diagnostics: [...step.diagnostics, ...compareCounts(step.entry, context)] };
}

function outcomeOf(planned: Entry, known: Entry | undefined): ModelOutcome['outcome'] {
  if (known === undefined) return 'new_model';
  if (planned.version !== known.version) return 'new_version';
  return saysTheSame(planned, known) ? 'unchanged' : 'updated';
}

/** Of an unchanged model of several in a file, only the hash of the whole file may be new. */
function untouched(planned: Entry, known: Entry): Entry {
  return planned.file_hash === known.file_hash ? known : { ...known, file_hash: planned.file_hash };
}

/** Whether two states of an entry differ in nothing but when they were looked at. */
function saysTheSame(planned: Entry, known: Entry): boolean {
  if (planned === known) return true;
  const { file_hash, health } = known;
  const { checked_at } = health;
  return (
    JSON.stringify({ ...planned, file_hash, health: { ...planned.health, checked_at } }) ===
    JSON.stringify(known)
  );
}

/** How many formats step 3 made of a file; as before where it says nothing. */
export function formatsOf(
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
