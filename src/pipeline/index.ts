/**
 * The whole program on one screen: discover → read → parse → validate → version → store → emit.
 */
import { resolve as resolvePath } from 'node:path';
import type { RegistryState } from '../domain/registry-state.js';
import type { Summary } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { limitsOf } from '../domain/limits.js';
import { operation, wording } from '../domain/wording.js';
import { discoverSpecs } from '../discover.js';
import { summarize } from '../emit/summary.js';
import type { Layout } from '../store/file/layout.js';
import { layoutOf } from '../store/file/layout.js';
import { loadRegistry } from '../store/file/load.js';
import { sweepOutput } from '../store/file/registry.js';
import type { LateSpool } from '../store/file/spool.js';
import { lateSpool } from '../store/file/spool.js';
import { writeSummary } from '../store/file/summary.js';
import { countArchived } from '../store/file/inspect-output.js';
import { assertFieldRules } from '../validate/fields.js';
import type { Plan } from '../version/plan.js';
import type { Changes } from './apply.js';
import { secure } from './apply.js';
import { createAssess } from './assess.js';
import { commit } from './commit.js';
import { openHistory } from './history.js';
import { planOn } from './plan.js';
import type { Retained, RetentionContext } from './retain.js';
import { retainVersions } from './retain.js';
import { queryOntology } from './query.js';
import { findStep3 } from './step3.js';

/**
 * Runs the step once.
 *
 * @param options - what to do; every option has a value
 * @param env - the clock, the working directory, and whom to report to
 * @returns the summary, which is also written beside the registry
 * @throws RegistryError when nothing was done: `target-missing`, `target-not-a-folder`,
 *   `target-unreadable`, `registry-unreadable`, `registry-corrupt`, `registry-too-large`,
 *   `output-unwritable`, `lock-busy`, `config-invalid`, `interrupted`
 */
export async function runStep(options: StepOptions, env: Environment): Promise<Summary> {
  const spool = lateSpool();
  try {
    return await run(options, env, spool);
  } finally {
    spool.close();
  }
}

async function run(options: StepOptions, env: Environment, spool: LateSpool): Promise<Summary> {
  const started = env.elapsed();
  const now = env.now();
  const timed = stopwatch(env);
  const layout = layoutOf({ ...options, cwd: env.cwd });
  const resolve = resolver(env.cwd);
  assertFieldRules(options.settings);

  const paths = await timed('discover', discoverSpecs({ ...options, cwd: env.cwd }));
  const before = await timed('open the registry', loadRegistry(layout, now));
  for (const notice of before.notices) env.onNotice?.(notice);
  if (!before.isThere) await noticeArchives(layout, env);
  const step3 = await findStep3(layout, options.targetDir, env.cwd);
  const assess = createAssess({ options, env, layout, resolve, spool });
  const history = openHistory(layout, undefined, limitsOf(options.settings));

  const plan = async (state: RegistryState): Promise<RetainedPlan> => {
    const assessments = await timed('read, parse, validate', assess(paths, state));
    const around = { options, resolve, now, step3: step3.files, history, signal: env.signal };
    const made = await timed('plan', planOn(state, assessments, around));
    return retainIn(made, options, { history, at: now.toISOString(), signal: env.signal });
  };
  const planned = await plan(before.state);
  const isDue = before.due !== 'nothing';
  const toWrite = planned.changed || planned.written.length > 0 || isDue;
  const done =
    toWrite && writesRegistry(options)
      ? await timed(
          'write',
          // One time for all: what lacks times of its own is read twice, and has to be the same.
          commit(
            { options, env: { ...env, now: () => now }, layout, seen: before },
            async (current) =>
              current.fingerprint === before.fingerprint ? planned : plan(current.state),
          ),
        )
      : planned;
  if (writesRegistry(options)) {
    // What killed runs left goes also where there is nothing to write.
    if (!toWrite) await sweepOutput(layout, []);
    await secure(done.missing, { options, env, layout });
    noticeRetained(done, env);
  }

  const summary = summarize({
    ...done,
    changed: done.changed || isDue,
    options,
    diagnostics: [...done.diagnostics, ...step3.diagnostics],
    matching: await queryOntology(options.queryOntology, done, layout),
    specFiles: paths.length - done.skipped.length,
    registryPath: layout.registryShown,
    startedAt: now,
    durationMs: env.elapsed() - started,
  });
  if (options.mode === 'write') await writeSummary(layout, summary);
  return summary;
}

/** The absolute path of each file, found once: several stages ask for those of all entries. */
function resolver(cwd: string): (filePath: string) => string {
  const known = new Map<string, string>();
  return (filePath) => {
    const before = known.get(filePath);
    if (before !== undefined) return before;
    const path = resolvePath(cwd, filePath);
    known.set(filePath, path);
    return path;
  };
}

/** A query never changes the registry. */
function writesRegistry({ mode, queryOntology }: StepOptions): boolean {
  return mode === 'write' && queryOntology === null;
}

/** Archived versions without a registry are a history that was lost, and can be had again. */
async function noticeArchives(layout: Layout, { onNotice }: Environment): Promise<void> {
  const count = await countArchived(layout);
  if (count === 0) return;
  const models = count === 1 ? '1 model has' : `${count} models have`;
  onNotice?.(
    wording`There is no registry here, but ${models} archived versions: ${operation('rebuild')} makes the registry anew from them. A run starts a new history.`,
  );
}

/** Packs what is old, where the settings ask for it. */
async function retainIn(
  plan: Plan,
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

type RetainedPlan = Plan & Pick<Changes, 'follows'> & { readonly retained?: Retained };

function noticeRetained({ retained }: RetainedPlan, { onNotice }: Environment): void {
  const count = retained?.steps.length ?? 0;
  if (count > 0) {
    const versions = count === 1 ? '1 old version is' : `${count} old versions are`;
    onNotice?.(`${versions} packed now, as cleanup_old_versions asks for.`);
  }
  for (const { model_id, version, problem } of retained?.damaged ?? []) {
    onNotice?.(`${model_id} ${version} is not packed: ${problem}`);
  }
}

function stopwatch(env: Environment): <T>(stage: string, work: Promise<T>) => Promise<T> {
  return async (stage, work) => {
    const from = env.elapsed();
    const result = await work;
    const duration = env.elapsed() - from;
    env.onTiming?.(stage, duration);
    env.onSpan?.({ name: stage, start: from, duration });
    return result;
  };
}
