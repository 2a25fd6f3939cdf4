/**
 * Looks at files without opening them, as git does: while size, times and inode of a file stay, so do its
 * bytes. That holds for a file that was not changed just before it was looked at, since a later change
 * could get the same time.
 */
import type { Stats } from 'node:fs';
import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import type { FileLook } from '../domain/spec.js';
import { lstatIfPresent, unreadableOr } from './lstat-if-present.js';

/** What was seen of some files. */
export interface Look {
  /** Differs once any of them has changed, has gone or has come. */
  readonly sum: string;
  /** When the last of them was changed, in milliseconds of the file system's clock. */
  readonly newest: number;
}

/** Looks at one file; undefined if it is not there, or the system does not let us look. */
export function lookAt(path: string): FileLook | undefined {
  const found = unreadableOr(() => lstatIfPresent(path));
  if (found === undefined || found instanceof RegistryError) return undefined;
  return { look: describe(found), changedAt: found.ctimeMs };
}

function describe({ size, mtimeMs, ctimeMs, ino, mode }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`;
}

/** How old a change has to be: file systems count in steps of up to two seconds. */
export const STEP_MS = 2000;

/** Those that count in parts of a second count in steps of a tick of the clock, of ten milliseconds at most. */
export const FINE_STEP_MS = 100;

/** Whether the file system of a change tells changes apart that are {@link FINE_STEP_MS} from each other. */
export function isFine({ changedAt }: Pick<FileLook, 'changedAt'>): boolean {
  return changedAt % 1000 !== 0;
}

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
    newest = Math.max(newest, found.ctimeMs);
    lines.push(describe(found));
  }
  return { sum: sha256(lines.join('\0')), newest };
}
