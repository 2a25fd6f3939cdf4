import { rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Removes folders that are empty, in this order; others stay. @param paths - below a folder */
export function removeEmptyFolders(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmdirSync(join(root, path));
    } catch {
      // It is not there, or something else is in it.
    }
  }
}
