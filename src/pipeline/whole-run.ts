/**
 * The whole step on one screen, once its specs are discovered: read → parse → validate → version → store →
 * emit.
 */
import { dirname, resolve as resolvePath } from 'node:path';
import type { Diagnostic } from '../domain/diagnostics.js';
import { memoize } from '../domain/memoize.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { limitsOf } from '../domain/limits.js';
import { operation, wording } from '../domain/wording.js';
import { summarize } from '../emit/summary.js';
import type { UntimedSummary } from '../emit/times.js';
import { createLazySpool, type LazySpool } from '../files/spool.js';
import { sweepSpecTemporaries } from '../files/temporary.js';
import type { SourcePath } from '../domain/spec.js';
import type { Loaded, RegistryCopy, Store } from '../store/port.js';
import { assertFieldRules } from '../validate/fields.js';
import { toNewVersion } from './apply.js';
import { createAssess } from './assess.js';
import { openSpecMemory } from './spec-memory.js';
import { commit, completeIndexFiles } from './commit.js';
import { openHistory } from './history.js';
import { askAboutLikeness } from './likeness.js';
import { planOn, type RunPlan } from './plan.js';
import { retainVersions, type Retained, type RetentionContext } from './retain.js';
import { queryOntology } from './query.js';
import type { Step3 } from './step3.js';
import { completeUnwrittenSpecs } from './unwritten-specs.js';

/** Measures how long a stage takes. */
export type Measure = <T>(stage: string, work: Promise<T>) => Promise<T>;

/** What a run works with. */
export interface RunPlace {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
  readonly paths: readonly SourcePath[];
  readonly step3: Step3;
  readonly now: Date;
  readonly measure: Measure;
}

/** What a run told. */
export interface WholeRun {
  readonly summary: UntimedSummary;
  /** The registry, if there was nothing to write. */
  readonly unchanged?: RegistryState;
}

/** Reads, plans and writes. @throws RegistryError as `runStep` */
export async function runWhole(place: RunPlace): Promise<WholeRun> {
  const spool = createLazySpool();
  try {
    return await run(place, spool);
  } finally {
    spool.close();
  }
}

async function run(
  { options, env, store, paths, step3, now, measure }: RunPlace,
  spool: LazySpool,
): Promise<WholeRun> {
  assertFieldRules(options.settings);
  if (writesRegistry(options)) await store.copy?.check();
  // Several stages resolve the paths of all entries.
  const resolve = memoize((filePath: string) => resolvePath(env.cwd, filePath));
  const before = await measure('open the registry', loadCompleted({ options, env, store }));
  for (const notice of before.notices) env.onNotice?.(notice);
  if (!before.isThere) await notifyOfArchives(store, env);
  const memory = await openSpecMemory({ options, env, store });
  const assess = createAssess({ options, env, store, resolve, spool, memory });
  const history = openHistory(store, undefined, limitsOf(options.settings));

  const plan = async (state: RegistryState): Promise<RetainedPlan> => {
    const assessments = await measure('read, parse, validate', assess(paths, state));
    const surroundings = { options, resolve, now, step3: step3.files, history, signal: env.signal };
    const newPlan = planOn(state, assessments, surroundings);
    const asked = newPlan.then((it) => askAboutLikeness(it, surroundings));
    return applyRetentionPolicy(await measure('plan', asked), options, {
      history,
      at: now.toISOString(),
      signal: env.signal,
    });
  };
  const planned = await plan(before.state);
  const { isDue, isOldFormat = false } = before;
  const toWrite = planned.changed || planned.written.length > 0 || isDue || isOldFormat;
  const done =
    toWrite && writesRegistry(options)
      ? await measure(
          'write',
          commit({ store, env, seen: before }, async (current) =>
            current.fingerprint === before.fingerprint ? planned : plan(current.state),
          ),
        )
      : planned;
  const missing = done.missing();
  if (writesRegistry(options)) {
    sweepSpecFolders(paths, done.state);
    // Leftovers of killed runs are removed even if there is nothing to write.
    if (!toWrite) await store.tidy(before);
    await store.secure(missing);
    if (store.copy !== undefined) await measure('copy', copyRegistry(store.copy, done));
    if (before.isThere || done.changed)
      await measure('index', completeIndexFiles({ store, env }, done));
    await memory?.keep();
    notifyOfRetention(done, env);
    notifyOfCorrections(done, env);
  }
  if (options.queryOntology === null) {
    notifyOfLikeness(done, env);
    notifyOfDeleted(done, before.state, env);
  }

  const summary = summarize({
    ...done,
    missing,
    leftEdits: before.leftEdits,
    changed: done.changed || isDue,
    options,
    diagnostics: [...done.diagnostics, ...step3.diagnostics],
    matching: await queryOntology(options.queryOntology, done, store),
    specFiles: paths.length - done.skipped.length,
    registryPath: store.copy?.name ?? store.name,
  });
  return { summary, ...(!toWrite && { unchanged: done.state }) };
}

