/** Finds what git has of a model without its registry. */
import { isFolderName } from '../../../domain/archive-names.js';
import { own } from '../../../domain/json.js';
import type { Entry } from '../../../domain/model.js';
import { pathExists } from '../find.js';
import { isFolderInGit } from '../git-clone.js';
import type { FoundName } from '../inspect-output.js';
import { getMetadataPath } from '../layout.js';
import type { FileInspection } from './step.js';

/**
 * Whether git has all of a model that the registry never had: the registry was not committed with it, or a
 * merge took it from a side without the model. No run is about to register it.
 */
export async function isHalfCommitted(
  { name, path, kind }: Pick<FoundName, 'name' | 'kind'> & { readonly path: string },
  { layout, loaded }: FileInspection,
): Promise<boolean> {
  const isModel = kind === 'folder' && path === name && isFolderName(name);
  if (!isModel || !pathExists(layout, getMetadataPath(name))) return false;
  const { models = new Map<string, Entry>(), purged = {} } = loaded?.state ?? {};
  const isKnown = own(purged, name) !== undefined || models.has(name);
  const isFormer = [...models.values()].some((it) => it.former_ids?.includes(name) === true);
  return !isKnown && !isFormer && isFolderInGit(layout, name);
}
