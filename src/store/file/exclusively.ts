import { withLock } from './lock.js';
import type { Output } from './output.js';

/**
 * Runs work while holding the lock of a registry, according to the settings and flags.
 *
 * @throws The errors of the work; RegistryError `lock-busy`, `output-unwritable`
 */
export function exclusively<T>(
  { layout, options, env: { onNotice, signal } }: Output,
  work: () => Promise<T>,
): Promise<T> {
  const lock = {
    enabled: options.settings.registry_lock,
    timeoutMs: options.lockTimeout * 1000,
    ...(onNotice && { onNotice }),
    ...(signal && { signal }),
  };
  return withLock(layout.registry, lock, work);
}
