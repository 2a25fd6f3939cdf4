import { extname } from 'node:path';
import pMap from 'p-map';
import { limitsOf } from '../domain/limits.js';
import type { Assessment, Step3Counts } from '../domain/assessment.js';
import type { Entry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import type { StepOptions } from '../domain/options.js';
import { fileExists } from '../read.js';
import { archivePath } from '../domain/archive-names.js';
import { readContents } from '../files/spool.js';
import type { PlanContext, PreviousModel } from '../version/plan-model.js';
import type { IdentifiedModel, Plan } from '../version/plan.js';
import { identifyModels, planRun, findSuperseded } from '../version/plan.js';
import { describeCheck } from './check-fingerprint.js';
import { parseModels, type History } from './history.js';

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
}

/**
 * Plans on the current registry: reads the versions that new content replaces, and then plans; the disk is
 * only asked whether files that may have moved are still there.
 */
export async function planOn(
  state: RegistryState,
  assessments: readonly Assessment[],
  surroundings: PlanSurroundings,
): Promise<Plan> {
  const { resolve } = surroundings;
  const sources = assessments.map((it) => it.source);
  const input = { state, assessments, resolve, isGone: createGoneTest(sources, resolve) };
  const selected = identifyModels(input).filter(
    ({ identity }) =>
      surroundings.only === undefined ||
      (identity && 'id' in identity && identity.id === surroundings.only),
  );
  const previous = await readPreviousModels(findSuperseded(selected), surroundings);
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
  { options, resolve, now, step3, declared }: PlanSurroundings,
  previous: ReadonlyMap<string, PreviousModel>,
): PlanContext {
  return {
    resolve,
    previous,
    archiveOf: (id, version, filePath) => archivePath(id, version, extname(filePath)),
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
  return ({ file_path }) => {
    const path = resolve(file_path);
    const known = isThere.get(path) ?? fileExists(path);
    isThere.set(path, known);
    return !known;
  };
}
