/** Tells whether a path stays in a folder, whatever links there are. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathBelow } from '../domain/paths.js';
import { lstatIfPresent } from './lstat-if-present.js';
import { realPath } from './write-source.js';

/**
 * Whether a path leads to a folder or to something in it, which need not exist. A link that leads nowhere
 * does not. Both are absolute.
 */
export function isInside(folder: string, path: string): boolean {
  const root = realPath(folder);
  const real = followLinks(path);
  return real !== undefined && (real === root || pathBelow(root, real) !== undefined);
}

/** The real path, as far as there is something; undefined if it ends in a link that leads nowhere. */
function followLinks(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    if (path.includes('\0') || lstatIfPresent(path)?.isSymbolicLink() === true) return undefined;
    const above = dirname(path) === path ? path : followLinks(dirname(path));
    return above === undefined ? undefined : join(above, basename(path));
  }
}
