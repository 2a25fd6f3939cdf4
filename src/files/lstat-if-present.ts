/**
 * What is missing, and what is there but cannot be read: the second is never taken for the first, nor
 * for damage, since somebody else may well be able to read it.
 */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { RegistryError, errorCode, isMissing } from '../domain/errors.js';

/**
 * Reads what may not exist; undefined if there is nothing.
 *
 * @param path - what is read, for the error
 * @throws RegistryError `file-unreadable` for the system's other errors
 */
export function ifPresent<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw describeUnreadable(path, error);
  }
}

/** The status of a path, without following links; undefined if there is none. @throws as {@link ifPresent} */
export function lstatIfPresent(path: string): Stats | undefined {
  return ifPresent(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

/** Lists the names in a folder; none if it does not exist. @throws as {@link ifPresent} */
export function listNames(folder: string): string[] {
  return ifPresent(folder, () => readdirSync(folder)) ?? [];
}

const PERMISSION = 'Get permission to read it and to enter the folders above it, and try again.';
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  ENOTDIR: 'Something else has the name of a folder above it: put that folder back, and try again.',
  ELOOP: 'A folder above it is a symbolic link to itself: put that folder back, and try again.',
};

/** Returns the error for a path that is there but cannot be read, with what to do. */
export function describeUnreadable(path: string, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  const code = errorCode(error) ?? String(error);
  const remedy = REMEDIES[code] ?? 'Check the disk and the connection to it, and try again.';
  return new RegistryError('file-unreadable', `${path} cannot be read (${code}).`, remedy, {
    cause: error,
  });
}

/** Returns what was read, or the error for something that is there but cannot be read. */
export function unreadableOr<T>(read: () => T): T | RegistryError {
  try {
    return read();
  } catch (error) {
    if (isUnreadable(error)) return error;
    throw error;
  }
}

/** Whether an error says that something is there but cannot be read. */
export function isUnreadable(
  error: unknown,
): error is RegistryError & { readonly code: 'file-unreadable' } {
  return error instanceof RegistryError && error.code === 'file-unreadable';
}
