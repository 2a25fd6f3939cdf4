import { join } from 'node:path';
import type { VersionEntry } from '../../../domain/model.js';
import type { ReplacedArchive } from '../../port.js';
import { writeArchive } from '../archives.js';
import { hasName } from '../metadata.js';
import type { Output } from '../output.js';
import { writePacked } from '../packed-archives.js';
import { moveAside } from '../quarantine.js';

/**
 * Writes the bytes of a version again, on the disk. What stands in their place is kept beside it.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function replaceArchive(
  { layout, env }: Output,
  { source, archived_at }: VersionEntry & { readonly source: string },
  bytes: Uint8Array,
): Promise<ReplacedArchive> {
  const said: string[] = [];
  const target = join(layout.root, source);
  if (hasName(layout, source)) {
    const aside = moveAside(target, target, env.now());
    const kept = aside.slice(layout.root.length + 1);
    said.push(`What stood in ${source} is kept beside it, as ${kept}.`);
  }
  const placed =
    archived_at === undefined
      ? await writeArchive(layout, { path: source, data: bytes }, { durable: true })
      : await writePacked(layout, source, bytes);
  return { source: placed, actions: said };
}
