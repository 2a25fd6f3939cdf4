/** Writes `model_registry.json.bak`: the previous registry. */
import { lutimesSync } from 'node:fs';
import type { FileBytes } from '../../domain/file-bytes.js';
import type { Expected } from './quarantine.js';
import {
  describeUnwritable,
  hasSameFile,
  linkFile,
  renameFile,
  withErrorPath,
  writeTemporary,
} from '../../files/atomic.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { createTemporaryPath } from '../../files/temporary.js';

/**
 * Prepares the backup under a temporary name. Usually the previous registry is the published file, which
 * then gets a second name by a link and becomes the backup once the new one replaces it.
 *
 * @param temporaries - receives the names to remove in the end
 * @returns moves the backup into place; its argument tells whether the published file is still the
 *   expected one
 */
export function prepareBackup(
  layout: Layout,
  { backup, expected }: { readonly backup: FileBytes | undefined; readonly expected: Expected },
  temporaries: string[],
): (isInView: boolean) => void {
  if (backup === undefined) return () => {};
  const path = layout.backup;
  refuseFolder(path);
  const register = (temporary: string): string => {
    temporaries.push(temporary);
    return temporary;
  };
  const copy = (): string =>
    register(withErrorPath(path, () => writeTemporary(path, backup, { durable: false })));
  const link = backup === expected.bytes ? linkPublished(layout) : undefined;
  const prepared = link === undefined ? copy() : register(link);
  return (isInView) => {
    const source = link === undefined || isInView ? prepared : copy();
    withErrorPath(path, () => renameFile(source, path, () => hasSameFile(path, backup)));
  };
}

/**
 * Links the published file, which gets the present time: an old file under a temporary name would look like
 * one that a killed process left. Undefined if links are unsupported, the file belongs to another user or has
 * another name already, which may be anywhere, or the backup is to keep permissions of its own.
 */
function linkPublished({ registry, backup }: Layout): string | undefined {
  const temporary = createTemporaryPath(backup);
  try {
    const [one, other] = [lstatIfPresent(registry), lstatIfPresent(backup)];
    if (other !== undefined && (one?.mode !== other.mode || one.gid !== other.gid))
      return undefined;
    if (one?.nlink !== 1) return undefined;
    const now = new Date();
    lutimesSync(registry, now, now);
    return linkFile(registry, temporary) ? temporary : undefined;
  } catch {
    return undefined;
  }
}

/** Refuses a folder in place of the backup, which would otherwise only fail after the commit. */
function refuseFolder(path: string): void {
  if (lstatIfPresent(path)?.isDirectory() !== true) return;
  throw describeUnwritable(path, Object.assign(new Error('a folder'), { code: 'EISDIR' }));
}
