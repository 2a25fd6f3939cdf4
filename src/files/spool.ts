/**
 * Holds the future content of the files of thousands of models until it is written: an unnamed
 * temporary file, which saves memory and leaves nothing behind, however the run ends.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegistryError, errorCode } from '../domain/errors.js';
import type { AcceptedModel, ModelContents, SpooledContents } from '../domain/assessment.js';

/** An open spool: plain data that the threads of a run share. */
export interface Spool {
  readonly file: number;
  /** The number of bytes in use; a single number. */
  readonly taken: BigInt64Array;
}

/** The spool of a run, which is opened on first use. */
export interface LazySpool {
  /** @throws RegistryError `output-unwritable` */
  readonly open: () => Spool;
  readonly close: () => void;
}

export function createLazySpool(): LazySpool {
  let spool: Spool | undefined;
  return {
    open: () => (spool ??= openSpool()),
    close: () => {
      if (spool !== undefined) closeSync(spool.file);
    },
  };
}

function openSpool(): Spool {
  const taken = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  return withErrorFolder(() => {
    const folder = mkdtempSync(join(tmpdir(), 'gnn-registry-'));
    try {
      return { file: openSync(join(folder, 'spool'), 'wx+', 0o600), taken };
    } finally {
      // The file exists as long as it is open.
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

let scratch = Buffer.allocUnsafeSlow(0);

/** Moves the content of a model's files to the spool. @throws RegistryError `output-unwritable` */
export function spoolContents(spool: Spool, { bytes, text }: ModelContents): SpooledContents {
  const maxSize = bytes.length + text.length * 3;
  if (scratch.length < maxSize) scratch = Buffer.allocUnsafeSlow(maxSize);
  scratch.set(bytes);
  const size = bytes.length + scratch.write(text, bytes.length);
  const at = Number(Atomics.add(spool.taken, 0, BigInt(size)));
  withErrorFolder(() => {
    for (let done = 0; done < size;) {
      done += writeSync(spool.file, scratch, done, size - done, at + done);
    }
  });
  return { file: spool.file, at, size };
}

/** Returns the content of a model's files, from memory or from the spool. */
export function readContents({
  contents,
  sizeBytes,
}: Pick<AcceptedModel, 'contents' | 'sizeBytes'>): ModelContents {
  if (!('file' in contents)) return contents;
  const { file, at, size } = contents;
  const both = Buffer.allocUnsafeSlow(size);
  for (let done = 0; done < size;) {
    const count = readSync(file, both, done, size - done, at + done);
    if (count === 0) throw new Error(`the spool ends at ${at + done}`);
    done += count;
  }
  return { bytes: both.subarray(0, sizeBytes), text: both.toString('utf8', sizeBytes) };
}

function withErrorFolder<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new RegistryError(
      'output-unwritable',
      `The folder for temporary files, ${tmpdir()}, cannot be written (${errorCode(error) ?? String(error)}).`,
      'Free some space there, or set the environment variable TMPDIR to another folder.',
      { cause: error },
    );
  }
}
