/** Calls the built command as other users, which needs root and `setpriv`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { env, getuid, platform } from 'node:process';
import type { Ended } from './faulty-process.js';
import { startResident, type Resident } from './resident.js';

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

/** The process of each user that the tests of a worker have. */
const residents = new Map<string, Resident>();

/** Calls the built command as a user, in a process that has called it before. */
export function runAs(user: User, cwd: string, ...argv: string[]): Promise<Ended> {
  const key = JSON.stringify(user);
  const resident = residents.get(key) ?? startResident(asUser(user), { ...env, NO_COLOR: '1' });
  residents.set(key, resident);
  return resident({ cwd, argv });
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
