/** Files of any size, of which single places are read. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** An open file. */
export interface ByteFile {
  /** In bytes, when it was opened. */
  readonly size: number;
  /** Returns bytes, which hold until the next ones are read; fewer if the file ends before. @throws the system's error */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** Whether it has changed since it was opened. */
  readonly hasChanged: () => boolean;
  readonly close: () => void;
}

// Opening a pipe must not wait for a writer. Windows has no such flag.
const SAFE_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a file; undefined if it is not a regular one. @throws the system's error */
export function openByteFile(path: string): ByteFile | undefined {
  const file = openSync(path, SAFE_READ);
  const before = fstatSync(file);
  if (!before.isFile()) {
    closeSync(file);
    return undefined;
  }
  return {
    size: before.size,
    read: (offset, length) => readFully(file, offset, length),
    hasChanged: () => !isSame(before, fstatSync(file)),
    close: () => closeSync(file),
  };
}

/** Memory for all files one after the other: that of thousands would be given back late. */
let scratch = new Uint8Array();

function readFully(file: number, offset: number, length: number): Uint8Array {
  if (scratch.length < length) scratch = new Uint8Array(length);
  const bytes = scratch.subarray(0, length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

function isSame(one: Stats, other: Stats): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ino === other.ino;
}
