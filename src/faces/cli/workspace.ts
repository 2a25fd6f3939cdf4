/** What commands that serve others have in common. */
import { resolve } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { isFolder } from '../../read.js';

/**
 * Resolves the folder that paths of callers are relative to, and that none may leave.
 *
 * @throws RegistryError `target-missing`
 */
export function resolveWorkspace(given: string | undefined, cwd: string): string {
  const workspace = resolve(cwd, given ?? '.');
  if (isFolder(workspace)) return workspace;
  throw new RegistryError(
    'target-missing',
    `there is no folder ${workspace}`,
    'Name the folder of your project with --workspace.',
  );
}

/** Resolves when a program is asked to stop; never if nobody can ask. */
export function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted === true) done();
    signal?.addEventListener('abort', () => done(), { once: true });
  });
}
