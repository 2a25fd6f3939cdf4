import { lstatSync, readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { errorCode } from '../../domain/errors.js';

/** What is at a path, not followed; undefined where nothing is. @throws The system's other errors. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The names in a folder; none where there is no folder. @throws The system's other errors. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
