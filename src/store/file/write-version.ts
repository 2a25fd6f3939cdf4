/** A new version → its files, below the output. */
import type { NewVersion } from '../port.js';
import { makeModelFolder, writeArchive, writeArtifact } from './archives.js';
import type { Layout } from './layout.js';
import { metadataPath } from './layout.js';

/** What of a version is written, and how. */
interface VersionWriting {
  /** Its bytes are to stand in an archive of their own. */
  readonly withArchive: boolean;
  readonly withMetadata: boolean;
  /** The archive must be on the disk when it is done. */
  readonly durable: boolean;
}

/**
 * Writes the files of one new version.
 *
 * @returns where its bytes stand now: elsewhere than was planned, if others have that name
 * @throws RegistryError `output-unwritable`
 */
export async function writeVersion(
  layout: Layout,
  { entry: { model_id: id }, archive, contents }: NewVersion,
  { withArchive, withMetadata, durable }: VersionWriting,
): Promise<string> {
  const { bytes, metadata } = contents();
  // Where it is to be durable, the names of the folders have to be on the disk, too.
  const isNew = withArchive && !durable && (await makeModelFolder(layout, id));
  const placed = withArchive
    ? await writeArchive(layout, { path: archive, data: bytes }, { durable, isNew })
    : archive;
  if (withMetadata) {
    await writeArtifact(layout, { path: metadataPath(id), data: metadata() }, { isNew });
  }
  return placed;
}
