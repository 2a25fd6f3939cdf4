/** Calls git. Only the shell does: what is set up is a command of the shell. */
import { execFile } from 'node:child_process';
import { errorCode, RegistryError } from '../../domain/errors.js';

/** The answer of git. */
export interface GitAnswer {
  readonly exitCode: number;
  /** Without the last line end. */
  readonly out: string;
  readonly err: string;
}

/**
 * Calls git in a folder.
 *
 * @throws RegistryError `usage` if there is no git
 */
export function callGit(cwd: string, ...args: readonly string[]): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    execFile('git', [...args], { cwd }, (error, out, err) => {
      if (errorCode(error) === 'ENOENT') {
        reject(describeNoGit());
        return;
      }
      const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      resolve({ exitCode, out: out.replace(/\r?\n$/, ''), err: err.trim() });
    });
  });
}

/**
 * Calls git, which must succeed.
 *
 * @returns what it printed, without the last line end
 * @throws RegistryError `usage` if there is no git; `output-unwritable` if it fails
 */
export async function demandGit(cwd: string, ...args: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await callGit(cwd, ...args);
  if (exitCode === 0) return out;
  throw new RegistryError(
    'output-unwritable',
    `git ${args[0]} failed: ${err || `it ended with ${exitCode}`}`,
    'Mend what git reports, and try again.',
  );
}

function describeNoGit(): RegistryError {
  return new RegistryError('usage', 'there is no git', 'Install git, and put it on the PATH.');
}
