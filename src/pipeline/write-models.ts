/** Models that were planned → the files of each, below the output. Also the work of a thread. */
import type { AcceptedModel } from '../domain/model.js';
import type { MetadataInput } from '../emit/metadata.js';
import { emitMetadata } from '../emit/metadata.js';
import { makeModelFolder, writeArchive, writeArtifact } from '../store/archives.js';
import type { Layout } from '../store/layout.js';
import { metadataPath } from '../store/layout.js';
import { contentsOf } from '../store/spool.js';
import type { WrittenModel } from '../version/plan-model.js';

/** What is written of one model: plain data, which a thread can be handed. */
export interface ModelFiles extends Pick<AcceptedModel, 'contents' | 'sizeBytes'> {
  readonly id: string;
  /** Where the bytes of its version are to be, below the root; null where they stand elsewhere. */
  readonly archive: string | null;
  /** Null where no metadata is kept. */
  readonly metadata: Omit<MetadataInput, 'text'> | null;
}

/** The bytes of a version that is to be written. */
export function bytesOf({ accepted }: WrittenModel): Uint8Array {
  return contentsOf(accepted).bytes;
}

/** Where and how models are written. */
export interface ModelWriting {
  readonly root: Layout['root'];
  /** The archives must be on the disk when it is done. */
  readonly durable: boolean;
}

/**
 * Writes the files of one model.
 *
 * @returns where its bytes came to stand: not where it was planned, if others have that name
 * @throws RegistryError `output-unwritable`
 */
export async function writeModel(
  { id, archive, metadata, ...waiting }: ModelFiles,
  { root, durable }: ModelWriting,
): Promise<string | null> {
  const { bytes, text } = contentsOf(waiting);
  // Their names have to be on the disk, too, where it is to be durable.
  const isNew = archive !== null && !durable && (await makeModelFolder({ root }, id));
  const placed =
    archive === null
      ? null
      : await writeArchive({ root }, { path: archive, data: bytes }, { durable, isNew });
  if (metadata !== null) {
    const file = { path: metadataPath(id), data: emitMetadata({ ...metadata, text }) };
    await writeArtifact({ root }, file, { isNew });
  }
  return placed;
}
