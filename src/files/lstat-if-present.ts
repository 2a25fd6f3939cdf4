import { lstatSync, readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { errorCode } from '../domain/errors.js';

/** The status of a path, without following links; undefined if there is none. @throws The system's other errors. */
export function lstatIfPresent(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Lists the names in a folder; none if it does not exist. @throws The system's other errors. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
