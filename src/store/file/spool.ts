/**
 * What the files of thousands of models are to hold, while it waits to be written: a temporary file
 * without a name, so that it takes no memory and nothing of it stays behind, however the run ends.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { AcceptedModel, ModelContents, SpooledContents } from '../../domain/assessment.js';

/** A spool that is open: plain data, which the threads of a run share. */
export interface Spool {
  readonly file: number;
  /** How many bytes of it are taken; one number. */
  readonly taken: BigInt64Array;
}

/** The spool of a run, which is opened when it is first asked for. */
export interface LateSpool {
  /** @throws RegistryError `output-unwritable` */
  readonly open: () => Spool;
  readonly close: () => void;
}

export function lateSpool(): LateSpool {
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
  return namingFolder(() => {
    const folder = mkdtempSync(join(tmpdir(), 'gnn-registry-'));
    try {
      return { file: openSync(join(folder, 'spool'), 'wx+', 0o600), taken };
    } finally {
      // The file lives on as long as it is open.
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

let used = Buffer.allocUnsafeSlow(0);

/** Puts into the spool what the files of a model are to hold. @throws RegistryError `output-unwritable` */
export function spoolContents(spool: Spool, { bytes, text }: ModelContents): SpooledContents {
  const most = bytes.length + text.length * 3;
  if (used.length < most) used = Buffer.allocUnsafeSlow(most);
  used.set(bytes);
  const size = bytes.length + used.write(text, bytes.length);
  const at = Number(Atomics.add(spool.taken, 0, BigInt(size)));
  namingFolder(() => {
    for (let done = 0; done < size;) {
      done += writeSync(spool.file, used, done, size - done, at + done);
    }
  });
  return { file: spool.file, at, size };
}

/** What the files of a model are to hold, wherever it waits. */
export function contentsOf({
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

function namingFolder<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new RegistryError(
      'output-unwritable',
      `The folder for temporary files ${tmpdir()} cannot be written (${errorCode(error) ?? String(error)}).`,
      'Free some space there, or name another folder in the environment variable TMPDIR.',
      { cause: error },
    );
  }
}
