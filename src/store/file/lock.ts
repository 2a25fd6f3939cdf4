/**
 * One writer at a time, as far as a lock can promise it. The only user of proper-lockfile.
 *
 * After a crash that package is no mutual exclusion: of two waiters that see a stale lock, the
 * second removes the first one's fresh lock, and a holder that slept removes its successor's. So each
 * removal looks once more whose lock it is. That leaves a gap of microseconds, and correctness does
 * not rest on it: the commit is safe without any lock.
 *
 * The folder holds a file that names its holder. It is made and removed together with the folder,
 * and a lock with another's file in it cannot be removed at all.
 */
import { mkdir, rmdirSync, stat, statSync, utimes } from 'node:fs';
import type { Stats } from 'node:fs';
import { stat as lookAt } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import { describeUnwritable, createFolder } from '../../files/atomic.js';
import { leaveName, readHolder, removeNames, namesIn } from './lock-holder.js';

/** How to wait for a lock. */
export interface LockOptions {
  /** False runs the work without any lock. */
  enabled: boolean;
  /** Milliseconds to wait; 0 tries once. */
  timeoutMs: number;
  /** Told once, after two seconds of waiting; and when the lock was lost. */
  onNotice?: (text: string) => void;
  /** Ends the waiting; its reason is thrown. */
  signal?: AbortSignal;
}

const STALE_MS = 10_000;
const UPDATE_MS = 2_500;
const NOTICE_MS = 2_000;

/** What is known of one attempt. */
interface Hold {
  path: string;
  /** The lock folder is of our making. */
  made: boolean;
  /** Its modification time, in milliseconds, from the moment of holding it. */
  mtime: number | undefined;
  /** What that is to become: it is on the disk before the system says so. */
  nextMtime: number | undefined;
  lost: Error | undefined;
  /** The name of our file in the folder. */
  name: string | undefined;
  release: () => Promise<void>;
}

type Done = (error: NodeJS.ErrnoException | null) => void;

/**
 * Runs work while holding the lock folder `<target>.lock`, whose parent is created if missing.
 *
 * @returns What the work returns. That another took the lock over meanwhile is no more than a notice:
 * what the work wrote, it wrote without relying on the lock.
 * @throws What the work throws; else RegistryError `lock-busy` when the lock was not had in time
 * (the work did not run), `output-unwritable` when a lock cannot be made or removed there.
 */
export async function withLock<T>(
  target: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!options.enabled) return work();
  const hold = await acquire(`${resolve(target)}.lock`, options);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // What went wrong in the work says more than what went wrong after it.
    await hold.release().catch(() => {});
    throw error;
  }
  await hold.release().catch((error: unknown) => {
    // Releasing a lost lock fails by its nature; that it was lost is said below.
    if (hold.lost === undefined) throw describeUnwritable(hold.path, error);
  });
  if (hold.lost !== undefined) {
    options.onNotice?.(
      `The lock ${hold.path} was taken over by another run, because this one stood still too long. Nothing is lost by it.`,
    );
  }
  return result;
}

async function acquire(path: string, options: LockOptions): Promise<Hold> {
  const start = performance.now();
  let told = false;
  try {
    createFolder(dirname(path));
  } catch (error) {
    throw describeUnwritable(dirname(path), error);
  }
  for (;;) {
    options.signal?.throwIfAborted();
    const hold = await tryLock(path);
    if (hold !== undefined) return hold;
    const waited = performance.now() - start;
    if (waited >= options.timeoutMs) throw describeBusy(path, options.timeoutMs, readHolder(path));
    if (!told && waited >= NOTICE_MS) {
      told = true;
      options.onNotice?.(`Waiting for ${readHolder(path)}: it holds the lock ${path}.`);
    }
    // Jitter, so that waiters that started together do not go on asking together.
    await sleep(Math.min(20 + Math.random() * 80, options.timeoutMs - waited));
  }
}

/** One attempt; undefined when somebody else has the lock or is taking it over. */
async function tryLock(path: string): Promise<Hold | undefined> {
  const hold: Hold = {
    path,
    made: false,
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
      // The default throws from a timer, where nobody can catch it.
      onCompromised: (error) => {
        hold.lost ??= error;
      },
    });
    hold.mtime = timeOf(await lookAt(path));
    return hold;
  } catch (error) {
    // Had and lost in the same moment: what stands there now is another's.
    hold.made = false;
    await hold.release().catch(() => {});
    if (['ELOCKED', 'ENOENT', 'ENOTEMPTY'].includes(errorCode(error) ?? '')) return undefined;
    throw describeUnwritable(path, error);
  }
}

// Rounded as the package rounds it: the system's time is a fraction, and comes back a little less.
function timeOf(found: Stats): number {
  return found.mtime.getTime();
}

/** The file system as the package uses it, but a lock that is another's is not removed. */
function guardRemoval(hold: Hold): object {
  const isOurs = (mtime: number): boolean =>
    hold.mtime === undefined || mtime === hold.mtime || mtime === hold.nextMtime;
  const mayRemove = (mtime: number): boolean =>
    hold.made ? isOurs(mtime) : mtime < Date.now() - STALE_MS;
  // Without a turn of the event loop between look and removal, the gap is as small as it can be.
  const remove = (path: string): void => {
    // Read before the look: a file that comes after it is its successor's, and keeps the folder.
    const names = hold.name === undefined ? namesIn(path) : [hold.name];
    if (!mayRemove(timeOf(statSync(path)))) {
      throw Object.assign(new Error('the lock is held by another'), { code: 'ELOCKED' });
    }
    removeNames(path, names);
    rmdirSync(path);
  };
  return {
    stat,
    mkdir(path: string, done: Done) {
      mkdir(path, (error) => {
        hold.made = error === null;
        // Before the package takes the folder's time, which this changes.
        if (hold.made) hold.name = leaveName(path);
        done(error);
      });
    },
    utimes(path: string, atime: Date, mtime: Date, done: Done) {
      hold.nextMtime = mtime.getTime();
      utimes(path, atime, mtime, (error) => {
        if (error === null && hold.mtime !== undefined) hold.mtime = mtime.getTime();
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
    `The lock ${path} is held by ${holder}; it was not free within ${timeoutMs / 1000} s.`,
    wording`Wait for the other run, give more time with ${option('lock_timeout')}, or remove that folder if no run is left.`,
  );
}
