/**
 * The library: the step as a function, the registry as an object, and the parser and validator.
 *
 * @packageDocumentation
 */
import type { Summary } from './domain/model.js';
import type { OpenOptions } from './faces/library/model-registry.js';
import type { ProcessOptions } from './faces/library/options.js';
import { completeOptions } from './faces/library/options.js';
import { checkInput } from './faces/library/values.js';
import type {
  AuditAcceptOutput,
  RebuildOutput as Rebuilt,
  VerifyOutput as Verification,
} from './operations/generated/shapes.js';
import { createWorkplace } from './operations/workplace.js';
import type { Workplace } from './operations/workplace.js';
import { acceptBreaks } from './operations/maintenance/accept-breaks.js';
import { rebuildRegistry as rebuildPlace } from './operations/maintenance/rebuild/index.js';
import { verifyPlace } from './operations/maintenance/verify/index.js';
import { OPERATIONS } from './operations/table.js';
import { runStep } from './pipeline/index.js';

export { ModelRegistry } from './faces/library/model-registry.js';
export type {
  BindingWish,
  ComparisonWish,
  OpenOptions,
  RetentionWish,
} from './faces/library/model-registry.js';
export type { ReadonlyEntry, ReadonlyVersion } from './faces/library/method-types.js';
export type { RegistryMethods } from './faces/library/generated/methods.js';
export type { ListQuery } from './operations/queries/list.js';
export type { SearchHit } from './search/index.js';
export type { StaleModel } from './operations/queries/stale.js';
export type {
  RebuildOutput as Rebuilt,
  CompareOutput as ModelComparison,
  DiffOutput as Comparison,
  DiffSide as ComparedSide,
  DiffVerdict as DifferenceVerdict,
  LineageOutput as Lineage,
  StatsOutput as Statistics,
  VerifyOutput as Verification,
  VerifyFinding,
  VerifyStep,
} from './operations/generated/shapes.js';
export type { Retained } from './operations/mutations/retention.js';
export type { VersionRequest as VersionWish } from './operations/mutations/register.js';
export type { ProcessOptions } from './faces/library/options.js';
export { parseSpec } from './gnn/index.js';
export { validateSpec } from './validate/index.js';
export type { ValidationOptions, Verdict } from './validate/index.js';
export { RegistryError } from './domain/errors.js';
export type { ErrorWording, RegistryErrorCode } from './domain/errors.js';
export type { OperationMention, OptionMention, Wording } from './domain/wording.js';
export { CATALOGUE } from './domain/catalogue.js';
export type { Diagnostic } from './domain/diagnostics.js';
export type { DiagnosticCode, DiagnosticInfo, Severity } from './domain/catalogue.js';
export type * from './domain/model.js';
export type { BumpLevel, Profile, ResolvedSettings } from './domain/settings.js';
export type { Position } from './domain/position.js';
export type { ParsedFile, SectionName, Spec } from './domain/spec.js';
export type { FailOn, Progress, StepOptions } from './domain/options.js';

/**
 * Runs the step on a folder of GNN specs, as the command does.
 *
 * @param options - as the flags of the command; all are optional
 * @returns the summary of the run, as written to `model_registry_summary.json`
 * @throws RegistryError if the run failed; its `code` says why: `target-missing`,
 *   `target-not-a-folder`, `target-unreadable`, `registry-unreadable`, `registry-corrupt`,
 *   `registry-too-large`, `output-unwritable`, `lock-busy`, `config-invalid`, `usage`
 *   (a bad `SOURCE_DATE_EPOCH`)
 * @example
 * const summary = await processModelRegistry({ targetDir: 'specs', outputDir: 'output' });
 * console.log(summary.total_models, summary.exit_code);
 */
export async function processModelRegistry(options: ProcessOptions = {}): Promise<Summary> {
  const complete = completeOptions(options);
  return runStep(complete.options, complete.env);
}

/**
 * Verifies a registry and everything that belongs to it: the committed states, the metadata, the
 * archived sources, the spec files, and all references between them.
 *
 * @param options - where the registry is; with `repair`, everything that can be repaired without
 *   guessing is repaired and verified again. Without it, nothing is written. With `head`, the hash of an
 *   event that was kept elsewhere, the audit log must still contain that event.
 * @returns the findings and repairs of each step
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `usage`; with `repair` also
 *   `lock-busy`, `output-unwritable`, `registry-too-large`
 * @example
 * const { sound, steps } = await verifyRegistry({ outputDir: 'output' });
 */
export async function verifyRegistry({
  repair = false,
  head,
  ...options
}: OpenOptions & { repair?: boolean; head?: string } = {}): Promise<Verification> {
  checkInput(OPERATIONS.verify, { repair, head });
  return verifyPlace(createPlace(options), repair, head);
}

/**
 * Accepts the breaks that a verification finds in the audit log. This is an event of its own.
 *
 * @param options - where the registry is, and the `reason` to record
 * @returns what was accepted, and the last event after it
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `registry-corrupt`, `usage`,
 *   `lock-busy`, `output-unwritable`, `registry-too-large`
 */
export async function acceptAuditBreaks({
  reason,
  ...options
}: OpenOptions & { reason: string }): Promise<AuditAcceptOutput> {
  checkInput(OPERATIONS['audit accept'], { reason });
  return acceptBreaks(createPlace(options), reason);
}

/**
 * Rebuilds a lost registry from the archived sources of its models.
 *
 * @param options - where the registry is; with `dryRun`, nothing is written; with `force`, even a
 *   sound registry is replaced
 * @returns what was recovered, and what was not, with the reasons
 * @throws RegistryError `registry-sound`, `registry-missing`, `registry-unreadable`, `usage`,
 *   `lock-busy`, `output-unwritable`, `registry-too-large`
 */
export async function rebuildRegistry({
  dryRun = false,
  force = false,
  ...options
}: OpenOptions & { dryRun?: boolean; force?: boolean } = {}): Promise<Rebuilt> {
  checkInput(OPERATIONS.rebuild, { dry_run: dryRun, force });
  const place = createPlace(options);
  const mode = dryRun ? 'dry-run' : 'write';
  return rebuildPlace({ ...place, options: { ...place.options, mode } }, force);
}

function createPlace(given: OpenOptions): Workplace {
  const { options, env } = completeOptions(given);
  return createWorkplace(options, env);
}
