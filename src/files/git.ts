/** Calls git, which runs nothing that a repository names, and fetches nothing. */
import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { errorCode, RegistryError } from '../domain/errors.js';
import { MEGABYTE } from '../domain/limits.js';
import { env } from '../process-globals.js';
import { lstatIfPresent } from './lstat-if-present.js';

/** The answer of git. */
export interface GitAnswer {
  readonly exitCode: number;
  /** Without the last line end. */
  readonly out: string;
  readonly err: string;
}

/** A repository with missing objects would have git fetch them, by a command that its settings name. */
const OFFLINE = { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };

/** A repository may name a program that tells git what changed. Empty means none, to any version of git. */
const RUN_NOTHING = ['-c', 'core.fsmonitor='];

/**
 * What a person says to git whatever the repository is. All else that begins so, as in a hook, is about the
 * repository of another call: its folder, index, objects, or how paths are meant.
 */
const OF_ANY_REPOSITORY = /^GIT_(?:CONFIG_.+|EXEC_PATH|DISCOVERY_ACROSS_FILESYSTEM)$/i;

/** How to start git in a folder. */
export interface GitStart {
  readonly args: string[];
  readonly options: { readonly cwd: string; readonly env: Record<string, string | undefined> };
}

/** Returns how to start git so that it runs nothing that a repository names, and finds that of the folder. */
export function startGit(cwd: string, args: readonly string[]): GitStart {
  const own = Object.entries(env).filter(
    ([key]) => !/^GIT_/i.test(key) || OF_ANY_REPOSITORY.test(key),
  );
  return {
    args: [...RUN_NOTHING, ...args],
    options: { cwd, env: { ...Object.fromEntries(own), ...OFFLINE } },
  };
}

/**
 * Calls git in a folder.
 *
 * @throws RegistryError `usage` if there is no git
 */
export async function callGit(cwd: string, ...args: readonly string[]): Promise<GitAnswer> {
  const { exitCode, out, err } = await run(cwd, args, MEGABYTE);
  return { exitCode, out: out.toString().replace(/\r?\n$/, ''), err: err.toString().trim() };
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

/** Finds the working tree of git that a folder is in, or would be; undefined if there is none. */
export async function findWorkingTree(folder: string): Promise<string | undefined> {
  const { exitCode, out } = await callGit(findExisting(folder), 'rev-parse', '--show-toplevel');
  return exitCode === 0 && out !== '' ? resolve(out) : undefined;
}

/** The nearest folder that exists. */
export function findExisting(folder: string): string {
  let from = folder;
  while (lstatIfPresent(from) === undefined && dirname(from) !== from) from = dirname(from);
  return from;
}

/** What git printed. */
export interface GitPrinted {
  readonly bytes: Buffer;
  /** Why it may not be all. */
  readonly failure?: string;
}

/**
 * Returns what git prints, and why that may not be all.
 *
 * @param input - what it reads
 * @throws RegistryError `usage` if there is no git
 */
export async function readGit(
  cwd: string,
  maxBytes: number,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<GitPrinted> {
  const { exitCode, isCut, out: bytes, err } = await run(cwd, args, maxBytes, input);
  if (isCut) return { bytes, failure: `it prints more than ${maxBytes} bytes` };
  return exitCode === 0 ? { bytes } : { bytes, failure: sayWhy(err.toString(), exitCode) };
}

/** What git says of a failure, in a line. */
export function sayWhy(err: string, exitCode: number): string {
  const [line = ''] = err.trim().split('\n');
  return line.replace(/^(?:fatal|error): /, '') || `it ended with ${exitCode}`;
}

interface Ended {
  readonly exitCode: number;
  readonly isCut: boolean;
  readonly out: Buffer;
  readonly err: Buffer;
}

function run(
  cwd: string,
  args: readonly string[],
  maxBuffer: number,
  input: string | Uint8Array = '',
): Promise<Ended> {
  const start = startGit(cwd, args);
  const options = { ...start.options, maxBuffer, encoding: 'buffer' } as const;
  return new Promise((resolve, reject) => {
    const child = execFile('git', start.args, options, (error, out, err) => {
      const code = errorCode(error);
      if (code === 'ENOENT') {
        reject(describeNoGit());
        return;
      }
      const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      resolve({ exitCode, isCut: code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', out, err });
    });
    // It may end before it has read all, and then says why itself.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

export function describeNoGit(): RegistryError {
  return new RegistryError('usage', 'there is no git', 'Install git, and put it on the PATH.');
}
