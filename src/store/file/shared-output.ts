/** Finds other registries that share the output of this one. */
import { basename, join } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import { createFolder } from '../../files/atomic.js';
import type { Layout } from './layout.js';
import type { FoundName } from './inspect-output.js';

/**
 * Finds the file names of other registries in an output, by the folders of their generations.
 *
 * @param names - the names in the root of the output
 */
export function findOtherRegistries(names: readonly FoundName[], layout: Layout): string[] {
  const ours = layout.isInOutput ? basename(layout.generations) : getMarkName(layout);
  return names.flatMap(({ name, kind }) => {
    if (kind !== 'folder' || name === ours) return [];
    if (name === '.generations') return 'model_registry.json';
    return /^\.(.+)\.generations$/.exec(name)?.[1] ?? [];
  });
}

/** Marks the output as used by this registry, if the registry file is elsewhere. */
export function markOutput(layout: Layout): void {
  if (!layout.isInOutput) createFolder(join(layout.root, getMarkName(layout)));
}

/** Creates the folders of the output: what a person named with the usual permissions, ours with its. */
export function createOutput({ base, root }: Layout): void {
  createFolder(base, true);
  createFolder(root);
}

export function getMarkName({ registry }: Layout): string {
  return `.${basename(registry)}-${sha256(Buffer.from(registry)).slice(0, 8)}.generations`;
}
