/** Programs of packages that nobody installs for long. */
import { execFile } from 'node:child_process';
import { env } from 'node:process';
import { promisify } from 'node:util';

/**
 * Brings packages from npm, or from its cache.
 *
 * @param packages - names with versions, as `npx -p` takes them
 * @returns an environment whose PATH begins with their programs; undefined if npm cannot be reached
 */
export async function bringPackages(
  ...packages: readonly string[]
): Promise<NodeJS.ProcessEnv | undefined> {
  const args = ['-y', ...packages.flatMap((name) => ['-p', name]), '-c', 'echo "$PATH"'];
  try {
    const { stdout } = await promisify(execFile)('npx', args, { env });
    return { ...env, PATH: stdout.trim() };
  } catch {
    return undefined;
  }
}