/** Brings the files for other programs up to date, if the registry itself is none of them. */
async function copyRegistry(copy: RegistryCopy, { state, written }: RunPlan): Promise<void> {
  await copy.write(state, written.map(toNewVersion));
}

/** Loads the registry, once what a killed rollback left to do is done. */
async function loadCompleted(place: {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
}): Promise<Loaded> {
  const loaded = await place.store.load();
  if (loaded.state.unwritten_specs === undefined || !writesRegistry(place.options)) return loaded;
  const isChanged = await completeUnwrittenSpecs(place, loaded.state, loaded);
  return isChanged ? place.store.load() : loaded;
}

/** Removes what killed rollbacks left beside specs, except what a registry still needs. */
function sweepSpecFolders(
  paths: readonly SourcePath[],
  { unwritten_specs: unwritten = {} }: RegistryState,
): void {
  const wanted = new Set(Object.values(unwritten).map((it) => it.temporary));
  for (const folder of new Set(paths.map((it) => dirname(it.resolvedPath))))
    sweepSpecTemporaries(folder, (name) => wanted.has(name));
}

/** A query never changes the registry. */
function writesRegistry({ mode, queryOntology }: StepOptions): boolean {
  return mode === 'write' && queryOntology === null;
}

/** Reports archived versions without a registry: a lost history that can be rebuilt. */
async function notifyOfArchives(store: Store, { onNotice }: Environment): Promise<void> {
  const count = (await store.maintenance?.countArchived()) ?? 0;
  if (count === 0) return;
  const models = count === 1 ? '1 model has' : `${count} models have`;
  onNotice?.(
    wording`There is no registry here, but ${models} archived versions: ${operation('rebuild')} rebuilds the registry from them. A run starts a new history.`,
  );
}

/** Packs old versions if the settings say so. */
async function applyRetentionPolicy(
  plan: RunPlan,
  { settings }: StepOptions,
  context: RetentionContext,
): Promise<RetainedPlan> {
  if (!settings.cleanup_old_versions) return plan;
  const policy = {
    keep: settings.max_versions,
    archiveAfterDays: settings.archive_after_days,
    deleteArchivedAfterDays: null,
  };
  return retainVersions(plan, policy, context);
}

type RetainedPlan = RunPlan & { readonly retained?: Retained };

function notifyOfRetention({ retained }: RetainedPlan, { onNotice }: Environment): void {
  const count = retained?.steps.length ?? 0;
  if (count > 0) {
    const versions = count === 1 ? '1 old version is' : `${count} old versions are`;
    onNotice?.(`${versions} packed now, because cleanup_old_versions is set.`);
  }
  for (const { model_id, version, problem } of retained?.damaged ?? []) {
    onNotice?.(`${model_id} ${version} is not packed: ${problem}`);
  }
}

/** Infos are hidden unless they are asked for, but these are questions. */
function notifyOfLikeness({ questions = [] }: RunPlan, { onNotice }: Environment): void {
  for (const question of questions.slice(0, MAX_NOTICES)) onNotice?.(question);
  const more = questions.length - MAX_NOTICES;
  if (more > 0) onNotice?.(`The same may be true of ${more} more (GNN-I023).`);
}

/** Says which specs belong to deleted models, and which of these come back. */
function notifyOfDeleted(
  { outcomes, state }: RunPlan,
  before: RegistryState,
  { onNotice }: Environment,
): void {
  const deleted = outcomes.filter(
    ({ model_id: id }) => before.models.get(id)?.status === 'deleted',
  );
  for (const { model_id: id, file_path: path } of deleted.slice(0, MAX_NOTICES)) {
    onNotice?.(
      state.models.get(id)?.status === 'deleted'
        ? wording`${path} belongs to the deleted model ${id}: ${operation('restore', id)} brings it back, as does new content of the spec.`
        : `${id} was deleted: the new content of ${path} brings it back.`,
    );
  }
  const more = deleted.length - MAX_NOTICES;
  if (more > 0) onNotice?.(`The same is true of ${more} more deleted models.`);
}

/** The number of notices of one kind; the other questions are only among the findings. */
const MAX_NOTICES = 3;

/** A later release may read other facts in the same bytes. */
function notifyOfCorrections({ diagnostics }: RunPlan, { onNotice }: Environment): void {
  const count = diagnostics.filter((it) => it.diagnostics.some(isCorrection)).length;
  if (count === 0) return;
  const entries = count === 1 ? '1 unchanged spec is' : `${count} unchanged specs are`;
  onNotice?.(
    `${entries} read differently by this release: the entries are corrected, and no versions are made (GNN-I021 says what is new).`,
  );
}

function isCorrection({ code }: Diagnostic): boolean {
  return code === 'GNN-I021';
}
