/**
 * The library: the step as a function, the registry as an object, and the parser and validator.
 *
 * @packageDocumentation
 */
import { DEFAULT_LIMITS, type Limits } from './domain/limits.js';
import type { Summary } from './domain/model.js';
import type { ParsedFile, Spec } from './domain/spec.js';
import type { OpenOptions } from './faces/library/model-registry.js';
import type { ProcessOptions } from './faces/library/options.js';
import { completeOptions, divideOptions, pickOptions } from './faces/library/options.js';
import { checkParsed, checkText } from './faces/library/specs.js';
import { checkInput } from './faces/library/values.js';
import type {
  AuditAcceptInput,
  AuditAcceptOutput,
  NewInput,
  RebuildInput,
  VerifyInput,
} from './operations/generated/shapes.js';
import type { Rebuilt, Verification } from './faces/library/answers.js';
import { answer, answerLater, inLibraryWords } from './faces/library/errors.js';
import { wordRemedies } from './operations/maintenance/verify/report.js';
import { createWorkplace } from './operations/workplace.js';
import type { Workplace } from './operations/workplace.js';
import { acceptBreaks } from './operations/maintenance/accept-breaks.js';
import { listOntologyTerms as listTerms } from './operations/queries/ontology.js';
import { composeSpec } from './operations/maintenance/new-spec.js';
import { rebuildRegistry as rebuildPlace } from './operations/maintenance/rebuild/index.js';
import { verifyPlace } from './operations/maintenance/verify/index.js';
import { OPERATIONS } from './operations/table.js';
import { runAndReport } from './operations/maintenance/run.js';
import { parseSpec as parse } from './gnn/index.js';
import {
  validateSpec as validate,
  type ValidationOptions,
  type Verdict,
} from './validate/index.js';

export { ModelRegistry } from './faces/library/model-registry.js';
export type { OpenOptions } from './faces/library/model-registry.js';
export type * from './faces/library/answers.js';
export type * from './faces/library/generated/methods.js';
export type { FoundField } from './operations/queries/field.js';
export type { RegistryHealth } from './operations/queries/health.js';
export type { SearchHit } from './search/index.js';
export type { StaleModel } from './operations/queries/stale.js';
export type {
  DiffSide as ComparedSide,
  DiffVerdict as DifferenceVerdict,
  VerifyFinding,
  VerifyStep,
} from './operations/generated/shapes.js';
export type { Retained } from './operations/mutations/retention.js';
export type { VersionRequest } from './operations/mutations/register.js';
export type { ProcessOptions } from './faces/library/options.js';
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
export function processModelRegistry(options: ProcessOptions = {}): Promise<Summary> {
  return answerLater(processModelRegistry, async () => {
    const complete = completeOptions(options);
    return runAndReport(complete.options, complete.env);
  });
}

/**
 * Verifies a registry and everything that belongs to it: the committed states, the metadata, the
 * archived sources, the spec files, and all references between them.
 *
 * @param options - where the registry is; with `repair`, everything that can be repaired without
 *   guessing is repaired and verified again. Without it, nothing is written. With `fromGit`, lost archives
 *   are looked for in the history of the git repository that the output is in. With `head`, the hash of an
 *   event that was kept elsewhere, the audit log must still contain that event.
 * @returns the findings and repairs of each step
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `usage`; with `repair` also
 *   `lock-busy`, `output-unwritable`, `registry-too-large`
 * @example
 * const { sound, steps } = await verifyRegistry({ outputDir: 'output' });
 */
export function verifyRegistry(
  options: OpenOptions & { repair?: boolean; fromGit?: boolean; head?: string } = {},
): Promise<Verification> {
  return answerLater(verifyRegistry, async () => {
    const { input, open } = divideOptions<VerifyInput>(OPERATIONS.verify, options);
    const found = await verifyPlace(createPlace(open), input);
    return wordRemedies(found, inLibraryWords, input.from_git === true);
  });
}

