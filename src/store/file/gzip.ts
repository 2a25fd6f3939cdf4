/** Archived bytes, packed and unpacked: the only user of zlib. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { isPackedPath } from '../../domain/packed.js';

/** No spec is larger: `max_file_size` ends there. */
const LARGEST = 2 ** 30;
const MAGIC = [0x1f, 0x8b];
/** The byte of the head that names the system; 255 for none, so that all write the same. */
const SYSTEM = 9;

/** Packs bytes; the same bytes become the same wherever they are packed with the same zlib. */
export function packBytes(bytes: Uint8Array): Buffer {
  const packed = gzipSync(bytes, { level: 9 });
  packed[SYSTEM] = 255;
  return packed;
}

/**
 * The bytes of an archive: unpacked where its path and its first bytes say that it is packed. No
 * spec starts so, for that is no UTF-8. What cannot be unpacked comes back as it is: its hash tells.
 */
export function unpackBytes(path: string, bytes: Buffer): Buffer {
  if (!isPackedPath(path) || !MAGIC.every((byte, at) => bytes[at] === byte)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    return bytes;
  }
}
