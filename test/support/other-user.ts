/** Calls the built command as other users, which needs root and `setpriv`. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, getuid, platform } from 'node:process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { Ended } from './faulty-process.js';

const RESIDENT = join(import.meta.dirname, 'resident.mjs');

/** Why tests with other users are skipped; undefined if they are not. */
export const NO_OTHER_USERS =
  platform !== 'linux' || getuid?.() !== 0
    ? 'only root on Linux can be other users'
    : spawnSync('setpriv', ['--version']).status === 0
      ? undefined
      : 'setpriv is missing';

/** A user, with the umask of their shell. */
export interface User {
  readonly uid: number;
  readonly groups?: readonly number[];
  readonly umask?: string;
}

/** The program and arguments that run a command as a user. */
export function asUser({ uid, groups = [], umask = '022' }: User): string[] {
  const member = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${uid}`,
    member,
    // The temporary folder of the tests is private.
    'env',
    'TMPDIR=/tmp',
    'sh',
    '-c',
    `umask ${umask}; exec "$@"`,
    'sh',
  ];
}

/** A process of a user that calls the built command, as often as it is asked. */
interface Resident {
  readonly stdin: Writable;
  readonly answers: AsyncIterator<string>;
}

const residents = new Map<string, Resident>();

/** Calls the built command as a user, in the one process that the tests of a worker have for each. */
export async function runAs(user: User, cwd: string, ...argv: string[]): Promise<Ended> {
  const key = JSON.stringify(user);
  const { stdin, answers } = residents.get(key) ?? startResident(key, user);
  stdin.write(`${JSON.stringify({ cwd, argv })}\n`);
  const { value } = await answers.next();
  return JSON.parse(value);
}

function startResident(key: string, user: User): Resident {
  const [program = '', ...args] = [...asUser(user), execPath, RESIDENT];
  const { stdin, stdout } = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const made = { stdin, answers };
  residents.set(key, made);
  return made;
}

/** Makes a folder that everyone can enter, below one that everyone can enter. */
export function makeOpenFolder(disk: string): string {
  const folder = mkdtempSync(join(disk, 'gnn-users-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Makes a folder of a user and a group. */
export function makeFolderOf(path: string, mode: number, uid = 0, gid = 0): void {
  mkdirSync(path);
  chownSync(path, uid, gid);
  chmodSync(path, mode);
}

/** The permission bits of a path in octal, such as `2775`. */
export function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o7777).toString(8);
}

/** Everything below a folder, by kind and mode, each with its paths: `{ 'file 664': ['a'] }`. */
export function modesBelow(folder: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const kind = lstatSync(join(folder, path)).isDirectory() ? 'folder' : 'file';
    (found[`${kind} ${modeOf(join(folder, path))}`] ??= []).push(path);
  }
  return found;
}
