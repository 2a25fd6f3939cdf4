/**
 * The whole step on one screen: discover → read → parse → validate → version → store → emit.
 */
import { dirname, resolve as resolvePath } from 'node:path';
import type { Diagnostic } from '../domain/diagnostics.js';
import { RegistryError } from '../domain/errors.js';
import { memoize } from '../domain/memoize.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { Summary } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { limitsOf } from '../domain/limits.js';
import { operation, wording, type Wording } from '../domain/wording.js';
import { discoverSpecs } from '../discover.js';
import { summarize, withTimes } from '../emit/summary.js';
import { createLazySpool, type LazySpool } from '../files/spool.js';
import { sweepSpecTemporaries } from '../files/temporary.js';
import type { SourcePath } from '../domain/spec.js';
import { blamingInvalid } from '../store/blame.js';
import { openStore } from '../store/open.js';
import type { Loaded, Store } from '../store/port.js';
import { assertFieldRules } from '../validate/fields.js';
import { createAssess } from './assess.js';
import { commit } from './commit.js';
import { openHistory } from './history.js';
import { askAboutLikeness } from './likeness.js';
import { planOn, type RunPlan } from './plan.js';
import { retainVersions, type Retained, type RetentionContext } from './retain.js';
import { queryOntology } from './query.js';
import { createMemory } from './last-run.js';
import { findStep3 } from './step3.js';
import { completeUnwrittenSpecs } from './unwritten-specs.js';

/**
 * Runs the step once.
 *
 * @param options - what to do; every option has a value
 * @param env - the clock, the working directory and the listeners
 * @returns the summary, which is also written next to the registry
 * @throws RegistryError when nothing was done: `target-missing`, `target-not-a-folder`,
 *   `target-unreadable`, `registry-unreadable`, `registry-corrupt`, `registry-too-large`,
 *   `output-unwritable`, `lock-busy`, `config-invalid`, `interrupted`
 */
export async function runStep(options: StepOptions, given: Environment): Promise<Summary> {
  const spool = createLazySpool();
  let isQuiet = true;
  const onNotice = (notice: Wording): void => {
    isQuiet = false;
    given.onNotice?.(notice);
  };
  const env = { ...given, onNotice };
  // One fixed time: content without times of its own is read twice and must get the same time.
  const now = env.now();
  const store = openStore(options, { ...env, now: () => now });
  try {
    const place = { options, env, store, spool, now, isQuiet: () => isQuiet };
    return await blamingInvalid(store, () => run(place));
  } finally {
    spool.close();
  }
}

/** What a run works with. */
interface RunPlace {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
  readonly spool: LazySpool;
  readonly now: Date;
  /** Whether there was nothing to tell people so far. */
  readonly isQuiet: () => boolean;
}

async function run({ options, env, store, spool, now, isQuiet }: RunPlace): Promise<Summary> {
  const started = env.elapsed();
  const measure = createStopwatch(env);
  // Several stages resolve the paths of all entries.
  const resolve = memoize((filePath: string) => resolvePath(env.cwd, filePath));
  assertFieldRules(options.settings);

  const paths = await measure('discover', discoverSpecs({ ...options, cwd: env.cwd }));
  const step3 = await findStep3(options, env.cwd);
  const memory = createMemory({ paths, step3, options, env, store });
  const same = await measure('recall the last run', memory.recall());
  if (same !== undefined) {
    const summary = withTimes(same, { startedAt: now, durationMs: env.elapsed() - started });
    await keepSummary(summary, { options, env, store });
    return summary;
  }
  const before = await measure('open the registry', loadCompleted({ options, env, store }));
  for (const notice of before.notices) env.onNotice?.(notice);
  if (!before.isThere) await notifyOfArchives(store, env);
  const assess = createAssess({ options, env, store, resolve, spool });
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
  const { isDue } = before;
  const toWrite = planned.changed || planned.written.length > 0 || isDue;
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
    notifyOfRetention(done, env);
    notifyOfCorrections(done, env);
  }
  if (options.queryOntology === null) notifyOfLikeness(done, env);

  const summary = summarize({
    ...done,
    missing,
    changed: done.changed || isDue,
    options,
    diagnostics: [...done.diagnostics, ...step3.diagnostics],
    matching: await queryOntology(options.queryOntology, done, store),
    specFiles: paths.length - done.skipped.length,
    registryPath: store.name,
    startedAt: now,
    durationMs: env.elapsed() - started,
  });
  if (options.mode === 'write') await keepSummary(summary, { options, env, store });
  if (!toWrite && isQuiet()) await memory.remember(summary, done.state, env.elapsed() - started);
  return summary;
}

/** Replaces the summary of the last run; a query is answered all the same if that cannot be done. */
async function keepSummary(
  summary: Summary,
  { options, env, store }: { options: StepOptions; env: Environment; store: Store },
): Promise<void> {
  try {
    await store.keepSummary(summary);
  } catch (error) {
    if (options.queryOntology === null || !(error instanceof RegistryError)) throw error;
    env.onNotice?.(error.message);
  }
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
  for (const question of questions.slice(0, MAX_QUESTIONS)) onNotice?.(question);
  const more = questions.length - MAX_QUESTIONS;
  if (more > 0) onNotice?.(`The same may be true of ${more} more (GNN-I023).`);
}

/** The number of questions that a run asks; the others are only among its findings. */
const MAX_QUESTIONS = 3;

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

function createStopwatch(env: Environment): <T>(stage: string, work: Promise<T>) => Promise<T> {
  return async (stage, work) => {
    const from = env.elapsed();
    const result = await work;
    const duration = env.elapsed() - from;
    env.onTiming?.(stage, duration);
    env.onSpan?.({ name: stage, start: from, duration });
    return result;
  };
}
