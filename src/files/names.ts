/**
 * Gives files their names, and takes names away.
 *
 * A server that is asked twice, because its first answer was lost, answers as if another process had done
 * what it was asked for: the old name is gone, or the new one is taken. So after such an answer, each
 * function here looks whether the name is ours.
 */
import { closeSync, linkSync, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { errorCode } from '../domain/errors.js';
import { ifPresent, lstatIfPresent } from './lstat-if-present.js';
import { createFile, UNSUPPORTED, type Permissions } from './permissions.js';

/**
 * Gives a file another name.
 *
 * @param isDone - whether the other name has what it is to have; asked if the file has lost its old name
 * @throws The system's error; the file has its old name.
 */
export function renameFile(from: string, to: string, isDone: () => boolean): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const isGone = errorCode(error) === 'ENOENT' && lstatIfPresent(from) === undefined;
    if (!isGone || !isDone()) throw error;
  }
}

/**
 * Gives a file another name, which it has in addition.
 *
 * @returns False if something else has that name; it is untouched.
 * @throws The system's error.
 */
export function linkFile(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return isSameFile(from, to);
    throw error;
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) =>
    ifPresent(path, () => lstatSync(path, { bigint: true })),
  );
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

/** Whether a link failed because the file system does not support hard links, such as FAT. */
export function isLinkUnsupported(error: unknown): boolean {
  return UNSUPPORTED.includes(errorCode(error) ?? '');
}

/** Gives a temporary file a name that nothing has yet. @returns as {@link linkFile} */
export function takeName(temporary: string, path: string): boolean {
  try {
    return linkFile(temporary, path);
  } catch (error) {
    if (!isLinkUnsupported(error)) throw error;
    return takeNameExclusively(temporary, path);
  }
}

/** Does the same where there are no hard links: an empty file reserves the name. */
export function takeNameExclusively(temporary: string, path: string): boolean {
  const { ino, uid, mtimeMs } = lstatSync(temporary);
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // One of ours is as new as the file that is to have the name.
    const found = lstatIfPresent(path);
    const isOurs = found?.isFile() === true && found.size === 0 && found.uid === uid;
    if (!isOurs || found.mtimeMs < mtimeMs) return false;
  }
  try {
    renameFile(temporary, path, () => lstatIfPresent(path)?.ino === ino);
    return true;
  } catch (error) {
    removeQuietly(path);
    throw error;
  }
}

/** Creates a file with a name that nobody else uses. @throws The system's error. */
export function createOwn(path: string, permissions: Permissions): number {
  try {
    return createFile(path, permissions);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    removeQuietly(path);
    return createFile(path, permissions);
  }
}

/** Removes a file. Failures are ignored, since leftovers are swept later. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // See above.
  }
}
