/** Versions that something is about to rely on: their bytes must be there. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { markUnpacked } from '../../domain/packed.js';
import { operation, wording } from '../../domain/wording.js';
import type { Referred } from '../../version/reference.js';
import type { Done } from '../operation.js';

/**
 * Returns a version that is to be tagged, aliased or bound, unpacked if it was packed.
 *
 * @throws RegistryError `archive-missing` if its bytes were deleted
 */
export function toUsable(found: Referred): VersionEntry {
  assertNotDeleted(found);
  return found.version.archived_at === undefined ? found.version : markUnpacked(found.version);
}

/** Returns a notice for each version that was unpacked because something relies on it now. */
export function tellUnpacked({ unpacked = [] }: Pick<Done<unknown>, 'unpacked'>): string[] {
  return unpacked.map((name) => `${name} was packed and is unpacked now`);
}

/** Refuses a version whose bytes were deleted. @throws RegistryError `archive-missing` */
export function assertNotDeleted({ entry, version }: Referred): void {
  if (version.deleted_at !== undefined) throw describeMissingBytes(entry, version);
}

/** Returns the error for a version without archived bytes. */
export function describeMissingBytes(
  { model_id: id }: Entry,
  version: VersionEntry,
): RegistryError {
  const why =
    version.deleted_at === undefined
      ? 'another program registered it, and its bytes were not kept'
      : `its bytes were deleted on ${version.deleted_at.slice(0, 10)}`;
  return new RegistryError(
    'archive-missing',
    `${id}@${version.version} has no archived bytes: ${why}`,
    version.deleted_at !== undefined && version.source !== null
      ? wording`${operation('restore', `${id}@${version.version}`)} brings it back until ${operation('gc')} removes its bytes.`
      : wording`${operation('versions', id)} lists its versions.`,
  );
}
