import { join } from 'node:path';
import type { VersionEntry } from '../../../domain/model.js';
import type { ReplacedArchive } from '../../port.js';
import { writeArchive } from '../archives.js';
import { pathExists } from '../metadata.js';
import type { Output } from '../output.js';
import { writePacked } from '../packed-archives.js';
import { moveToQuarantine } from '../quarantine.js';

/**
 * Durably writes the bytes of a version again. A file that they replace is quarantined next to it.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function replaceArchive(
  { layout, env }: Output,
  { source, archived_at }: VersionEntry & { readonly source: string },
  bytes: Uint8Array,
): Promise<ReplacedArchive> {
  const actions: string[] = [];
  const target = join(layout.root, source);
  if (pathExists(layout, source)) {
    const quarantined = moveToQuarantine(target, target, env.now());
    const kept = quarantined.slice(layout.root.length + 1);
    actions.push(`The previous ${source} is kept next to it as ${kept}.`);
  }
  const placed =
    archived_at === undefined
      ? await writeArchive(layout, { path: source, data: bytes }, { durable: true })
      : await writePacked(layout, source, bytes);
  return { source: placed, actions };
}