/**
 * Accepts the breaks that a verification finds in the audit log. This is an event of its own.
 *
 * @param options - where the registry is, and the `reason` to record
 * @returns what was accepted, and the last event after it
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `registry-corrupt`, `usage`,
 *   `lock-busy`, `output-unwritable`, `registry-too-large`
 */
export function acceptAuditBreaks(
  options: OpenOptions & { reason: string },
): Promise<AuditAcceptOutput> {
  return answerLater(acceptAuditBreaks, async () => {
    const { input, open } = divideOptions<AuditAcceptInput>(OPERATIONS['audit accept'], options);
    return acceptBreaks(createPlace(open), input.reason);
  });
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
export function rebuildRegistry(
  options: OpenOptions & { dryRun?: boolean; force?: boolean } = {},
): Promise<Rebuilt> {
  return answerLater(rebuildRegistry, async () => {
    const { input, open } = divideOptions<RebuildInput>(OPERATIONS.rebuild, options);
    const place = createPlace(open);
    const mode = input.dry_run === true ? 'dry-run' : 'write';
    return rebuildPlace({ ...place, options: { ...place.options, mode } }, input.force ?? false);
  });
}

function createPlace(given: OpenOptions): Workplace {
  const { options, env } = completeOptions(given);
  return createWorkplace(options, env);
}

/**
 * Writes the text of a first spec of a model, sound and with comments, for a person to complete.
 *
 * @param sizes - those that the kind has; the others are the usual ones
 * @returns the text, in Markdown
 * @throws RegistryError `usage` for a kind that does not exist; `value-refused` for a size that it does
 *   not have; `name-refused` for a name that a spec cannot hold
 */
export function createSpec(
  kind: NewInput['kind'],
  name: string,
  sizes: Pick<NewInput, 'states' | 'observations' | 'actions'> = {},
): string {
  return answer(createSpec, () => {
    const known = pickOptions(sizes, ['states', 'observations', 'actions']);
    return composeSpec(checkInput(OPERATIONS.new, { ...known, kind, name })).text;
  });
}

/**
 * Lists the known terms of the Active Inference Ontology, with their identifiers.
 *
 * @param term - part of a term or of its identifier; without it, all terms are listed
 * @throws RegistryError `usage` for what is not a string
 */
export function listOntologyTerms(
  term?: string,
): readonly { readonly term: string; readonly identifier: string }[] {
  return answer(listOntologyTerms, () => {
    const input = checkInput(OPERATIONS.ontology, term === undefined ? {} : { term });
    return listTerms(input).terms;
  });
}

/**
 * Parses a spec file: its front matter, its sections and every line in them. It returns for any text, and
 * every line of a structured section ends up in the model or in a diagnostic.
 *
 * @param text - the file's text, with or without a byte order mark, with any line endings
 * @param limits - how much of the file to read
 * @returns the models of the file, not yet validated, and the parser's findings; lines and columns
 *   are 1-based positions in `text`
 * @throws RegistryError `usage` for what is not a string, or for wrong limits
 */
export function parseSpec(text: string, limits: Limits = DEFAULT_LIMITS): ParsedFile {
  return answer(parseSpec, () => {
    checkText(text, limits);
    return parse(text, limits);
  });
}

/**
 * Checks that a spec has the sections its profile requires, that its parts are consistent, that it
 * satisfies the settings' rules, and that the model conforms to its JSON Schema.
 *
 * @param spec - one model as returned by `parseSpec`
 * @param options - the profile, and the settings' rules for fields
 * @throws RegistryError `usage` for what is not a parsed spec, or for wrong options
 */
export function validateSpec(
  spec: Spec,
  options: ValidationOptions = { profile: 'standard' },
): Verdict {
  return answer(validateSpec, () => {
    checkParsed(spec, options);
    return validate(spec, options);
  });
}
