/** The pictures of models, in their folders. Each says in its first line what it was drawn from. */
import { rmSync } from 'node:fs';
import { withErrorPathAsync, writeIfChanged } from '../../files/atomic.js';
import { lstatIfPresent, unreadableOr } from '../../files/lstat-if-present.js';
import type { ModelPictures } from '../port.js';
import { getPicturePath, resolveOfModel, type Layout } from './layout.js';
import { findStart } from './open-file.js';

/** Opens the pictures of a registry. Does not read or write anything yet. */
export function openPictures(layout: Layout): ModelPictures {
  const pathOf = (id: string): string => resolveOfModel(layout.root, getPicturePath(id));
  return {
    has: (id, key) => {
      const line = Buffer.from(firstLine(key));
      // What cannot be read or trusted is drawn again.
      const found = unreadableOr(() => findStart(layout, pathOf(id), 'indexFile', line.length));
      return found !== undefined && 'bytes' in found && found.bytes.equals(line);
    },
    write: async (id, key, svg) => {
      const path = pathOf(id);
      await withErrorPathAsync(path, () =>
        writeIfChanged(path, firstLine(key) + svg, { durable: false }),
      );
    },
    remove: (id) => {
      // A folder with that name is none of ours.
      if (lstatIfPresent(pathOf(id))?.isDirectory() === false) rmSync(pathOf(id), { force: true });
    },
  };
}

function firstLine(key: string): string {
  return `<!-- Drawn from ${key} -->\n`;
}
