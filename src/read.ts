/** Reads spec files. A file that cannot be read results in a finding, never in a crash. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { sha256 } from './domain/canonical.js';
import { FILE_START, diagnostic } from './domain/diagnostics.js';
import type { Diagnostic } from './domain/diagnostics.js';
import type { DiagnosticCode } from './domain/catalogue.js';
import { errorCode, isMissing } from './domain/errors.js';
import { withKnownLineEnds, type Hashed } from './domain/line-ends.js';
import type { Source, SourcePath } from './domain/spec.js';
import { takeTurn } from './yield-to-event-loop.js';

// Without O_NONBLOCK, opening a FIFO blocks until a writer appears; without O_NOFOLLOW, a link that
// was created after the listing could lead out of the target folder. Windows has neither flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it no longer exists',
  ENOTDIR: 'it no longer exists',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ELOOP: 'it is a symbolic link',
  ENXIO: 'it is not a regular file',
  EISDIR: 'it is not a regular file',
};

/**
 * Reads a spec file and hashes its bytes. Never rejects because of the file.
 *
 * @param path - the file, as returned by `discoverSpecs`
 * @param limitBytes - the largest size that is read, in bytes
 * @returns the source, with the line ends of what is registered of it, or a finding: GNN-E011 if the file exceeds the limit, GNN-E012 if it is not a
 *   regular file, no longer exists, or may not be read
 */
export async function readSource(
  path: SourcePath,
  limitBytes: number,
): Promise<Source | Diagnostic> {
  return readFile(path, limitBytes, allocate, (bytes) => ({ ...path, ...hashKnown(bytes, path) }));
}

/**
 * Hashes a spec file like `readSource`.
 *
 * @returns null if `readSource` would return a finding
 */
export async function hashSource(path: SourcePath, limitBytes: number): Promise<string | null> {
  const found = await readFile(path, limitBytes, reuse, (bytes) => hashKnown(bytes, path).hash);
  return typeof found === 'string' ? found : null;
}

function hashKnown(bytes: Uint8Array, { known = [] }: SourcePath): Hashed {
  const found = known.length === 0 ? undefined : withKnownLineEnds(bytes, known);
  return found ?? { bytes, hash: sha256(bytes) };
}

type Allocate = (size: number) => Buffer;

function allocate(size: number): Buffer {
  return Buffer.allocUnsafeSlow(size);
}

let sharedBuffer: Buffer | undefined;

/** Returns memory that is only valid until the next turn; it spares the GC thousands of buffers. */
function reuse(size: number): Buffer {
  if (size > SHARED_SIZE) return allocate(size);
  sharedBuffer ??= allocate(SHARED_SIZE);
  return sharedBuffer;
}

const SHARED_SIZE = 65_536;

/** @param use - computes the result from the bytes, before any other file is read */
async function readFile<Found>(
  path: SourcePath,
  limitBytes: number,
  makeBuffer: Allocate,
  use: (bytes: Uint8Array) => Found,
): Promise<Found | Diagnostic> {
  if (path.given !== undefined) {
    const { given } = path;
    return given.length > limitBytes ? refuseSize(`${given.length}`, limitBytes) : use(given);
  }
  // Synchronous calls read 10,000 specs in 0.15 s; the thread pool takes 1 s.
  await takeTurn();
  try {
    const file = openSync(path.resolvedPath, SAFE_READ);
    try {
      const bytes = readOpened(file, limitBytes, makeBuffer);
      return 'code' in bytes ? bytes : use(bytes);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return refuse('GNN-E012', describeFailure(error, path));
  }
}

function readOpened(
  file: number,
  limitBytes: number,
  makeBuffer: Allocate,
): Uint8Array | Diagnostic {
  const found = fstatSync(file);
  if (!found.isFile()) {
    return refuse('GNN-E012', 'the file cannot be read: it is not a regular file');
  }
  const { size } = found;
  const bytes = size > limitBytes ? undefined : readBytes(file, size, limitBytes, makeBuffer);
  if (bytes !== undefined) return bytes;
  const amount = size > limitBytes ? `${size}` : `more than ${limitBytes}`;
  return refuseSize(amount, limitBytes);
}

function refuseSize(amount: string, limitBytes: number): Diagnostic {
  return refuse('GNN-E011', `the file has ${amount} bytes; the limit is ${limitBytes} bytes`);
}

/** Reads up to the actual end, since a file may grow meanwhile. Undefined if it exceeds the limit. */
function readBytes(
  file: number,
  expected: number,
  limitBytes: number,
  makeBuffer: Allocate,
): Uint8Array | undefined {
  // One extra byte reveals whether the file has grown, without a second buffer.
  let buffer = makeBuffer(expected + 1);
  let length = 0;
  for (;;) {
    const bytesRead = readSync(file, buffer, length, buffer.length - length, null);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
    if (length > limitBytes) return undefined;
    // The size when it was opened; reading on would cost another call for each of many files.
    if (length === expected) return buffer.subarray(0, length);
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 2, limitBytes + 1));
      buffer.copy(larger);
      buffer = larger;
    }
  }
}

function describeFailure(error: unknown, path: SourcePath): string {
  const code = errorCode(error) ?? String(error);
  // Node decodes names that are not UTF-8 lossily, so such a file cannot be opened by its name.
  const reason =
    code === 'ENOENT' && path.resolvedPath.includes('\u{FFFD}')
      ? 'it no longer exists, or its name is not UTF-8'
      : (REASONS[code] ?? `the system reported ${code}`);
  return `the file cannot be read: ${reason}`;
}

function refuse(code: DiagnosticCode, message: string): Diagnostic {
  return diagnostic(code, FILE_START, message);
}

/**
 * Decodes a file's bytes, without a leading byte order mark.
 *
 * @returns undefined if the bytes are not strict UTF-8 or contain a NUL, which text never does
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes) || bytes.includes(0)) return undefined;
  return new TextDecoder('utf-8').decode(bytes);
}

/**
 * Whether a path is a regular file.
 *
 * A file only counts as gone if it is known to be gone: if the system denies access, the result is
 * true, so that no other file replaces a model whose folder is temporarily inaccessible.
 */
export function fileExists(resolvedPath: string): boolean {
  try {
    return lstatSync(resolvedPath).isFile();
  } catch (error) {
    return !saysNothingIsThere(error);
  }
}

/** Whether nothing at all has a path, as far as the system lets us know. */
export function isNothing(resolvedPath: string): boolean {
  try {
    lstatSync(resolvedPath);
    return false;
  } catch (error) {
    return saysNothingIsThere(error);
  }
}

/** Whether a path is a folder, or a link to one. */
export function isFolder(resolvedPath: string): boolean {
  try {
    return statSync(resolvedPath).isDirectory();
  } catch {
    return false;
  }
}

function saysNothingIsThere(error: unknown): boolean {
  return isMissing(error) || ['ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '');
}
