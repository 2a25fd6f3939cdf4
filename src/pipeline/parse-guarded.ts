/**
 * Parses files with a time limit. The parser takes time and memory in proportion to the text, so most files
 * need no guard: only one that is too large for its time limit is parsed in a worker, which can be terminated.
 * A worker loads the parser again, which takes longer than parsing most files; the first large file starts it,
 * and the others share it.
 */
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import { errorCode } from '../domain/errors.js';
import { isWeightsText } from '../domain/weights.js';
import type { Limits } from '../domain/limits.js';
import type { Assessment } from '../domain/assessment.js';
import type { Source } from '../domain/spec.js';
import type { ValidationOptions } from '../validate/index.js';
import {
  findThread,
  startThread,
  TimeoutError,
  withTimeout,
  type Thread,
  type ThreadProgram,
} from '../thread.js';

/** A spec to parse and validate: plain data that can be sent to a worker. */
export interface ParseJob {
  readonly source: Source;
  readonly options: ValidationOptions;
  readonly limits: Limits;
}

/** Parses specs. */
export interface GuardedParser {
  /** Parses and validates a spec; any fault in it becomes part of the result. */
  readonly parse: (job: ParseJob) => Promise<Assessment>;
  /** Ends the worker, and does not wait for that: its memory is free sooner. A later large file starts another. */
  readonly end: () => void;
}

/** What the parser reads in a second, whatever the text, on a slow machine; trials of hostile texts show it. */
const BYTES_PER_SECOND = 100 * 1024;
/** The bounds of what is parsed without a worker: the worst text takes 0.1 MB of memory a KB. */
const [MIN_GUARDED_BYTES, MAX_UNGUARDED_BYTES] = [256 * 1024, 1024 * 1024];

/** The size of the worker's heap. */
const WORKER_HEAP_MB = 400;

/** Returns a guarded parser. @param seconds - the time limit for one file */
export function createParser(seconds: number): GuardedParser {
  const unguarded = Math.max(seconds * BYTES_PER_SECOND, MIN_GUARDED_BYTES);
  const largest = Math.min(unguarded, MAX_UNGUARDED_BYTES);
  let thread: Thread<ParseJob, Assessment> | undefined;
  /** One file at a time, so that no file is charged for the time of others. */
  let queue: Promise<unknown> = Promise.resolve();
  const inThread = async (program: ThreadProgram, job: ParseJob): Promise<Assessment> => {
    thread ??= startThread(program, { maxOldGenerationSizeMb: WORKER_HEAP_MB });
    try {
      return await withTimeout(thread.ask(job), seconds);
    } catch (error) {
      await thread.end();
      thread = undefined;
      return refuse(job, describeFailure(error));
    }
  };
  const parse: GuardedParser['parse'] = async (job) => {
    if (isWeightsText(job.source.bytes, job.source.filePath)) {
      const { assessWeightsText } = await import('./weights/accept.js');
      return assessWeightsText(job.source);
    }
    const program = job.source.bytes.length > largest ? findThread('parse-worker') : undefined;
    if (program === undefined) {
      const { assessSource } = await import('./parse.js');
      return assessSource(job.source, job.options, job.limits);
    }
    const result = queue.then(() => inThread(program, job));
    queue = result.catch(() => {});
    return result;
  };
  const end = (): void => {
    void thread?.end();
    thread = undefined;
  };
  return { parse, end };
}

function describeFailure(error: unknown): string {
  if (error instanceof TimeoutError) return `${error.message} to read`;
  return errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it takes more than ${WORKER_HEAP_MB} MB of memory to read`
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
