/** The thread that reads parts of a large batch: it receives paths and returns plain results. */
import { parentPort } from 'node:worker_threads';
import { RegistryError, type ErrorWording, type RegistryErrorCode } from '../domain/errors.js';
import type { Source, SourcePath } from '../domain/spec.js';
import type { Spool } from '../files/spool.js';
import { assessSource } from './parse.js';
import { readSpec, spoolSpec, type Reading, type ReadSpec } from './read-specs.js';

/** A part of a batch. */
export interface ReadJob {
  readonly paths: readonly SourcePath[];
  readonly reading: Reading;
  readonly spool: Spool;
}

/** A file that was read, with its timing. */
export interface ThreadRead {
  /** Null for a large file, which must be read guarded. */
  readonly spec: ReadSpec | null;
  /** Milliseconds since the epoch, with fractions: the only clock that threads share. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** The result of reading a part. */
export type ThreadAnswer =
  | { readonly reads: readonly ThreadRead[] }
  /** Errors lose their class when sent between threads. */
  | { readonly failure: ErrorWording & { readonly code: RegistryErrorCode } };

/** Limited, because a thread has little memory. */
const MAX_BYTES = 64 * 1024;

parentPort?.on('message', async (job: ReadJob) => {
  parentPort?.postMessage(await readPart(job));
});

/** Reads, parses and validates files. */
async function readPart({ paths, reading, spool }: ReadJob): Promise<ThreadAnswer> {
  try {
    const reads: ThreadRead[] = [];
    for (const path of paths) {
      const start = performance.now();
      const spec = await readSmall(path, reading);
      reads.push({
        spec: spec && spoolSpec(spec, spool),
        startedAt: performance.timeOrigin + start,
        duration: performance.now() - start,
      });
    }
    return { reads };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { failure: { code: error.code, ...error.wording } };
  }
}

/** Reads a file; null if it is large. */
async function readSmall(path: SourcePath, reading: Reading): Promise<ReadSpec | null> {
  let isSmall = true;
  const spec = await readSpec(path, reading, (source: Source) => {
    isSmall = source.bytes.length <= MAX_BYTES;
    return isSmall
      ? assessSource(source, reading.options, reading.limits)
      : { state: 'skipped', source: path };
  });
  return isSmall ? spec : null;
}
