/** Looks for stored files, without opening them. */
import { findLinkedFolder } from '../../files/door.js';
import { lookAt } from '../../files/look.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { getMetadataPath, isOfModel, resolveBelow, type Layout } from './layout.js';

/** Returns the size of a regular file below the root, in bytes; undefined if there is none. */
export function getSize(layout: Layout, path: string): number | undefined {
  if (!isOfModel(layout.root, path)) return undefined;
  const found = lstatIfPresent(resolveBelow(layout.root, path));
  return found?.isFile() === true ? found.size : undefined;
}

/** Returns the absolute path of an archive that is a plain file of the output; undefined if it is none. */
export function locateArchive(layout: Layout, source: string): string | undefined {
  if (getSize(layout, source) === undefined) return undefined;
  const path = resolveBelow(layout.root, source);
  return findLinkedFolder(layout.base, path) === undefined ? path : undefined;
}

/** Whether a path below the step's output exists. */
export function pathExists(layout: Layout, path: string): boolean {
  return (
    isOfModel(layout.root, path) && lstatIfPresent(resolveBelow(layout.root, path)) !== undefined
  );
}

/** How the metadata of a model looks; undefined if there is none, or the system does not let us look. */
export function lookAtMetadata({ root }: Layout, id: string): string | undefined {
  const path = getMetadataPath(id);
  return isOfModel(root, path) ? lookAt(resolveBelow(root, path))?.look : undefined;
}
