/** What happens to the lock of a killed process, without waiting for it. */
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTRY } from './registry.mjs';

/** A process is given so long to leave its name in the lock's folder. */
const NAMELESS_MS = 300;

/**
 * Makes the locks of killed processes stale at once, again and again, as if ten seconds had passed:
 * else nearly all kills would meet processes that do nothing but wait.
 *
 * @returns a function that ends it
 */
export function ageDeadLocks(cwd) {
  const lock = join(cwd, `${REGISTRY}.lock`);
  const timer = setInterval(() => ageIfDead(lock), 20);
  return () => clearInterval(timer);
}

function ageIfDead(lock) {
  try {
    const holder = Number.parseInt(readdirSync(lock)[0] ?? '', 10);
    const age = Date.now() - statSync(lock).mtimeMs;
    const isDead = Number.isNaN(holder) ? age > NAMELESS_MS : !isRunning(holder);
    if (isDead && age < 10_000) makeStale(lock);
  } catch {
    // It has just been removed.
  }
}

export function makeStale(lock) {
  const old = new Date(Date.now() - 60_000);
  utimesSync(lock, old, old);
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
