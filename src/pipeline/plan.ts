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
import { contentsOf } from '../files/spool.js';
import type { PlanContext, PreviousModel } from '../version/plan-model.js';
import type { IdentifiedModel, Plan } from '../version/plan.js';
import { identifyModels, planRun, findSuperseded } from '../version/plan.js';
import { describeCheck } from './check-fingerprint.js';
import type { History } from './history.js';
import { parseModels } from './history.js';

/** What planning needs besides the registry and the assessments. */
export interface PlanSurroundings {
  readonly options: Pick<StepOptions, 'profile' | 'settings' | 'bump' | 'jobs'>;
  readonly resolve: (filePath: string) => string;
  readonly now: Date;
  readonly step3: ReadonlyMap<string, Step3Counts> | undefined;
  readonly history: History;
  /** Ends the planning between two models; its reason is thrown then. */
  readonly signal?: AbortSignal | undefined;
  /** Plans this model alone, also where its file holds others. */
  readonly only?: string;
  /** The number to take, whatever the spec declares. */
  readonly declared?: string | null;
}

/**
 * Plans on a registry as it is now: looks which of its files are gone, reads the versions that new
 * content follows, and plans without the disk.
 */
export async function planOn(
  state: RegistryState,
  assessments: readonly Assessment[],
  around: PlanSurroundings,
): Promise<Plan> {
  const { resolve } = around;
  const gone = await goneModels(
    state,
    assessments.map((it) => it.source),
    resolve,
  );
  const input = {
    state,
    assessments,
    resolve,
    isGone: (entry: Entry) => gone.has(entry.model_id),
  };
  const wanted = identifyModels(input).filter(
    ({ identity }) =>
      around.only === undefined || (identity && 'id' in identity && identity.id === around.only),
  );
  const previous = await previousModels(findSuperseded(wanted), around);
  const identified =
    previous.size === 0
      ? wanted
      : await pMap(wanted, (it) => withComparable(it, previous, around), { concurrency: 1 });
  const context = {
    ...planContext(around, previous),
    ...(state.purged && { purged: state.purged }),
  };
  return planRun(identified, { ...input, ...context });
}

/** What decides about each model, from the options and the clock. */
export function planContext(
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

/** The models of the entries' current versions, by model id. */
export async function previousModels(
  entries: readonly Entry[],
  { history, options, signal }: Pick<PlanSurroundings, 'history' | 'options' | 'signal'>,
): Promise<Map<string, PreviousModel>> {
  const read = async (entry: Entry): Promise<[string, PreviousModel]> => {
    signal?.throwIfAborted();
    const version = entry.versions[entry.version];
    const nothing = { comparable: null, archiveProblem: null };
    return [entry.model_id, version ? await history.modelOf(entry, version) : nothing];
  };
  return new Map(await pMap(entries, read, { concurrency: options.jobs }));
}

/** New content that is to be compared, with its model: of a large batch it was not kept. */
async function withComparable(
  it: IdentifiedModel,
  previous: ReadonlyMap<string, PreviousModel>,
  { options, signal }: Pick<PlanSurroundings, 'options' | 'signal'>,
): Promise<IdentifiedModel> {
  const { found, identity } = it;
  const isCompared = identity && 'id' in identity && previous.has(identity.id);
  if (!isCompared || found.accepted === undefined || found.accepted.comparable) return it;
  signal?.throwIfAborted();
  const { bytes } = contentsOf(found.accepted);
  const [comparable] = await parseModels(bytes, limitsOf(options.settings));
  return { identity, found: { ...found, accepted: { ...found.accepted, comparable } } };
}

/** The models whose file is no longer there. */
async function goneModels(
  state: RegistryState,
  sources: readonly SourcePath[],
  resolve: (filePath: string) => string,
): Promise<Set<string>> {
  const found = new Set(sources.map((source) => source.resolvedPath));
  const gone = new Set<string>();
  for (const { model_id, file_path } of state.models.values()) {
    const path = resolve(file_path);
    if (!found.has(path) && !(await fileExists(path))) gone.add(model_id);
  }
  return gone;
}
