/** What waits to be written of a model, in little space: its bytes and its metadata say the same twice. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AcceptedModel, ModelContents, PackedContents } from '../domain/model.js';

/** Packs what the files of a model are to hold, the fast way: it is unpacked soon. */
export function packContents({ bytes, text }: ModelContents): PackedContents {
  const packed = deflateRawSync(Buffer.concat([bytes, Buffer.from(text)]), { level: 1 });
  // In a buffer of its own: what zlib answers is a part of a larger one.
  return { packed: new Uint8Array(packed) };
}

/** What the files of a model are to hold, unpacked where it is packed. */
export function contentsOf({
  contents,
  sizeBytes,
}: Pick<AcceptedModel, 'contents' | 'sizeBytes'>): ModelContents {
  if (!('packed' in contents)) return contents;
  const both = inflateRawSync(contents.packed);
  return { bytes: both.subarray(0, sizeBytes), text: both.toString('utf8', sizeBytes) };
}
