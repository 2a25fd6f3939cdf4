/**
 * Parsing with a clock. What a small file can cost is bounded by the parser itself, which takes time
 * in proportion to the text; a large one is read in a worker, which can be ended when it takes too
 * long or too much memory. The worker is started for the first such file and serves all of them.
 */
import { Worker } from 'node:worker_threads';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import type { Limits } from '../domain/limits.js';
import type { Assessment, Source } from '../domain/model.js';
import type { ValidationOptions } from '../validate/index.js';
import { findThreadFile } from './thread-file.js';

/** A spec to be parsed and validated: plain data, which a worker can be handed. */
export interface ParseJob {
  readonly source: Source;
  readonly options: ValidationOptions;
  readonly limits: Limits;
}

/** Parses and validates a spec; whatever is wrong with it is a result. */
export type Parse = (job: ParseJob) => Promise<Assessment>;

/** Bytes; a larger file is read in a worker. */
const SMALL = 256 * 1024;

/** Megabytes of the worker's heap. */
const WORKER_HEAP = 400;

/** @param seconds - how long one file may take */
export function createParse(seconds: number): Parse {
  let worker: Worker | undefined;
  /** One file at a time: a clock that runs while others are read would be unjust. */
  let turn: Promise<unknown> = Promise.resolve();
  const inWorker = async (url: URL, job: ParseJob): Promise<Assessment> => {
    worker ??= startWorker(url);
    const ending = await settle(worker, job, seconds);
    if ('assessment' in ending) return ending.assessment;
    await worker.terminate();
    worker = undefined;
    return refuse(job, ending.reason);
  };
  return async (job) => {
    const url = job.source.bytes.length > SMALL ? await findThreadFile('parse-worker') : undefined;
    if (url === undefined) {
      const { assessSource } = await import('./parse.js');
      return assessSource(job.source, job.options, job.limits);
    }
    const result = turn.then(() => inWorker(url, job));
    turn = result.catch(() => {});
    return result;
  };
}

function startWorker(url: URL): Worker {
  const worker = new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP } });
  // It ends with the program; while a file is read, that is held open below.
  worker.unref();
  return worker;
}

type Ending = { readonly assessment: Assessment } | { readonly reason: string };

function settle(worker: Worker, job: ParseJob, seconds: number): Promise<Ending> {
  return new Promise((resolve) => {
    worker.ref();
    const late = (): void => done({ reason: `it takes more than ${seconds} s to read` });
    const clock = setTimeout(late, seconds * 1000);
    const answered = (assessment: Assessment): void => done({ assessment });
    const failed = (error: Error): void =>
      done({
        reason:
          'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? `it takes more than ${WORKER_HEAP} MB of memory to read`
            : `it cannot be read: ${error.message}`,
      });
    function done(ending: Ending): void {
      clearTimeout(clock);
      worker.off('message', answered);
      worker.off('error', failed);
      worker.unref();
      resolve(ending);
    }
    worker.once('message', answered);
    worker.once('error', failed);
    worker.postMessage(job);
  });
}

function refuse({ source }: ParseJob, reason: string): Assessment {
  const { filePath, relativePath, resolvedPath } = source;
  const found = [diagnostic('GNN-E021', FILE_START, `${reason}; split the file`)];
  return {
    state: 'refused',
    source: { filePath, relativePath, resolvedPath },
    refusal: { reasons: found, diagnostics: found },
  };
}
