/**
 * The permissions of what is written, so that several people can share an output, whatever the umask of
 * the process that happens to run: a file that is replaced keeps its own; what is new takes those of its
 * folder. A folder that everyone may write to but not clear, such as /tmp, gives none: the umask decides.
 */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmdirSync,
  statSync,
  unlinkSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../domain/errors.js';
import { umask } from '../process-globals.js';

/** What a folder gives to what is created in it. */
export interface Given {
  /** The permission bits of a new folder, with the bit that hands down the group. */
  readonly mode: number;
  /** What the system takes away from the bits of anything new. */
  readonly umask: number;
}

/** The permissions of a file to be written. */
export interface Permissions extends Given {
  /** The file that it replaces. */
  readonly replaced?: Stats;
}

const [STICKY, SET_GROUP] = [0o1000, 0o2000];
const [OF_FILE, OF_FOLDER] = [0o666, 0o777];

/** Returns what a folder gives. @throws The system's error. */
export function givenBy(folder: string): Given {
  return given(statSync(folder).mode);
}

/**
 * Returns what a folder that a person named gives to files and folders of theirs: only in the folder of
 * a group is that more than what the umask says.
 *
 * @throws The system's error.
 */
export function givenByNamed(folder: string): Given {
  const { mode } = statSync(folder);
  return (mode & SET_GROUP) === 0 ? { mode: OF_FOLDER & ~umask(), umask: umask() } : given(mode);
}

function given(mode: number): Given {
  const [isSticky, isOfGroup] = [(mode & STICKY) !== 0, (mode & SET_GROUP) !== 0];
  const mask = umask();
  if (isSticky && !isOfGroup) return { mode: OF_FOLDER & ~mask, umask: mask };
  // Nobody locks themselves out.
  return { mode: (mode & (isSticky ? 0o2775 : 0o2777)) | 0o700, umask: mask };
}

/**
 * Finds the permissions of the file at a path: those that it has, or else those that its folder gives.
 *
 * @param isNamed - a person named the file
 * @throws The system's error if the folder is missing.
 */
export function findPermissions(path: string, isNamed = false): Permissions {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return { mode: found.mode, umask: umask(), replaced: found };
  return (isNamed ? givenByNamed : givenBy)(dirname(path));
}

/** Creates a file, which must not exist, and opens it for writing. @throws The system's error. */
export function createFile(path: string, { mode, umask: mask, replaced }: Permissions): number {
  const wanted = mode & (replaced === undefined ? OF_FILE : OF_FOLDER);
  const file = openSync(path, 'wx', wanted);
  try {
    if (replaced !== undefined) keepOwner(file, replaced);
    if ((wanted & mask) !== 0) ifSupported(() => fchmodSync(file, wanted));
    return file;
  } catch (error) {
    closeSync(file);
    unlinkSync(path);
    throw error;
  }
}

/** Creates a folder, which must not exist. @throws The system's error. */
export function makeFolder(path: string, { mode, umask: mask }: Given): void {
  mkdirSync(path, mode & OF_FOLDER);
  if ((mode & OF_FOLDER & mask) !== 0) ifSupported(() => chmodSync(path, mode));
}

/** Creates a folder with a name that nobody else uses. @throws The system's error. */
export function makeOwnFolder(path: string): void {
  const given = givenBy(dirname(path));
  try {
    makeFolder(path, given);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // It is ours, from a request whose answer was lost.
    rmdirSync(path);
    makeFolder(path, given);
  }
}

// Only the administrator may give files away, and others only to their own groups.
function keepOwner(file: number, { uid, gid }: Stats): void {
  const made = fstatSync(file);
  if (made.gid !== gid) ifSupported(() => fchownSync(file, -1, gid));
  if (made.uid !== uid) ifSupported(() => fchownSync(file, uid, -1));
}

/** What systems answer where a file system has no such thing as a hard link or an owner. */
export const UNSUPPORTED: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Some file systems have no permissions, and content matters more than they do. */
function ifSupported(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (![...UNSUPPORTED, 'EINVAL'].includes(errorCode(error) ?? '')) throw error;
  }
}
