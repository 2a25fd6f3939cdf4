/** Reads, measures and hashes files of the user, which are never changed. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { RegistryError, errorCode } from '../domain/errors.js';

/** The size and hash of a file. */
export interface FileMeasure {
  /** Lower-case hexadecimal SHA-256, without a prefix. */
  readonly hash: string;
  readonly size_bytes: number;
}

const CHUNK = 1 << 20;
/** Files of the system say that they have no bytes. */
const SMALLEST = 4096;

// Opening a FIFO must not wait for a writer. Windows has no such flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENXIO: 'it is not a regular file',
  ELOOP: 'its symbolic links form a cycle',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * Measures and hashes a file of any size in chunks. A symbolic link is followed.
 *
 * @param path - absolute
 * @param shown - the path as the user wrote it
 * @param signal - aborts reading between two chunks and throws its reason
 * @returns undefined if the file does not exist
 * @throws RegistryError `value-refused` for a folder, a FIFO or an unreadable file
 */
export async function measureFile(
  path: string,
  shown: string,
  signal?: AbortSignal,
): Promise<FileMeasure | undefined> {
  return withFile(path, shown, async (file, length) => {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of readChunks(file, length)) {
      signal?.throwIfAborted();
      hash.update(chunk);
      size += chunk.length;
    }
    return { hash: hash.digest('hex'), size_bytes: size };
  });
}

/**
 * Reads a file up to a size limit. A symbolic link is followed.
 *
 * @param path - absolute
 * @param shown - the path as the user wrote it
 * @returns undefined if the file does not exist
 * @throws RegistryError `value-refused` for a folder, a FIFO, an unreadable file or one that is too
 *   large
 */
export async function readUpTo(
  path: string,
  shown: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  return withFile(path, shown, async (file, size) => {
    if (size > maxBytes) throw describeTooLarge(shown, maxBytes);
    // It may have grown meanwhile: one byte more shows that.
    let bytes = Buffer.allocUnsafeSlow(size + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) return bytes.subarray(0, length);
      length += bytesRead;
      if (length > maxBytes) throw describeTooLarge(shown, maxBytes);
      if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(CHUNK)]);
    }
  });
}

async function withFile<T>(
  path: string,
  shown: string,
  read: (file: FileHandle, size: number) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, SAFE_READ);
    const found = await file.stat();
    if (found.isDirectory()) throw describeUnreadable(shown, 'it is a folder');
    if (!found.isFile()) throw describeUnreadable(shown, 'it is not a regular file');
    return await read(file, found.size);
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (error instanceof RegistryError || code === 'ABORT_ERR') throw error;
    if (file === undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    if (code === '') throw error;
    throw describeUnreadable(shown, REASONS[code] ?? `the system answered ${code}`, error);
  } finally {
    await file?.close();
  }
}

/** Each chunk is only valid until the next one is requested. @param length - of the file, as it was opened */
async function* readChunks(file: FileHandle, length: number): AsyncGenerator<Uint8Array> {
  // As much for each of many small files would be given back late.
  const size = Math.min(CHUNK, Math.max(length + 1, SMALLEST));
  const buffer = Buffer.allocUnsafe(size);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, size, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function describeUnreadable(shown: string, reason: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'value-refused',
    `${shown} cannot be read: ${reason}`,
    'Name a regular file that you have permission to read.',
    { cause },
  );
}

function describeTooLarge(shown: string, maxBytes: number): RegistryError {
  return new RegistryError(
    'value-refused',
    `${shown} has more than ${maxBytes} bytes`,
    'Name a smaller file or, if it is a registry, raise max_registry_size (in MB) in the settings.',
  );
}
