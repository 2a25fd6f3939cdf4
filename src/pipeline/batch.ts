/**
 * What a run has for large batches: threads that read and write, and a spool for what waits. Starting
 * threads costs about 0.1 s, so that a few hundred files are done faster without them.
 */
import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import type { Tinypool } from 'tinypool';
import { RegistryError } from '../domain/errors.js';
import type { Spool } from '../store/spool.js';
import { closeSpool, openSpool } from '../store/spool.js';
import type * as tasks from './batch-thread.js';
import type { Answer } from './batch-thread.js';
import { findThreadFile } from './thread-file.js';

/** The work that threads do, by its name. */
type Tasks = typeof tasks;

/** What a piece of work on a part comes to. */
type ResultOf<Name extends keyof Tasks> =
  Awaited<ReturnType<Tasks[Name]>> extends Answer<infer Result> ? Result : never;

/** Threads, started. */
export interface Threads {
  /**
   * Does a piece of work on each part of a batch.
   *
   * @param signal - ends it between two parts: its reason is thrown when those under way have ended
   * @param onDone - told of each part that is done
   * @throws RegistryError of the work, when everything that was under way has ended
   */
  readonly run: <Name extends keyof Tasks>(
    name: Name,
    parts: readonly Parameters<Tasks[Name]>[0][],
    signal: AbortSignal | undefined,
    onDone: (result: ResultOf<Name>, index: number) => void,
  ) => Promise<void>;
}

/** The threads and the spool of one run. */
export interface Batch {
  /** The threads for so many files, started now if need be; undefined where it is better without. */
  readonly threadsFor: (files: number) => Promise<Threads | undefined>;
  /** The spool for so many files; undefined where they may wait in memory. */
  readonly spoolFor: (files: number) => Spool | undefined;
  readonly close: () => Promise<void>;
}

/** Files; fewer are done in the main thread. */
const LEAST = 256;
/** Each has a heap of its own. */
const MOST_THREADS = 4;
/** Megabytes: what a file leaves behind is gone with the next one. */
const YOUNG_HEAP = 6;
const PART = 24;
/** Parts that wait for each thread, so that none is idle. */
const AHEAD = 2;

/** The parts of a batch that threads are handed. */
export function partsOf<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / PART);
  return Array.from({ length: count }, (_, at) => items.slice(at * PART, (at + 1) * PART));
}

/** @param jobs - how many threads there may be */
export function openBatch(jobs: number): Batch {
  const count = Math.min(jobs, availableParallelism(), MOST_THREADS);
  let started: Promise<Tinypool | undefined> | undefined;
  let spool: Spool | undefined;
  return {
    threadsFor: async (files) => {
      if (count < 2 || files < LEAST) return undefined;
      started ??= start(count);
      const pool = await started;
      return pool && { run: (...batch) => runParts(pool, count, ...batch) };
    },
    spoolFor: (files) => (files < LEAST ? undefined : (spool ??= openSpool())),
    close: async () => {
      await (await started)?.destroy();
      if (spool !== undefined) closeSpool(spool);
    },
  };
}

async function start(count: number): Promise<Tinypool | undefined> {
  const url = await findThreadFile('batch-thread');
  if (url === undefined) return undefined;
  // Loaded only here: most runs have nothing for threads to do.
  const { Tinypool: Pool } = await import('tinypool');
  return new Pool({
    filename: url.href,
    minThreads: count,
    maxThreads: count,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP },
  });
}

async function runParts<Part, Result>(
  pool: Tinypool,
  count: number,
  name: string,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
  onDone: (result: Result, index: number) => void,
): Promise<void> {
  const failures: unknown[] = [];
  const runPart = async (part: Part, index: number): Promise<void> => {
    if (failures.length > 0 || signal?.aborted === true) return;
    try {
      const answer: Answer<Result> = await pool.run(part, { name });
      if ('result' in answer) onDone(answer.result, index);
      else failures.push(errorOf(answer));
    } catch (error) {
      failures.push(error);
    }
  };
  // What is under way is waited for: nothing may be written any more when this returns.
  await pMap(parts, runPart, { concurrency: count * AHEAD });
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
}

function errorOf({ failure }: Extract<Answer<unknown>, { failure: unknown }>): RegistryError {
  return new RegistryError(failure.code, failure.message, failure.hint);
}
