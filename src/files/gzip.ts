/**
 * Packs and unpacks archived bytes; the only user of zlib, which is loaded when it is used: that takes as
 * long as reading a small registry.
 */
import { errorCode } from '../domain/errors.js';
import { isPackedPath } from '../domain/packed.js';
import { getBuiltinModule } from '../process-globals.js';

const MAGIC = [0x1f, 0x8b];
/** The header byte that names the operating system; 255 means unknown, so that all systems write the same. */
const SYSTEM_BYTE = 9;

/** Packs bytes. The result is the same on every system with the same zlib. */
export function packBytes(bytes: Uint8Array): Buffer {
  const packed = getBuiltinModule('node:zlib').gzipSync(bytes, { level: 9 });
  packed[SYSTEM_BYTE] = 255;
  return packed;
}

/**
 * Unpacks the bytes of an archive if its path and first bytes show that it is packed; no spec starts with
 * those, since they are not valid UTF-8. Bytes that cannot be unpacked are returned as they are, and fail
 * the hash check.
 *
 * @param maxBytes - how much they may unpack to
 */
export function unpackBytes(path: string, bytes: Buffer, maxBytes: number): Buffer | 'too large' {
  if (!isPackedPath(path) || !MAGIC.every((byte, at) => bytes[at] === byte)) return bytes;
  try {
    return getBuiltinModule('node:zlib').gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    return errorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : bytes;
  }
}
