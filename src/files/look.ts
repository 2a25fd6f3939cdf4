/**
 * Looks at files without opening them, as git does: while size, times and inode of a file stay, so do its
 * bytes. That holds for a file that was not changed just before it was looked at, since a later change
 * could get the same time.
 */
import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import { lstatIfPresent, unreadableOr } from './lstat-if-present.js';

/** What was seen of some files. */
export interface Look {
  /** Differs once any of them has changed, has gone or has come. */
  readonly sum: string;
  /** When the last of them was changed, in milliseconds of the file system's clock. */
  readonly newest: number;
}

/** How old a change has to be: file systems count in steps of up to two seconds. */
export const STEP_MS = 2000;

/**
 * Looks at files and folders; links are not followed.
 *
 * @param paths - absolute
 * @returns undefined if the system does not let us look at one of them
 */
export function lookAtFiles(paths: readonly string[]): Look | undefined {
  let newest = 0;
  const lines: string[] = [];
  for (const path of paths) {
    const found = unreadableOr(() => lstatIfPresent(path));
    if (found instanceof RegistryError) return undefined;
    lines.push(path);
    if (found === undefined) continue;
    const { size, mtimeMs, ctimeMs, ino, mode } = found;
    newest = Math.max(newest, ctimeMs);
    lines.push(`${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`);
  }
  return { sum: sha256(lines.join('\0')), newest };
}
