import { RegistryError } from '../../domain/errors.js';
import type { VersionEntry } from '../../domain/model.js';
import { changedIds } from '../../domain/models.js';
import { otherPath } from '../../domain/packed.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, wording } from '../../domain/wording.js';
import type { Changes } from '../port.js';
import { writeArchive, writeArtifact } from './archives.js';
import { getMetadataPath, isBelow, type Layout } from './layout.js';
import { getSize } from './find.js';
import { createNeeds } from './needs.js';
import type { Output } from './output.js';
import { readChecked, writePacked } from './packed-archives.js';

/** A version with archived bytes. */
type StoredVersion = VersionEntry & { readonly source: string };

/**
 * Looks at the files that a committed state refers to and the state before did not, and writes again what
 * is gone: if this run stood still before its commit, another may have removed them, because no state
 * referred to them yet. Call it after the commit, before reporting success.
 *
 * @throws RegistryError `archive-missing` for bytes that are not stored anywhere else, although the change
 *   is committed; `output-unwritable`
 */
export async function writeMissing(
  { state, written }: Pick<Changes, 'state' | 'written'>,
  before: RegistryState,
  { layout, options, env }: Output,
): Promise<void> {
  // A newer state may not need it any more.
  const isNeeded = createNeeds({ layout, env }, state.generation, async () => true);
  const isGone = async (path: string): Promise<boolean> =>
    getSize(layout, path) === undefined && isNeeded(path);
  const again = new Set(written.map(({ entry }) => `${entry.model_id}@${entry.version}`));
  const changed = changedIds(before.models, state.models);
  for (const id of new Set([...changed, ...written.map(({ entry }) => entry.model_id)])) {
    const known = before.models.get(id)?.versions ?? {};
    for (const one of Object.values(state.models.get(id)?.versions ?? {})) {
      const from = known[one.version]?.source;
      const isNew = one.source !== from || again.has(`${id}@${one.version}`);
      if (!isStored(one) || !isNew) continue;
      if (!isBelow(layout.root, one.source) || !(await isGone(one.source))) continue;
      const bytes =
        written.find((it) => it.hash === one.hash)?.contents().bytes ??
        (await readElsewhere(layout, one, from ?? otherPath(one.source), id));
      await writeAgain(layout, one, bytes, id);
    }
  }
  if (!options.settings.extract_metadata) return;
  for (const { entry, contents } of written) {
    const path = getMetadataPath(entry.model_id);
    if (!state.models.has(entry.model_id) || !(await isGone(path))) continue;
    const data = contents().metadata?.();
    if (data !== undefined) await writeArtifact(layout, { path, data });
  }
}

function isStored(version: VersionEntry): version is StoredVersion {
  return version.source !== null;
}

async function readElsewhere(
  layout: Layout,
  one: StoredVersion,
  from: string,
  id: string,
): Promise<Uint8Array> {
  try {
    return await readChecked(layout, {
      from,
      version: one.version,
      to: one.source,
      hash: one.hash ?? '',
    });
  } catch (error) {
    throw describeGone(one, id, error);
  }
}

async function writeAgain(
  layout: Layout,
  one: StoredVersion,
  bytes: Uint8Array,
  id: string,
): Promise<void> {
  const { source: path } = one;
  const placed =
    one.archived_at === undefined
      ? await writeArchive(layout, { path, data: bytes }, { durable: true })
      : await writePacked(layout, path, bytes);
  if (placed !== path) throw describeGone(one, id);
}

function describeGone(
  { source, version }: StoredVersion,
  id: string,
  cause?: unknown,
): RegistryError {
  return new RegistryError(
    'archive-missing',
    `The change is committed, but another process removed ${source}, the archived bytes of version ${version} of ${id}, and they could not be written again.`,
    wording`Restore that file, below the output of the step, from a backup; ${operation('verify')} shows details.`,
    { cause },
  );
}
