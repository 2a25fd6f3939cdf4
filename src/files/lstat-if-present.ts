import { lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { errorCode } from '../domain/errors.js';

/** What is at a path, not followed; undefined where nothing is. @throws The system's other errors. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
