/** The index files of a registry, in the output: made of it, and made again where they are missing. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withErrorPathAsync, writeIfChanged } from '../../files/atomic.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import type { IndexFiles } from '../port.js';
import { indexFolder, INDEX_NAMES, resolveBelow, type Layout } from './layout.js';
import { readFile } from './open-file.js';
import { createOutput } from './shared-output.js';

/** Opens the index files of a registry. Does not read or write anything yet. */
export function openIndexFiles(layout: Layout): IndexFiles {
  const { root } = layout;
  let isThere = false;
  const prepare = (path: string): void => {
    if (!isThere) createOutput(layout);
    isThere = true;
    if (dirname(path) !== root) mkdirSync(dirname(path), { recursive: true });
  };
  return {
    prefix: layout.indexPrefix,
    // What cannot be read or trusted is made again.
    read: async (path) =>
      (
        await readFile(layout, resolveBelow(root, path), 'indexFile').catch(() => undefined)
      )?.toString('utf8'),
    write: async (path, text) => {
      const file = resolveBelow(root, path);
      await withErrorPathAsync(file, async () => {
        prepare(file);
        await writeIfChanged(file, text, { durable: false });
      });
    },
    remove: (path) => removeFile(resolveBelow(root, path)),
  };
}

/** Lists the paths of all index files that may be in the root, and of the folder of the others. */
export function listIndexPaths(layout: Layout): string[] {
  const { root, indexPrefix } = layout;
  return [...INDEX_NAMES.map((name) => join(root, indexPrefix + name)), indexFolder(layout)];
}

/** Removes the index files, which may name a purged model. @throws The system's error. */
export function removeIndexFiles(layout: Layout): void {
  for (const path of listIndexPaths(layout)) {
    if (path === indexFolder(layout)) rmSync(path, { recursive: true, force: true });
    else removeFile(path);
  }
}

function removeFile(path: string): void {
  // A folder with that name is none of ours.
  if (lstatIfPresent(path)?.isDirectory() === false) rmSync(path, { force: true });
}
