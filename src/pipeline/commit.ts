import { setTimeout as sleep } from 'node:timers/promises';
import { RegistryError } from '../domain/errors.js';
import type { Environment } from '../domain/options.js';
import type { Loaded, Store } from '../store/port.js';
import type { ApplyContext, Changes } from './apply.js';
import { applyPlan } from './apply.js';

/** What a commit needs besides the plan. */
export interface CommitContext extends ApplyContext {
  readonly env: Pick<Environment, 'onNotice' | 'signal'>;
  /** The registry that people were told of; undefined where none was read yet. */
  readonly seen: Loaded | undefined;
  /** How the registry is read, where that is another way than the store's own. */
  readonly load?: () => Promise<Loaded>;
}

/** With the lock one is enough; without it, each one that fails is a success of another run. */
const ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 200;

/**
 * Loads, plans and writes inside the store's lock, and again where another run was faster: the
 * lock keeps runs in line, but what decides is the commit.
 *
 * @param planOn - plans on the registry as it is; what was parsed before stays valid
 * @returns the plan that was written
 * @throws RegistryError `lock-busy`
 */
export async function commit<P extends Changes>(
  context: CommitContext,
  planOn: (loaded: Loaded) => Promise<P>,
): Promise<P> {
  const { store, env } = context;
  let { seen } = context;
  const load = context.load ?? (() => (seen === undefined ? store.load() : store.refresh(seen)));
  return store.exclusively(async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const current = await load();
      if (current.fingerprint !== seen?.fingerprint) {
        for (const notice of current.notices) env.onNotice?.(notice);
      }
      seen = current;
      const planned = await planOn(current);
      env.signal?.throwIfAborted();
      const written = await applyPlan(planned, current, context);
      if (written !== 'overtaken') return written;
      // Jitter, so that writers that met once do not go on meeting.
      await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** attempt));
    }
    throw describeCrowded(store);
  });
}

function describeCrowded({ name }: Store): RegistryError {
  return new RegistryError(
    'lock-busy',
    `Other runs changed ${name} each of the ${ATTEMPTS} times that this one was about to.`,
    'Run again, and leave registry_lock on, which lets one run in at a time.',
  );
}
