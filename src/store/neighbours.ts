/** Other registries that share the output of this one. */
import { basename, dirname } from 'node:path';
import type { Layout } from './layout.js';
import type { FoundName } from './survey.js';
import { listFolder } from './survey.js';

/**
 * The files of other registries of an output, by the folders of their generations.
 *
 * @param names - in the root of the output
 */
export function otherRegistries(names: readonly FoundName[], layout: Layout): string[] {
  const ours = dirname(layout.registry) === layout.root ? basename(layout.generations) : '';
  return names.flatMap(({ name, kind }) => {
    if (kind !== 'folder' || name === ours) return [];
    if (name === '.generations') return 'model_registry.json';
    return /^\.(.+)\.generations$/.exec(name)?.[1] ?? [];
  });
}

/** Whether what this registry no longer needs may be what another one of the output needs. */
export async function sharesOutput(layout: Layout): Promise<boolean> {
  return otherRegistries(await listFolder(layout.root), layout).length > 0;
}
