/** Files of the user that are looked at, and never changed: how large they are, and what is in them. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { RegistryError, errorCode } from '../domain/errors.js';

/** What is known of a file's bytes. */
export interface FileFacts {
  /** Bare lower-case SHA-256. */
  readonly hash: string;
  readonly size_bytes: number;
}

const CHUNK = 1 << 20;

// Opening a FIFO must not wait for a writer. Windows has no such flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENXIO: 'it is not a regular file',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * Measures and hashes a file of any size, a piece at a time. A symbolic link is followed.
 *
 * @param path - absolute
 * @param shown - as the user wrote it
 * @param signal - ends the reading between two pieces; its reason is thrown then
 * @returns undefined where nothing is there
 * @throws RegistryError `value-refused` for a folder, a FIFO and what may not be read
 */
export async function measureFile(
  path: string,
  shown: string,
  signal?: AbortSignal,
): Promise<FileFacts | undefined> {
  return reading(path, shown, async (file) => {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of chunksOf(file)) {
      signal?.throwIfAborted();
      hash.update(chunk);
      size += chunk.length;
    }
    return { hash: hash.digest('hex'), size_bytes: size };
  });
}

/**
 * The bytes of a file, unless it has more than a limit. A symbolic link is followed.
 *
 * @param path - absolute
 * @param shown - as the user wrote it
 * @returns undefined where nothing is there
 * @throws RegistryError `value-refused` for a folder, a FIFO, what may not be read, and a file that
 *   is too large
 */
export async function readUpTo(
  path: string,
  shown: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  return reading(path, shown, async (file) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunksOf(file)) {
      size += chunk.length;
      if (size > maxBytes) throw describeTooLarge(shown, maxBytes);
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  });
}

async function reading<T>(
  path: string,
  shown: string,
  read: (file: FileHandle) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, SAFE_READ);
    const found = await file.stat();
    if (found.isDirectory()) throw describeUnreadable(shown, 'it is a folder');
    if (!found.isFile()) throw describeUnreadable(shown, 'it is not a regular file');
    return await read(file);
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

/** A piece is good until the next one is asked for. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function describeUnreadable(shown: string, reason: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'value-refused',
    `${shown} cannot be read: ${reason}`,
    'Name a regular file that you may read.',
    { cause },
  );
}

function describeTooLarge(shown: string, maxBytes: number): RegistryError {
  return new RegistryError(
    'value-refused',
    `${shown} has more than ${maxBytes} bytes`,
    'Name a smaller file, or raise max_registry_size (in MB) in the settings where it is a registry.',
  );
}
