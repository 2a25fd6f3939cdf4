/**
 * Threads for large batches. Starting them and handing parts over costs about 0.1 s, so that a few
 * hundred files are done faster without them.
 */
import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import type { Tinypool } from 'tinypool';
import type * as tasks from './batch-thread.js';
import { findThreadFile } from './thread-file.js';

/** The work that threads do, by its name. */
type Tasks = typeof tasks;

/** Threads, started. */
export interface Threads {
  /**
   * Does a piece of work on each part of a batch.
   *
   * @param signal - ends it between two parts: its reason is thrown when those under way have ended
   * @param onDone - told of each part that is done
   * @returns the results in the order of the parts
   */
  readonly run: <Name extends keyof Tasks>(
    name: Name,
    parts: readonly Parameters<Tasks[Name]>[0][],
    signal: AbortSignal | undefined,
    onDone: (result: Awaited<ReturnType<Tasks[Name]>>, index: number) => void,
  ) => Promise<Awaited<ReturnType<Tasks[Name]>>[]>;
}

/** The threads of one run. */
export interface ThreadPool {
  /** The threads for so many files, started now if need be; undefined where it is better without. */
  readonly forBatch: (files: number) => Promise<Threads | undefined>;
  readonly close: () => Promise<void>;
}

/** Files; fewer are done in the main thread. */
const LEAST = 256;
/** Each has a heap of its own. */
const MOST_THREADS = 4;
const PART = 24;
/** Parts that wait for each thread, so that none is idle. */
const AHEAD = 2;

/** Whether so many files make a large batch. */
export function isLargeBatch(files: number): boolean {
  return files >= LEAST;
}

/** The parts of a batch that threads are handed. */
export function partsOf<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / PART);
  return Array.from({ length: count }, (_, at) => items.slice(at * PART, (at + 1) * PART));
}

/** @param jobs - how many threads there may be */
export function openThreads(jobs: number): ThreadPool {
  const count = Math.min(jobs, availableParallelism(), MOST_THREADS);
  let started: Promise<Tinypool | undefined> | undefined;
  return {
    forBatch: async (files) => {
      if (count < 2 || !isLargeBatch(files)) return undefined;
      started ??= start(count);
      const pool = await started;
      return pool && { run: (...batch) => runBatch(pool, count, ...batch) };
    },
    close: async () => (await started)?.destroy(),
  };
}

async function start(count: number): Promise<Tinypool | undefined> {
  const url = await findThreadFile('batch-thread');
  if (url === undefined) return undefined;
  // Loaded only here: most runs have nothing for threads to do.
  const { Tinypool: Pool } = await import('tinypool');
  return new Pool({ filename: url.href, minThreads: count, maxThreads: count });
}

async function runBatch<Part, Result>(
  pool: Tinypool,
  count: number,
  name: string,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
  onDone: (result: Result, index: number) => void,
): Promise<Result[]> {
  const failures: unknown[] = [];
  const runPart = async (part: Part, index: number): Promise<Result[]> => {
    if (failures.length > 0 || signal?.aborted === true) return [];
    try {
      const result: Result = await pool.run(part, { name });
      onDone(result, index);
      return [result];
    } catch (error) {
      failures.push(error);
      return [];
    }
  };
  // What is under way is waited for: nothing may be written any more when this returns.
  const results = await pMap(parts, runPart, { concurrency: count * AHEAD });
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  return results.flat();
}
