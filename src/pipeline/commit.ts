import { setTimeout as sleep } from 'node:timers/promises';
import { PURGE } from '../audit/words.js';
import { RegistryError } from '../domain/errors.js';
import type { Environment } from '../domain/options.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { Loaded, Store } from '../store/port.js';
import { toNewVersion, type Changes } from './apply.js';

/** What a commit needs besides the plan. */
export interface CommitContext {
  readonly store: Store;
  readonly env: Pick<Environment, 'onNotice' | 'signal'>;
  /** The registry whose notices were already reported; undefined if none was read yet. */
  readonly seen: Loaded | undefined;
  /** What the changes refer to is settled, so that they may first be planned on what this process knows. */
  readonly isSettled?: boolean;
  /** The archives must be durable, since the bytes of the specs may be stored nowhere else. */
  readonly durableArchives?: boolean;
  /** Loads the registry; default: the store's own method. */
  readonly load?: () => Promise<Loaded>;
}

/** With the lock, one attempt is enough; without it, each failure means that another run succeeded. */
const MAX_ATTEMPTS = 100;
const MAX_PAUSE_MS = 200;

/**
 * Loads, plans and writes under the store's lock, and starts again if another run committed first. The
 * lock serializes runs, but correctness depends on the commit alone.
 *
 * @param planOn - plans on the current registry; anything parsed before stays valid
 * @returns the plan that was written, with the written state
 * @throws RegistryError `lock-busy`, and as `commit` of the store
 */
export async function commit<P extends Changes>(
  context: CommitContext,
  planOn: (loaded: Loaded) => Promise<P>,
): Promise<P> {
  const { store, env, durableArchives: durable = false } = context;
  let { seen } = context;
  const load = context.load ?? (() => (seen === undefined ? store.load() : store.refresh(seen)));
  const attemptOn = async (current: Loaded, base: Loaded, planned: P): Promise<P | 'overtaken'> => {
    env.signal?.throwIfAborted();
    const written = planned.written.map(toNewVersion);
    // The only other copy of what a rename copies is removed after the commit.
    const isCopied = planned.written.some((it) => 'bytes' in it);
    const state = await store.commit(
      base,
      { ...planned, written },
      { durable: durable || isCopied },
    );
    if (state === 'overtaken') return state;
    await followWithIndexFiles(context, current.state, { ...planned, state });
    return { ...planned, state };
  };
  return store.exclusively(async () => {
    const known = context.isSettled && seen ? await store.known?.(seen) : undefined;
    const first = known && (await planOnKnown(store, known, planOn));
    const done = known && first && (await attemptOn(known, first.base, first.planned));
    if (done !== undefined && done !== 'overtaken') return done;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const current = await load();
      if (current.fingerprint !== seen?.fingerprint) {
        for (const notice of current.notices) env.onNotice?.(notice);
      }
      seen = current;
      const base = store.watch?.(current) ?? current;
      const done = await attemptOn(current, base, await planOn(base));
      if (done !== 'overtaken') return done;
      // Jitter, so that writers that collided once do not keep colliding.
      await sleep(Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** attempt));
    }
    throw describeContention(store);
  });
}

/**
 * Plans on what this process knows of the registry, before it asks what others have done since. The commit finds out
 * whether what was read still holds. Undefined if there is nothing to do, or that cannot be done: either may be
 * because of what others have done.
 */
async function planOnKnown<P extends Changes>(
  { watch }: Store,
  known: Loaded,
  planOn: (loaded: Loaded) => Promise<P>,
): Promise<{ readonly base: Loaded; readonly planned: P } | undefined> {
  const base = watch?.(known) ?? known;
  try {
    const planned = await planOn(base);
    return planned.changed || planned.written.length > 0 ? { base, planned } : undefined;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return undefined;
  }
}

/** The commit is done; what is made of it can be made later. */
async function followWithIndexFiles(
  { store, env }: CommitContext,
  base: RegistryState,
  { state, written, drafts }: Changes,
): Promise<void> {
  const files = await store.indexFiles?.();
  if (files === undefined || state === base) return;
  const { makeIndexFiles, updateIndexFiles } = await import('./index-files.js');
  const place = { files, store, state, written };
  // What is deleted for good is to be in none of them, and the store has removed those that have it.
  const isPurge = drafts.some((it) => it.action === PURGE);
  await withNotice(isPurge ? makeIndexFiles(place) : updateIndexFiles(place, base), env);
}

/** Makes the index files that are missing, or are those of another state. */
export async function completeIndexFiles(
  { store, env }: Pick<CommitContext, 'store' | 'env'>,
  { state, written }: Pick<Changes, 'state' | 'written'>,
): Promise<void> {
  const files = await store.indexFiles?.();
  if (files === undefined) return;
  const { makeIndexFiles } = await import('./index-files.js');
  await withNotice(makeIndexFiles({ files, store, state, written }), env);
}

async function withNotice(
  work: Promise<void>,
  { onNotice }: Pick<Environment, 'onNotice'>,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    onNotice?.(`The index files are not up to date: ${error.message} The next run makes them.`);
  }
}

function describeContention({ name }: Store): RegistryError {
  return new RegistryError(
    'lock-busy',
    `Other runs changed ${name} before each of the ${MAX_ATTEMPTS} attempts of this one to commit.`,
    'Run again, and leave registry_lock on, which lets only one run write at a time.',
  );
}
