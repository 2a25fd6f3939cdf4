/** Makes locks of killed processes stale without waiting. */
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTRY } from './registry.mjs';

/** How long a process may take to write its name to the lock's folder, in milliseconds. */
const NAMELESS_MS = 300;

/**
 * Repeatedly makes the locks of killed processes stale, as if ten seconds had passed. Otherwise, nearly
 * all kills would hit processes that only wait.
 *
 * @returns a function that stops this
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
