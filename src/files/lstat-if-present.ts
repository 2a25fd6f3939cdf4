import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { errorCode } from '../domain/errors.js';

/** Reads what may not exist; undefined if there is nothing. @throws The system's other errors. */
export function ifPresent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The status of a path, without following links; undefined if there is none. @throws The system's other errors. */
export function lstatIfPresent(path: string): Stats | undefined {
  return ifPresent(() => lstatSync(path));
}

/** Lists the names in a folder; none if it does not exist. @throws The system's other errors. */
export function listNames(folder: string): string[] {
  return ifPresent(() => readdirSync(folder)) ?? [];
}
