/** `model_registry.json.bak`: the registry before the present one. */
import { linkSync, renameSync } from 'node:fs';
import type { Expected } from './quarantine.js';
import { describeUnwritable, withErrorPath, writeTemporary } from '../../files/atomic.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { createTemporaryPath } from '../../files/temporary.js';

/**
 * The registry before, under a name of its own. Mostly it is what is in view: then that file gets a
 * second name, and is the backup alone when the new one has taken its place.
 *
 * @param temporaries - gets the names that are to be removed in the end
 * @returns puts it in its place; what was in view may not be it any more
 */
export function prepareBackup(
  layout: Layout,
  { backup, expected }: { readonly backup: Buffer | undefined; readonly expected: Expected },
  temporaries: string[],
): (isInView: boolean) => void {
  if (backup === undefined) return () => {};
  const path = layout.backup;
  refuseFolder(path);
  const keep = (temporary: string): string => {
    temporaries.push(temporary);
    return temporary;
  };
  const copy = (): string =>
    keep(withErrorPath(path, () => writeTemporary(path, backup, { durable: false })));
  const link = backup === expected.bytes ? linkInView(layout) : undefined;
  const prepared = link === undefined ? copy() : keep(link);
  return (isInView) => {
    const whole = link === undefined || isInView ? prepared : copy();
    withErrorPath(path, () => renameSync(whole, path));
  };
}

/** Undefined where there are no links, or the file is another user's. */
function linkInView(layout: Layout): string | undefined {
  const temporary = createTemporaryPath(layout.backup);
  try {
    linkSync(layout.registry, temporary);
    return temporary;
  } catch {
    return undefined;
  }
}

/** A folder in the place of a file would be met only after the commit. */
function refuseFolder(path: string): void {
  if (lstatIfPresent(path)?.isDirectory() !== true) return;
  throw describeUnwritable(path, Object.assign(new Error('a folder'), { code: 'EISDIR' }));
}
