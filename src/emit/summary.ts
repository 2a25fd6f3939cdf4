import { byPosition, countSeverity, type Diagnostic } from '../domain/diagnostics.js';
import { BOUNDS } from '../domain/generated/values.js';
import type { Entry, FileDiagnostic, MatchingBinding, ModelOutcome } from '../domain/model.js';
import { truncate } from '../domain/lists.js';
import { presentIds } from '../domain/models.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { StepOptions } from '../domain/options.js';
import type { UntimedSummary } from './times.js';
import { byCodeUnit } from '../domain/order.js';
import { wordPlainly, type Wording } from '../domain/wording.js';

/** The results of a run. */
export interface SummaryInput {
  readonly options: Pick<
    StepOptions,
    'mode' | 'failOn' | 'exitZeroOnFindings' | 'queryOntology' | 'targetDir'
  >;
  readonly state: RegistryState;
  readonly changed: boolean;
  readonly outcomes: readonly ModelOutcome[];
  readonly refused: readonly {
    readonly filePath: string;
    readonly reasons: readonly Diagnostic[];
  }[];
  readonly skipped: readonly string[];
  readonly missing: readonly Entry[];
  /** What was edited in the registry and was not merged. */
  readonly leftEdits?: readonly Wording[] | undefined;
  readonly diagnostics: readonly {
    readonly filePath: string;
    readonly diagnostics: readonly Diagnostic[];
  }[];
  /** The bindings that match the query; empty without one. */
  readonly matching: readonly MatchingBinding[];
  /** Number of files that contain specs. */
  readonly specFiles: number;
  readonly registryPath: string;
}

/** Summarizes a run and determines its exit code. */
export function summarize(input: SummaryInput): UntimedSummary {
  const count = (outcome: ModelOutcome['outcome']): number =>
    input.outcomes.filter((it) => it.outcome === outcome).length;
  const list = input.diagnostics.flatMap(toFileDiagnostics).toSorted(byFileAndPosition);
  const exitCode = determineExitCode(input, list);
  return {
    schema: 'urn:gnn-model-registry:schema:model-registry-summary:2',
    success: exitCode !== 1,
    exit_code: exitCode,
    target_dir: input.options.targetDir,
    processed_files: input.specFiles,
    successful_registrations: input.outcomes.length,
    new_models: count('new_model'),
    new_versions: count('new_version'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    refused_files: input.refused.map(summarizeRefused),
    skipped_files: [...input.skipped],
    missing_sources: input.missing.map(({ model_id, file_path }) => ({ model_id, file_path })),
    ...summarizeEdits(input),
    total_models: presentIds(input.state.models).length,
    matching_models: findMatchingIds(input),
    matching_bindings: [...input.matching],
    registry_path: input.registryPath,
    models: input.outcomes.filter((it) => it.outcome !== 'unchanged' || it.health !== 'healthy'),
    diagnostics: { counts: countCodes(list), list },
  };
}

/** The whole list, since notices name the first only. */
function summarizeEdits({
  leftEdits = [],
}: SummaryInput): Pick<UntimedSummary, 'edits_not_merged'> {
  if (leftEdits.length === 0) return {};
  return { edits_not_merged: leftEdits.slice(0, BOUNDS.leftEdits).map(wordPlainly) };
}

/** Summarizes why a file was refused. */
export function summarizeRefused({ filePath, reasons }: SummaryInput['refused'][number]) {
  return {
    file_path: filePath,
    codes: [...new Set(reasons.map((it) => it.code))].toSorted(byCodeUnit),
    reason: truncate(reasons.map((it) => it.message).join('; '), BOUNDS.refusal),
  };
}

/** 1 if a gate failed; 2 with warnings, refused specs or nothing found; else 0. */
function determineExitCode(input: SummaryInput, list: readonly FileDiagnostic[]): 0 | 1 | 2 {
  const errors = countSeverity(list, 'error');
  const warnings = countSeverity(list, 'warning');
  const isTooLow = list.some((it) => it.code === 'GNN-W022');
  const fails = input.changed || isTooLow || input.refused.length > 0;
  if (input.options.mode === 'check' && fails) return 1;
  const { failOn, exitZeroOnFindings: isZero } = input.options;
  if (failOn !== 'never' && errors + (failOn === 'error' ? 0 : warnings) > 0) return 1;
  const isEmpty =
    input.specFiles === 0 || (input.options.queryOntology !== null && input.matching.length === 0);
  const isWarning = !isZero && errors + warnings > 0;
  return isWarning || input.refused.length > 0 || isEmpty ? 2 : 0;
}

/** The models that match the query, or all; each once. */
function findMatchingIds({ options, matching, state }: SummaryInput): readonly string[] {
  if (options.queryOntology === null) return presentIds(state.models);
  return [...new Set(matching.map((it) => it.model_id))];
}

function toFileDiagnostics({
  filePath,
  diagnostics,
}: SummaryInput['diagnostics'][number]): FileDiagnostic[] {
  return diagnostics.toSorted(byPosition).map(({ code, severity, message, line, column }) => ({
    code,
    severity,
    message,
    file: filePath,
    line,
    column,
  }));
}

/** Compares findings by file, then by position. */
export function byFileAndPosition(a: FileDiagnostic, b: FileDiagnostic): number {
  return byCodeUnit(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function countCodes(list: readonly FileDiagnostic[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of list) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => byCodeUnit(a, b)));
}
