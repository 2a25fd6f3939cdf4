/**
 * Parsing with a clock. What a small file can cost is bounded by the parser itself, which takes time
 * in proportion to the text; a large one is read in a worker, which can be ended when it takes too
 * long or too much memory. The worker is started for the first such file and serves all of them.
 */
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import { errorCode } from '../domain/errors.js';
import type { Limits } from '../domain/limits.js';
import type { Assessment } from '../domain/assessment.js';
import type { Source } from '../domain/spec.js';
import type { ValidationOptions } from '../validate/index.js';
import type { Thread } from './thread.js';
import { findThreadFile, startThread } from './thread.js';

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
  let thread: Thread<ParseJob, Assessment> | undefined;
  /** One file at a time: a clock that runs while others are read would be unjust. */
  let turn: Promise<unknown> = Promise.resolve();
  const inThread = async (file: URL, job: ParseJob): Promise<Assessment> => {
    thread ??= startThread(file, { maxOldGenerationSizeMb: WORKER_HEAP });
    try {
      return await withinTime(thread.ask(job), seconds);
    } catch (error) {
      await thread.end();
      thread = undefined;
      return refuse(job, describeEnd(error));
    }
  };
  return async (job) => {
    const file = job.source.bytes.length > SMALL ? await findThreadFile('parse-worker') : undefined;
    if (file === undefined) {
      const { assessSource } = await import('./parse.js');
      return assessSource(job.source, job.options, job.limits);
    }
    const result = turn.then(() => inThread(file, job));
    turn = result.catch(() => {});
    return result;
  };
}

class TooLate extends Error {}

async function withinTime<T>(work: Promise<T>, seconds: number): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new TooLate(`it takes more than ${seconds} s to read`);
    clock = setTimeout(() => reject(error), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(clock);
  }
}

function describeEnd(error: unknown): string {
  if (error instanceof TooLate) return error.message;
  return errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it takes more than ${WORKER_HEAP} MB of memory to read`
    : `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
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
