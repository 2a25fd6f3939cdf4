/** A model that was planned → its files, below the output. */
import { emitMetadata } from '../emit/metadata.js';
import { makeModelFolder, writeArchive, writeArtifact } from '../store/file/archives.js';
import type { Layout } from '../store/file/layout.js';
import { metadataPath } from '../store/file/layout.js';
import { contentsOf } from '../store/file/spool.js';
import type { WrittenModel } from '../version/plan-model.js';

/** What of a model is written, and how. */
export interface ModelWriting {
  /** Its bytes are to stand in an archive of their own. */
  readonly withArchive: boolean;
  readonly withMetadata: boolean;
  /** The archive must be on the disk when it is done. */
  readonly durable: boolean;
}

/**
 * Writes the files of one model.
 *
 * @returns where its bytes stand now: elsewhere than was planned, if others have that name
 * @throws RegistryError `output-unwritable`
 */
export async function writeModel(
  layout: Layout,
  { entry, accepted, diagnostics, archive }: WrittenModel,
  { withArchive, withMetadata, durable }: ModelWriting,
): Promise<string> {
  const { bytes, text } = contentsOf(accepted);
  const { model_id: id } = entry;
  // Where it is to be durable, the names of the folders have to be on the disk, too.
  const isNew = withArchive && !durable && (await makeModelFolder(layout, id));
  const placed = withArchive
    ? await writeArchive(layout, { path: archive, data: bytes }, { durable, isNew })
    : archive;
  if (withMetadata) {
    const { hash, semanticHash } = accepted;
    const data = emitMetadata({ entry, hash, semanticHash, text, diagnostics });
    await writeArtifact(layout, { path: metadataPath(id), data }, { isNew });
  }
  return placed;
}

/** The bytes of a version that is to be written. */
export function bytesOf({ accepted }: WrittenModel): Uint8Array {
  return contentsOf(accepted).bytes;
}
