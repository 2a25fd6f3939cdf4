/** What a thread does for a large batch: paths come in, plain results go out. */
import { parentPort } from 'node:worker_threads';
import type { ErrorWording, RegistryErrorCode } from '../domain/errors.js';
import { RegistryError } from '../domain/errors.js';
import type { Source, SourcePath } from '../domain/spec.js';
import type { Spool } from '../store/file/spool.js';
import { assessSource } from './parse.js';
import type { Reading, ReadSpec } from './read-specs.js';
import { readSpec, spoolSpec } from './read-specs.js';

/** A part of a batch. */
export interface ReadJob {
  readonly paths: readonly SourcePath[];
  readonly reading: Reading;
  readonly spool: Spool;
}

/** A file that was read, and when. */
export interface ThreadRead {
  /** Null for one that is so large that it has to be read under guard. */
  readonly spec: ReadSpec | null;
  /** Milliseconds since the epoch, with fractions: threads have no clock in common but this one. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** What came of a part. */
export type ThreadAnswer =
  | { readonly reads: readonly ThreadRead[] }
  /** Errors lose their class on the way out of a thread. */
  | { readonly failure: ErrorWording & { readonly code: RegistryErrorCode } };

/** Bytes: a thread has little memory. */
const LARGEST = 64 * 1024;

parentPort?.on('message', async (job: ReadJob) => {
  parentPort?.postMessage(await readPart(job));
});

/** Reads, parses and validates files. */
async function readPart({ paths, reading, spool }: ReadJob): Promise<ThreadAnswer> {
  try {
    const reads: ThreadRead[] = [];
    for (const path of paths) {
      const from = performance.now();
      const spec = await readSmall(path, reading);
      reads.push({
        spec: spec && spoolSpec(spec, spool),
        startedAt: performance.timeOrigin + from,
        duration: performance.now() - from,
      });
    }
    return { reads };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { failure: { code: error.code, ...error.wording } };
  }
}

/** Null for a large file. */
async function readSmall(path: SourcePath, reading: Reading): Promise<ReadSpec | null> {
  let isSmall = true;
  const spec = await readSpec(path, reading, (source: Source) => {
    isSmall = source.bytes.length <= LARGEST;
    return isSmall
      ? assessSource(source, reading.options, reading.limits)
      : { state: 'skipped', source: path };
  });
  return isSmall ? spec : null;
}
