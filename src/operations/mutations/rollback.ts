import { resolve as resolvePath } from 'node:path';
import { draftDifferences } from '../../audit/draft.js';
import { RegistryError } from '../../domain/errors.js';
import { hashesOfFile } from '../../domain/line-ends.js';
import type { Entry, ModelOutcome, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import { operation, option, wording } from '../../domain/wording.js';
import type { History } from '../../pipeline/history.js';
import { isNothing, readSource } from '../../read.js';
import { refuseOutsideTarget } from '../../files/write-source.js';
import { withoutRollback } from '../../version/entry.js';
import { resolvePlannedParents } from '../../version/lineage.js';
import { planModel } from '../../version/plan-model.js';
import { resolveModel, resolveReference, type Referred } from '../../version/reference.js';
import { assessArchived, toOwnCandidate } from './assess-archived.js';
import { defineMutation } from '../operation.js';
import { commitWithSpec, type SpecToWrite } from './commit-with-spec.js';
import type { RollbackInput, RollbackOutput, RollbackSpecFile } from '../generated/shapes.js';
import { commitOperation, describeRefusal, resolveSourcePath } from '../workplace.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';
import { createPlanContext, readPreviousModels } from '../../pipeline/plan.js';

/** The result of a rollback. */
export interface RollbackResult {
  readonly entry: Entry;
  readonly outcome: ModelOutcome;
  /** The version whose content is current again. */
  readonly target: VersionEntry;
  /** Its exact bytes. */
  readonly bytes: Uint8Array;
  readonly specFile: RollbackSpecFile;
}

type Planned = PlannedMutation<RollbackResult>;

/**
 * Makes the content of an earlier version current again, as a new version: the history continues, and
 * no number is reused. The spec file may still contain what was rolled back; runs ignore that until
 * the file changes.
 *
 * @param input - the model, and what follows the `@` of a reference to the version; with
 *   `write_source` the old content is also written to the spec file, and if that content is current
 *   already, only the file is written
 * @throws RegistryError when planned: `model-unknown`, `version-unknown`, `version-refused` if that
 *   content is current already, `archive-missing`, `archive-damaged`, `spec-refused`; with
 *   `write_source` also `source-changed` if the spec file contains unregistered changes or several
 *   models
 */
function rollbackTo(place: Workplace, input: RollbackInput): Planner<Planned> {
  return async (state, history) => {
    const referred = resolveTarget(state, input);
    if (input.write_source !== true) return planRollback(place, state, history, referred);
    const planned = isCurrent(referred)
      ? await planSourceOnly(state, history, referred)
      : await planRollback(place, state, history, referred, HOLDS_OLD_CONTENT);
    await assertReplaceable(planned.result, place);
    return planned;
  };
}

async function planRollback(
  place: Workplace,
  state: RegistryState,
  history: History,
  referred: Referred,
  spec?: SpecState,
): Promise<Planned> {
  const { entry: known, version: target } = referred;
  if (isCurrent(referred)) throw describeCurrent(known, target);
  const bytes = await history.sourceOf(target);
  const accepted = await assessArchived(bytes, known, target, place);
  const { specFile, rolledBack } = spec ?? (await inspectSpec(known, target, place));
  const planEnvironment = {
    options: place.options,
    resolve: (path: string) => resolvePath(place.env.cwd, path),
    now: place.env.now(),
    step3: undefined,
    history,
  };
  const previous = await readPreviousModels([known], planEnvironment);
  const cleared = withoutRollback(known);
  const candidate = toOwnCandidate(accepted);
  // The version that the old bytes declare is already in use.
  const context = {
    ...createPlanContext(planEnvironment, previous),
    declared: null,
    autoVersion: true,
  };
  const planned = planModel(
    { candidate, accepted },
    { id: known.model_id, known: cleared, diagnostics: [] },
    context,
  );
  const [step = planned] = resolvePlannedParents([planned], state.models, context);
  const { entry: newEntry, outcome, written } = step;
  if (newEntry === undefined || outcome === undefined || written === undefined) {
    throw describeRefusal(target.source ?? '', step.diagnostics);
  }
  const entry: Entry = {
    ...newEntry,
    file_hash: known.file_hash,
    ...(rolledBack !== null && { rolled_back_from: rolledBack }),
  };
  const models = withEntries(state.models, [entry]);
  return {
    result: { entry, outcome, target, bytes, specFile },
    changed: true,
    written: [{ ...written, entry }],
    drafts: draftDifferences(state.models, models, { action: 'rollback' }),
    state: {
      ...state,
      updatedAt: entry.updated_at,
      models,
    },
  };
}

/** The content of the version is current already: only the spec file is written. */
async function planSourceOnly(
  state: RegistryState,
  history: History,
  { entry, version }: Referred,
): Promise<Planned> {
  const wasRolledBack = entry.rolled_back_from !== undefined;
  const cleared = withoutRollback(entry);
  const models = wasRolledBack ? withEntries(state.models, [cleared]) : state.models;
  const bytes = await history.sourceOf(version);
  return {
    result: {
      entry: cleared,
      target: version,
      bytes,
      specFile: 'old_content',
      outcome: createUnchanged(entry),
    },
    changed: wasRolledBack,
    written: [],
    drafts: draftDifferences(state.models, models, { action: 'rollback' }),
    state: wasRolledBack ? { ...state, models } : state,
  };
}

function createUnchanged({ model_id, file_path, version, health }: Entry): ModelOutcome {
  return {
    model_id,
    file_path,
    previous_file_path: null,
    outcome: 'unchanged',
    version,
    previous_version: version,
    bump: null,
    changes: null,
    same_content_as: null,
    health: health.status,
  };
}

/** The spec file that a rollback writes: the old content of the model. */
function sourceOf({ entry, bytes }: RollbackResult): SpecToWrite {
  const { model_id: id, file_path: filePath, hash } = entry;
  return { filePath, bytes, announced: hash === null ? undefined : { id, hash } };
}

export const ROLLBACK = defineMutation({
  plan: rollbackTo,
  commit: (place, plan, { write_source: writesSource }: RollbackInput) =>
    writesSource === true ? commitWithSpec(place, plan, sourceOf) : commitOperation(place, plan),
  present: ({ result: { entry, outcome, target, specFile } }): RollbackOutput => ({
    model_id: entry.model_id,
    version: outcome.version,
    previous_version: outcome.previous_version,
    bump: outcome.bump,
    changes: outcome.changes,
    same_content_as: target.version,
    file_path: entry.file_path,
    spec_file: specFile,
  }),
  hand: ({ result: { entry, target } }) => entry.versions[entry.version] ?? target,
});

function resolveTarget({ models }: RegistryState, { id, version }: RollbackInput): Referred {
  const { model_id } = resolveModel(models, id);
  return resolveReference(models, `${model_id}@${version}`);
}

/** Versions written by another program may have no hash; then the numbers decide. */
function isCurrent({ entry, version: target }: Referred): boolean {
  const { version, hash } = entry;
  return target.version === version || (target.hash !== null && target.hash === hash);
}

interface SpecState {
  readonly specFile: RollbackSpecFile;
  /** The rolled back version that the file may still contain; null if it has the old content. */
  readonly rolledBack: NonNullable<Entry['rolled_back_from']> | null;
}

const HOLDS_OLD_CONTENT: SpecState = { specFile: 'old_content', rolledBack: null };

/** Compares the spec file with the content that becomes current. */
async function inspectSpec(
  known: Entry,
  target: VersionEntry,
  place: Workplace,
): Promise<SpecState> {
  const current = known.hash === null ? null : { version: known.version, hash: known.hash };
  const before = known.rolled_back_from ?? current;
  if (before?.hash === target.hash) return HOLDS_OLD_CONTENT;
  const source = await readSource(
    { ...resolveSourcePath(known.file_path, place), known: hashesOf(known) },
    place.options.settings.max_file_size,
  );
  if ('code' in source) return { specFile: 'gone', rolledBack: before };
  // In a file with several models, the bytes of one model are not those of the file.
  if (known.file_hash !== null) {
    const isKnown = known.file_hash === source.hash;
    return { specFile: isKnown ? 'rolled_back' : 'unregistered', rolledBack: before };
  }
  if (source.hash === target.hash) return HOLDS_OLD_CONTENT;
  const match = Object.values(known.versions).findLast((it) => it.hash === source.hash);
  return match === undefined
    ? { specFile: 'unregistered', rolledBack: before }
    : { specFile: 'rolled_back', rolledBack: { version: match.version, hash: source.hash } };
}

/** The hashes that the spec of a model may have, whatever its line ends, if it is registered. */
function hashesOf(entry: Entry): string[] {
  const versions = Object.values(entry.versions).flatMap(({ hash }) => hash ?? []);
  return [...hashesOfFile(entry), ...versions];
}

/** Ensures that the spec file has registered content only: anything else would be lost. */
async function assertReplaceable(
  { entry, target }: RollbackResult,
  place: Workplace,
): Promise<void> {
  const { file_path: path, model_id } = entry;
  const { targetDir: folder } = place.options;
  const resolve = (one: string): string => resolvePath(place.env.cwd, one);
  refuseOutsideTarget(resolve(path), resolve(folder), { path, folder });
  if (entry.file_hash !== null) {
    throw new RegistryError(
      'source-changed',
      `${path} contains several models and is not rewritten`,
      wording`Roll back without ${option('write_source')}, and change the file by hand; ${operation('show', option('source'))} prints the old text.`,
    );
  }
  const source = await readSource(
    resolveSourcePath(path, place),
    place.options.settings.max_file_size,
  );
  if ('code' in source) {
    const { resolvedPath } = resolveSourcePath(path, place);
    // Where nothing is, nothing can be lost.
    const file = isNothing(resolvedPath) ? path : 'FILE';
    const show = operation('show', `${model_id}@${target.version}`, option('output', file));
    throw new RegistryError(
      'source-changed',
      `${path} cannot be rewritten: ${source.message}`,
      wording`Roll back without ${option('write_source')}; ${show} writes the old text.`,
    );
  }
  if (Object.values(entry.versions).some((it) => it.hash === source.hash)) return;
  throw new RegistryError(
    'source-changed',
    `${path} contains changes that are not registered`,
    wording`Run ${operation('run')} to register them and then roll back, or roll back without ${option('write_source')}.`,
  );
}

function describeCurrent({ model_id, version }: Entry, target: VersionEntry): RegistryError {
  const what =
    target.version === version
      ? `${model_id} is already at ${version}`
      : `${model_id} ${target.version} has the same bytes as its current version ${version}`;
  return new RegistryError(
    'version-refused',
    what,
    wording`${operation('versions', model_id)} lists its versions.`,
  );
}
