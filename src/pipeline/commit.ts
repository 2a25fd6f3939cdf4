import { setTimeout as sleep } from 'node:timers/promises';
import { RegistryError } from '../domain/errors.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { Layout } from '../store/file/layout.js';
import type { LoadedRegistry } from '../store/file/load.js';
import { loadRegistry, reloadRegistry } from '../store/file/load.js';
import { withLock } from '../store/file/lock.js';
import type { ApplyContext, Changes } from './apply.js';
import { applyPlan } from './apply.js';

/** What a commit needs besides the plan. */
export interface CommitContext extends ApplyContext {
  readonly options: StepOptions;
  readonly env: Environment;
  /** The registry that people were told of; undefined where none was read yet. */
  readonly seen: LoadedRegistry | undefined;
}

/** With the lock one is enough; without it, each one that fails is a success of another run. */
const ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 200;

/**
 * Loads, plans and writes inside the registry's lock, and again where another run was faster: the
 * lock keeps runs in line, but what decides is the commit.
 *
 * @param planOn - plans on the registry as it is; what was parsed before stays valid
 * @returns the plan that was written
 * @throws RegistryError `lock-busy`
 */
export async function commit<P extends Changes>(
  context: CommitContext,
  planOn: (loaded: LoadedRegistry) => Promise<P>,
): Promise<P> {
  const { layout, env, options } = context;
  let { seen } = context;
  const load = (): Promise<LoadedRegistry> =>
    seen === undefined ? loadRegistry(layout, env.now()) : reloadRegistry(layout, seen, env.now());
  return withLock(layout.registry, lockOptions(options, env), async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const current = await load();
      if (current.fingerprint !== seen?.fingerprint) {
        for (const notice of current.notices) env.onNotice?.(notice);
      }
      seen = current;
      const planned = await planOn(current);
      env.signal?.throwIfAborted();
      const written = await applyPlan(planned, current, context);
      if (written !== undefined) return written;
      // Jitter, so that writers that met once do not go on meeting.
      await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** attempt));
    }
    throw describeCrowded(layout);
  });
}

/** The lock as the settings and flags want it. */
function lockOptions(
  { settings, lockTimeout }: Pick<StepOptions, 'settings' | 'lockTimeout'>,
  { onNotice, signal }: Pick<Environment, 'onNotice' | 'signal'>,
): Parameters<typeof withLock>[1] {
  return {
    enabled: settings.registry_lock,
    timeoutMs: lockTimeout * 1000,
    ...(onNotice && { onNotice }),
    ...(signal && { signal }),
  };
}

function describeCrowded({ registryShown }: Layout): RegistryError {
  return new RegistryError(
    'lock-busy',
    `Other runs changed ${registryShown} each of the ${ATTEMPTS} times that this one was about to.`,
    'Run again, and leave registry_lock on, which lets one run in at a time.',
  );
}
