/**
 * The whole program on one screen: discover → read → parse → validate → version → store → emit.
 */
import { resolve as resolvePath } from 'node:path';
import type { RegistryState, Summary } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { discoverSpecs } from '../discover.js';
import { summarize } from '../emit/summary.js';
import { layoutOf } from '../store/layout.js';
import { withLock } from '../store/lock.js';
import { loadRegistry } from '../store/registry.js';
import { writeSummary } from '../store/summary.js';
import { assertFieldRules } from '../validate/fields.js';
import type { Plan } from '../version/plan.js';
import { applyPlan } from './apply.js';
import { createAssess } from './assess.js';
import { describeCheck } from './check.js';
import { planOn } from './plan.js';
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
 *   `output-unwritable`, `lock-busy`, `lock-lost`, `config-invalid`
 */
export async function runStep(options: StepOptions, env: Environment): Promise<Summary> {
  const started = env.elapsed();
  const now = env.now();
  const timed = stopwatch(env);
  const layout = layoutOf({ ...options, cwd: env.cwd });
  const resolve = (filePath: string): string => resolvePath(env.cwd, filePath);
  assertFieldRules(options.settings);
  noticeUnused(options, env);

  const paths = await timed('discover', discoverSpecs({ ...options, cwd: env.cwd }));
  const before = await timed('open the registry', loadRegistry(layout, now));
  for (const notice of before.notices) env.onNotice?.(notice);
  const step3 = await findStep3(layout, options.targetDir, env.cwd);
  const checkedWith = describeCheck(options);
  const assess = createAssess({ options, env, layout, checkedWith, resolve });

  const plan = async (state: RegistryState): Promise<Plan> => {
    const assessments = await timed('read, parse, validate', assess(paths, state));
    return planOn(state, assessments, { options, resolve, now, step3: step3.files });
  };
  const planned = await plan(before.state);

  // Reading needs no lock; what was parsed stays valid when the registry moved on meanwhile.
  const commit = async (): Promise<Plan> => {
    const current = await loadRegistry(layout, now);
    const moved = current.state.generation !== before.state.generation;
    const final = moved ? await plan(current.state) : planned;
    await applyPlan(final, layout, options, current.origin !== 'own');
    return final;
  };
  const toWrite = planned.changed || planned.written.length > 0 || before.origin !== 'own';
  const done =
    toWrite && writesRegistry(options)
      ? await timed('write', withLock(layout.registry, lockOptions(options, env), commit))
      : planned;

  const summary = summarize({
    ...done,
    changed: done.changed || before.origin !== 'own',
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

/** A query never changes the registry. */
function writesRegistry({ mode, queryOntology }: StepOptions): boolean {
  return mode === 'write' && queryOntology === null;
}

function lockOptions(
  { settings, lockTimeout }: StepOptions,
  { onNotice }: Environment,
): Parameters<typeof withLock>[1] {
  return {
    enabled: settings.registry_lock,
    timeoutMs: lockTimeout * 1000,
    ...(onNotice === undefined ? {} : { onNotice }),
  };
}

function noticeUnused({ settings }: StepOptions, { onNotice }: Environment): void {
  if (!settings.cleanup_old_versions) return;
  onNotice?.('cleanup_old_versions has no effect yet: no version is dropped');
}

function stopwatch(env: Environment): <T>(stage: string, work: Promise<T>) => Promise<T> {
  return async (stage, work) => {
    const from = env.elapsed();
    const result = await work;
    env.onTiming?.(stage, env.elapsed() - from);
    return result;
  };
}
