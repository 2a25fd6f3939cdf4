import { extname } from 'node:path';
import pMap from 'p-map';
import { limitsOf } from '../domain/limits.js';
import { RegistryError } from '../domain/errors.js';
import type { Assessment, Step3Counts } from '../domain/assessment.js';
import type { Entry } from '../domain/model.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import type { StepOptions } from '../domain/options.js';
import { fileExists, isNothing } from '../read.js';
import { WEIGHTS_KIND } from '../domain/weights.js';
import type { Wording } from '../domain/wording.js';
import { archivePath } from '../domain/archive-names.js';
import { isUnreadable } from '../files/lstat-if-present.js';
import { readContents } from '../files/spool.js';
import type { PlanContext, PreviousModel } from '../version/plan-model.js';
import type { IdentifiedModel, IdentifyInput, Plan, PlannedDiagnostics } from '../version/plan.js';
import { identifyModels, planRun, findSuperseded } from '../version/plan.js';
import { findWantedIds, reportRenamed, type WantedId } from '../version/wanted-ids.js';
import { withoutIds, type LeftId } from '../version/rename.js';
import type { Changes, CopiedVersion } from './apply.js';
import { describeCheck } from './check-fingerprint.js';
import { parseModels, type History } from './history.js';
import { renameAmong } from './rename.js';

/** What planning needs besides the registry and the assessments. */
export interface PlanSurroundings {
  readonly options: Pick<StepOptions, 'profile' | 'settings' | 'bump' | 'jobs'>;
  readonly resolve: (filePath: string) => string;
  readonly now: Date;
  readonly step3: ReadonlyMap<string, Step3Counts> | undefined;
  readonly history: History;
  /** Aborts planning between two models and throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Plans only this model, even if its file contains others. */
  readonly only?: string;
  /** The version to use, whatever the spec declares. */
  readonly declared?: string | null;
  /** The ending of archived bytes; default: that of the file. */
  readonly ending?: string;
}

/**
 * Plans on the current registry: reads the versions that new content replaces, and then plans; the disk is
 * only asked whether files that may have moved are still there.
 */
export async function planOn(
  state: RegistryState,
  assessments: readonly Assessment[],
  surroundings: PlanSurroundings,
): Promise<RunPlan> {
  const { resolve } = surroundings;
  const sources = assessments.map((it) => it.source);
  const input = { state, assessments, resolve, isGone: createGoneTest(sources, resolve) };
  const selected = identifyModels(input).filter(
    ({ identity }) =>
      surroundings.only === undefined ||
      (identity && 'id' in identity && identity.id === surroundings.only),
  );
  const previous = await readPreviousModels(findSuperseded(selected), surroundings);
  const wanted = surroundings.only === undefined ? findWantedIds(selected, state) : [];
  if (wanted.length === 0) return planIdentified(selected, previous, input, surroundings);
  const renamed = await renameAll(state, wanted, surroundings);
  const next = { ...input, state: renamed.state, unmoved: renamed.unmoved };
  // Their bytes are not in their new folders yet.
  const moved = new Map([...previous].map(([id, it]) => [renamed.ids.get(id) ?? id, it]));
  const plan = await planIdentified(identifyModels(next), moved, next, surroundings);
  return {
    ...plan,
    changed: plan.changed || renamed.ids.size > 0,
    written: [...renamed.written, ...plan.written],
    drafts: [...renamed.drafts, ...plan.drafts],
    follows: renamed.follows,
    diagnostics: [...plan.diagnostics, ...renamed.diagnostics],
  };
}

/** The plan of a run; the models in `follows` are renamed. */
export interface RunPlan extends Omit<Plan, 'written'>, Pick<Changes, 'written' | 'follows'> {
  /** What the run asks a person about. */
  readonly questions?: readonly Wording[];
}

/** Renames models one after the other. One whose bytes cannot be copied keeps its id. */
async function renameAll(
  before: RegistryState,
  wanted: readonly WantedId[],
  { history, now, signal }: PlanSurroundings,
): Promise<
  Pick<RunPlan, 'state' | 'written' | 'drafts' | 'diagnostics'> & {
    readonly follows: readonly string[];
    readonly ids: ReadonlyMap<string, string>;
    /** Why the others were not renamed, by their ids. */
    readonly unmoved: ReadonlyMap<string, string>;
  }
