import type { Environment, StepOptions } from '../domain/options.js';
import type { Layout } from '../store/layout.js';
import { withLock } from '../store/lock.js';
import type { LoadedRegistry } from '../store/registry.js';
import { loadRegistry } from '../store/registry.js';
import type { Plan } from '../version/plan.js';
import { applyPlan } from './apply.js';

/** What a commit needs besides the plan. */
export interface CommitContext {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly layout: Layout;
  readonly now: Date;
  /** The registry that the plan was made on. */
  readonly before: LoadedRegistry;
  /** Plans again, on the registry as it is when the lock is held. */
  readonly replan: (state: LoadedRegistry['state']) => Promise<Plan>;
}

/**
 * Writes a plan inside the registry's lock. What was parsed before stays valid when the registry
 * moved on meanwhile: then only the plan is made again.
 *
 * @returns the plan that was written
 */
export async function commit(planned: Plan, context: CommitContext): Promise<Plan> {
  const { options, env, layout, now, before } = context;
  return withLock(layout.registry, lockOptions(options, env), async () => {
    const current = await loadRegistry(layout, now);
    const moved = current.fingerprint !== before.fingerprint;
    if (moved) for (const notice of current.notices) env.onNotice?.(notice);
    const plan = moved ? await context.replan(current.state) : planned;
    await applyPlan(plan, layout, options, current.origin !== 'own', env.onProgress);
    return plan;
  });
}

/** The lock as the settings and flags want it. */
export function lockOptions(
  { settings, lockTimeout }: Pick<StepOptions, 'settings' | 'lockTimeout'>,
  { onNotice }: Pick<Environment, 'onNotice'>,
): Parameters<typeof withLock>[1] {
  return {
    enabled: settings.registry_lock,
    timeoutMs: lockTimeout * 1000,
    ...(onNotice === undefined ? {} : { onNotice }),
  };
}
