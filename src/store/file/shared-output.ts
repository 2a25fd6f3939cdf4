/** Other registries that share the output of this one. */
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import type { Layout } from './layout.js';
import type { FoundName } from './inspect-output.js';
import { listFolder } from './inspect-output.js';

/**
 * The files of other registries of an output, by the folders of their generations.
 *
 * @param names - in the root of the output
 */
export function otherRegistries(names: readonly FoundName[], layout: Layout): string[] {
  const ours = isInside(layout) ? basename(layout.generations) : markName(layout);
  return names.flatMap(({ name, kind }) => {
    if (kind !== 'folder' || name === ours) return [];
    if (name === '.generations') return 'model_registry.json';
    return /^\.(.+)\.generations$/.exec(name)?.[1] ?? [];
  });
}

/** A registry that stands elsewhere leaves its mark in the output that it uses. */
export function markOutput(layout: Layout): void {
  if (!isInside(layout)) mkdirSync(join(layout.root, markName(layout)), { recursive: true });
}

function isInside({ registry, root }: Layout): boolean {
  return dirname(registry) === root;
}

export function markName({ registry }: Layout): string {
  return `.${basename(registry)}-${sha256(Buffer.from(registry)).slice(0, 8)}.generations`;
}

/** Whether what this registry no longer needs may be what another one of the output needs. */
export async function sharesOutput(layout: Layout): Promise<boolean> {
  return otherRegistries(await listFolder(layout.root), layout).length > 0;
}
