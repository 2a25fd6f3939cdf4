/** Writes the files of a new version below the output. */
import type { NewVersion } from '../port.js';
import { createModelFolder, writeArchive, writeArtifact } from './archives.js';
import type { Layout } from './layout.js';
import { getMetadataPath } from './layout.js';

/** Which files of a version to write, and how. */
interface WriteVersionOptions {
  /** Write its bytes to an archive. */
  readonly withArchive: boolean;
  readonly withMetadata: boolean;
  /** Make the archive durable. */
  readonly durable: boolean;
}

/**
 * Writes the files of one new version.
 *
 * @returns the path of its archive, which differs from the planned one if that name was taken
 * @throws RegistryError `output-unwritable`
 */
export async function writeVersion(
  layout: Layout,
  { entry: { model_id: id }, archive, contents }: NewVersion,
  { withArchive, withMetadata, durable }: WriteVersionOptions,
): Promise<string> {
  const { bytes, metadata } = contents();
  // The shortcut for new folders does not sync them, which durable writes require.
  const isNew = withArchive && !durable && (await createModelFolder(layout, id));
  const placed = withArchive
    ? await writeArchive(layout, { path: archive, data: bytes }, { durable, isNew })
    : archive;
  if (withMetadata) {
    await writeArtifact(layout, { path: getMetadataPath(id), data: metadata() }, { isNew });
  }
  return placed;
}
