/**
 * Allows one writer at a time, as far as a lock can guarantee that. The only user of proper-lockfile.
 *
 * After a crash, that package does not guarantee mutual exclusion: if two waiters see a stale lock, the
 * second may remove the first one's new lock, and a holder that was suspended may remove its successor's.
 * So each removal first checks again whose lock it is. That leaves a gap of microseconds, but correctness
 * does not depend on it: the commit is safe without any lock.
 *
 * The folder contains a file that names its holder. The file is created and removed together with the
 * folder, and a lock that contains another holder's file cannot be removed.
 */
import { stat, statSync, utimes, type Stats } from 'node:fs';
import { stat as lookAt } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import { describeUnwritable, createFolder, withErrorPath } from '../../files/atomic.js';
import { createFileClock } from '../../files/temporary.js';
import { judgeHolders, listHolders, makeLock, readHolder, removeLock } from './lock-holder.js';
import { refuseLinkedOutput } from './open-file.js';
import type { Output } from './output.js';
import { createOutput } from './shared-output.js';

/** The options of locking. */
export interface LockOptions {
  /** False runs the work without any lock. */
  enabled: boolean;
  /** How long to wait, in milliseconds; 0 tries once. */
  timeoutMs: number;
  /** Called once after two seconds of waiting, and if the lock was lost. */
  onNotice?: (text: string) => void;
  /** Aborts waiting and throws its reason. */
  signal?: AbortSignal;
}

const STALE_MS = 10_000;
const UPDATE_MS = 2_500;
const NOTICE_MS = 2_000;

/** What a waiting run knows of the time. */
interface LockClock {
  /** How far the clock of this machine is ahead of the file system's, in milliseconds, once measured. */
  lead?: number;
  /** A time of the lock that lies in the future, and since when it was seen. */
  seen?: { readonly mtime: number; readonly since: number };
}

/**
 * How long the time of a lock may lie in the future and stay the same: the clock may have been set back
 * under a holder that is at work, and that sets the time again.
 */
const FUTURE_MS = { dead: 0, nameless: 0, unknown: UPDATE_MS + 500, running: STALE_MS };

/** The state of one attempt. */
interface LockAttempt {
  path: string;
  /** All attempts of a waiting run use one measurement. */
  clock: LockClock;
  /** We created the lock folder. */
  isCreated: boolean;
  /** Its modification time in milliseconds, once we hold it. */
  mtime: number | undefined;
  /** The next modification time, which may be on disk before the call returns. */
  nextMtime: number | undefined;
  lost: Error | undefined;
  /** The name of our file in the lock folder. */
  name: string | undefined;
  release: () => Promise<void>;
}

type Done = (error: NodeJS.ErrnoException | null) => void;

/** Runs work while holding the lock of a registry, as `exclusively` of the port. */
export function exclusively<T>(
  { layout, options, env: { onNotice, signal } }: Output,
  work: () => Promise<T>,
): Promise<T> {
  // Before the lock, which would be created where the link leads.
  withErrorPath(layout.root, () => refuseLinkedOutput(layout));
  if (layout.isInOutput) withErrorPath(layout.root, () => createOutput(layout));
  const lock = {
    enabled: options.settings.registry_lock,
    timeoutMs: options.lockTimeout * 1000,
    ...(onNotice && { onNotice }),
    ...(signal && { signal }),
  };
  return withLock(layout.lock, lock, work);
}

/**
 * Runs work while holding a lock: a folder whose parent is created if missing.
 *
 * @param path - of the folder, absolute
 * @returns The result of the work. If another run took over the lock in the meantime, that is only a
 * notice, since the work does not rely on the lock.
 * @throws The errors of the work; RegistryError `lock-busy` if the lock was not acquired in time (the
 * work did not run), `output-unwritable` if the lock cannot be created or removed.
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!options.enabled) return work();
  const hold = await acquire(path, options);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // The error of the work is more informative than one of the release.
    await hold.release().catch(() => {});
    throw error;
  }
  await hold.release().catch((error: unknown) => {
    // Releasing a lost lock always fails; the loss is reported below.
    if (hold.lost === undefined) throw describeUnwritable(hold.path, error);
  });
  if (hold.lost !== undefined) {
    options.onNotice?.(
      `The lock ${hold.path} was taken over by another run, because this one was suspended for too long. Nothing was lost.`,
    );
  }
  return result;
}

async function acquire(path: string, options: LockOptions): Promise<LockAttempt> {
  const start = performance.now();
  let hasNotified = false;
  const clock: LockClock = {};
  withErrorPath(dirname(path), () => createFolder(dirname(path), true));
  for (;;) {
    options.signal?.throwIfAborted();
    const hold = await tryLock(path, clock);
    if (hold !== undefined) return hold;
    const waited = performance.now() - start;
    if (waited >= options.timeoutMs) throw describeBusy(path, options.timeoutMs, readHolder(path));
    if (!hasNotified && waited >= NOTICE_MS) {
      hasNotified = true;
      options.onNotice?.(`Waiting for ${readHolder(path)}: it holds the lock ${path}.`);
    }
    // Jitter, so that waiters that started together do not keep retrying together.
    await sleep(Math.min(20 + Math.random() * 80, options.timeoutMs - waited));
  }
}

/** Tries once; undefined if another run has the lock or is taking it over. */
async function tryLock(path: string, clock: LockClock): Promise<LockAttempt | undefined> {
  const hold: LockAttempt = {
    path,
    clock,
    isCreated: false,
    mtime: undefined,
    nextMtime: undefined,
    lost: undefined,
    name: undefined,
    release: async () => {},
  };
  try {
    hold.release = await lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: STALE_MS,
      update: UPDATE_MS,
      retries: 0,
      fs: guardRemoval(hold),
      // The default throws from a timer, where it cannot be caught.
      onCompromised: (error) => {
        hold.lost ??= error;
      },
    });
    hold.mtime = getMtime(await lookAt(path));
    return hold;
  } catch (error) {
    // Acquired and lost at the same moment: the folder now belongs to another run.
    hold.isCreated = false;
    await hold.release().catch(() => {});
    if (['ELOCKED', 'ENOENT', 'ENOTEMPTY'].includes(errorCode(error) ?? '')) return undefined;
    throw describeUnwritable(path, error, 'The registry cannot be changed');
  }
}