> {
  const ids = new Map<string, string>();
  const unmoved = new Map<string, string>();
  const [written, drafts]: [CopiedVersion[], DraftEvent[]] = [[], []];
  const [follows, diagnostics]: [string[], PlannedDiagnostics[]] = [[], []];
  const left: LeftId[] = [];
  let { models, updatedAt } = before;
  for (const one of wanted) {
    signal?.throwIfAborted();
    const { from, to } = one;
    try {
      const step = await renameAmong(models, { from, to, now: now.toISOString() }, history);
      ({ models } = step);
      updatedAt = step.entry.updated_at;
      left.push({ known: step.known, to, at: updatedAt });
      written.push(...step.written);
      drafts.push(...step.drafts);
      follows.push(from, to);
      ids.set(from, to);
      diagnostics.push(reportRenamed(one));
    } catch (error) {
      if (!(error instanceof RegistryError) || isUnreadable(error)) throw error;
      unmoved.set(from, `cannot be assigned: ${error.message}`);
    }
  }
  const state = left.length === 0 ? before : { ...withoutIds(before, left), updatedAt, models };
  return { state, written, drafts, follows, diagnostics, ids, unmoved };
}

async function planIdentified(
  selected: readonly IdentifiedModel[],
  previous: ReadonlyMap<string, PreviousModel>,
  input: IdentifyInput,
  surroundings: PlanSurroundings,
): Promise<Plan> {
  const { state } = input;
  const identified =
    previous.size === 0
      ? selected
      : await pMap(selected, (it) => withComparable(it, previous, surroundings), {
          concurrency: 1,
        });
  const context = {
    ...createPlanContext(surroundings, previous),
    ...(state.purged && { purged: state.purged }),
  };
  return planRun(identified, { ...input, ...context });
}

/** Creates the context for planning each model from the options and the clock. */
export function createPlanContext(
  { options, resolve, now, step3, declared, ending }: PlanSurroundings,
  previous: ReadonlyMap<string, PreviousModel>,
): PlanContext {
  return {
    resolve,
    previous,
    archiveOf: ({ id, version, isFirst }, filePath) =>
      archivePath(id, version, ending ?? extname(filePath), isFirst),
    now: now.toISOString(),
    bump: options.bump,
    autoVersion: options.settings.auto_version,
    checkedWith: describeCheck(options),
    step3,
    ...(declared !== undefined && { declared }),
  };
}

/** Reads the models of the entries' current versions, by model id. */
export async function readPreviousModels(
  entries: readonly Entry[],
  { history, options, signal }: Pick<PlanSurroundings, 'history' | 'options' | 'signal'>,
): Promise<Map<string, PreviousModel>> {
  const read = async (entry: Entry): Promise<[string, PreviousModel]> => {
    signal?.throwIfAborted();
    const version = entry.versions[entry.version];
    const noModel = { comparable: null, archiveProblem: null };
    return [entry.model_id, version ? await history.modelOf(entry, version) : noModel];
  };
  return new Map(await pMap(entries, read, { concurrency: options.jobs }));
}

/** Returns new content with its model for comparison, which is not kept in memory for large batches. */
async function withComparable(
  it: IdentifiedModel,
  previous: ReadonlyMap<string, PreviousModel>,
  { options, signal }: Pick<PlanSurroundings, 'options' | 'signal'>,
): Promise<IdentifiedModel> {
  const { found, identity } = it;
  const isCompared = identity && 'id' in identity && previous.has(identity.id);
  if (!isCompared || found.accepted === undefined || found.accepted.comparable) return it;
  signal?.throwIfAborted();
  const { bytes } = readContents(found.accepted);
  const [comparable] = await parseModels(bytes, limitsOf(options.settings));
  return { identity, found: { ...found, accepted: { ...found.accepted, comparable } } };
}

/** Tests whether the file of a model no longer exists; each is looked for once, when it is asked for. */
function createGoneTest(
  sources: readonly SourcePath[],
  resolve: (filePath: string) => string,
): (entry: Entry) => boolean {
  const isThere = new Map(sources.map((source) => [source.resolvedPath, true]));
  return ({ file_path, kind }) => {
    const path = resolve(file_path);
    // A model of weights may be a folder.
    const known =
      isThere.get(path) ?? (kind === WEIGHTS_KIND ? !isNothing(path) : fileExists(path));
    isThere.set(path, known);
    return !known;
  };
}