// Rounded like the package does it: the system's time has fractions and is truncated when stored.
function getMtime(found: Stats): number {
  return found.mtime.getTime();
}

/**
 * The file system for the package, except that it does not remove the lock of another run, and that the
 * times of the lock are those of the file system: the package compares them with the clock of this
 * machine, so they are shifted by the difference, one way and the other.
 */
function guardRemoval(hold: LockAttempt): object {
  const { clock } = hold;
  const measure = (): number =>
    (clock.lead = measureLead(createFileClock(dirname(hold.path))()) ?? clock.lead ?? 0);
  const getLead = (): number => clock.lead ?? measure();
  const isOurs = (mtime: number): boolean =>
    hold.mtime === undefined || mtime === hold.mtime || mtime === hold.nextMtime;
  const getAge = (mtime: number): number => Date.now() - getLead() - mtime;
  const isStale = (path: string, mtime: number): boolean => {
    const holders = judgeHolders(path);
    if (holders === 'dead') return true;
    if (Math.abs(getAge(mtime)) <= STALE_MS) return false;
    // The clock of this machine may have been set since it was measured.
    if (clock.seen?.mtime !== mtime) measure();
    const age = getAge(mtime);
    if (age >= -STALE_MS) return age > STALE_MS;
    // A lock that would not get old for years.
    if (clock.seen?.mtime !== mtime) clock.seen = { mtime, since: performance.now() };
    return performance.now() - clock.seen.since >= FUTURE_MS[holders];
  };
  const mayRemove = (path: string, mtime: number): boolean =>
    hold.isCreated ? isOurs(mtime) : isStale(path, mtime);
  // Synchronous, so that the gap between check and removal is as small as possible.
  const remove = (path: string): void => {
    // Listed before the check: a file added later belongs to a successor and keeps the folder.
    const names = hold.name === undefined ? listHolders(path) : [hold.name];
    const found = statSync(path);
    if (!mayRemove(path, getMtime(found))) {
      throw Object.assign(new Error('the lock is held by another'), { code: 'ELOCKED' });
    }
    removeLock(path, names, found.mtimeMs);
  };
  return {
    stat(path: string, done: (error: Error | null, found?: Pick<Stats, 'mtime'>) => void) {
      stat(path, (error, found) => {
        if (error !== null) return done(error);
        const mtime = getMtime(found);
        const isFree = !hold.isCreated && isStale(path, mtime);
        return done(null, { mtime: new Date(isFree ? 0 : mtime + getLead()) });
      });
    },
    mkdir(path: string, done: Done) {
      const error = attempt(() => {
        hold.name = makeLock(path);
        hold.isCreated = true;
      });
      setImmediate(done, error ?? null);
    },
    utimes(path: string, _: Date, mtime: Date, done: Done) {
      // Measured each time, since either clock may have been set.
      const next = new Date(mtime.getTime() - measure());
      hold.nextMtime = next.getTime();
      utimes(path, next, next, (error) => {
        if (error === null && hold.mtime !== undefined) hold.mtime = next.getTime();
        done(error);
      });
    },
    rmdir(path: string, done: Done) {
      const error = attempt(() => remove(path));
      const isLost = ['ELOCKED', 'ENOENT'].includes(errorCode(error) ?? '');
      if (hold.mtime !== undefined && isLost) hold.lost ??= error;
      setImmediate(done, error ?? null);
    },
    // Called when the process ends while it holds the lock.
    rmdirSync: remove,
  };
}

/**
 * How far the clock of this machine is ahead of the file system's, in milliseconds: in whole seconds, so
 * that the package still sees which precision the times have. Undefined if that is not known.
 */
function measureLead(now: number): number | undefined {
  return Number.isFinite(now) ? Math.round((Date.now() - now) / 1000) * 1000 : undefined;
}

function attempt(action: () => void): Error | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function describeBusy(path: string, timeoutMs: number, holder: string): RegistryError {
  return new RegistryError(
    'lock-busy',
    `The lock ${path} is held by ${holder}; it was not released within ${timeoutMs / 1000} s.`,
    wording`Wait for the other run, allow more time with ${option('lock_timeout')}, or remove that folder if no other run is active.`,
  );
}
