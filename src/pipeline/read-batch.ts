/**
 * Many specs are read in threads. To start them and to hand parts over costs about 0.1 s, so that a few
 * hundred files are read faster without them.
 */
import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import type { Tinypool } from 'tinypool';
import { RegistryError, errorCode } from '../domain/errors.js';
import type { SourcePath } from '../domain/model.js';
import type { ReadJob, ThreadAnswer, ThreadRead } from './read-thread.js';
import { findThreadFile } from './thread-file.js';

/** How a batch is read. */
export interface BatchOptions extends Omit<ReadJob, 'paths'> {
  /** How many threads there may be. */
  readonly jobs: number;
  /** Ends it between two parts: its reason is thrown when those under way have ended. */
  readonly signal: AbortSignal | undefined;
  /** Is told of each file that was read. */
  readonly onRead: (path: SourcePath, read: ThreadRead & { readonly spec: object }) => void;
}

/** Files; fewer are no large batch. */
const LEAST = 256;
/** Each has a heap of its own. */
const MOST_THREADS = 3;
/** Megabytes: what a file leaves behind is gone with the next one. */
const HEAP = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 64 };
/** Files. */
const PART = 24;
/** Parts that wait for each thread, so that none is idle. */
const AHEAD = 2;

/** Whether so many files are a large batch: what is read of them cannot all be kept in memory. */
export function isLargeBatch(files: number): boolean {
  return files >= LEAST;
}

/**
 * Reads, parses and validates the files of a large batch.
 *
 * @returns those that are left to be read in the main thread: large ones, or all where no threads can
 *   be had
 * @throws RegistryError `output-unwritable` of the spool
 */
export async function readInThreads(
  paths: readonly SourcePath[],
  { jobs, signal, onRead, ...job }: BatchOptions,
): Promise<readonly SourcePath[]> {
  const count = Math.min(jobs, availableParallelism(), MOST_THREADS);
  const pool = count < 2 ? undefined : await start(count);
  if (pool === undefined) return paths;
  const left: SourcePath[] = [];
  const failures: unknown[] = [];
  const readPart = async (part: readonly SourcePath[]): Promise<void> => {
    if (failures.length > 0 || signal?.aborted === true) return;
    try {
      const reads = await runIn(pool, { ...job, paths: part });
      for (const [at, path] of part.entries()) {
        const read = reads[at];
        if (read !== undefined && isRead(read)) onRead(path, read);
        else left.push(path);
      }
    } catch (error) {
      failures.push(error);
    }
  };
  try {
    await pMap(partsOf(paths), readPart, { concurrency: count * AHEAD });
  } finally {
    await pool.destroy();
  }
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  return left;
}

async function start(count: number): Promise<Tinypool | undefined> {
  const url = await findThreadFile('read-thread');
  if (url === undefined) return undefined;
  // Loaded only here: most runs have nothing for threads to do.
  const { Tinypool: Pool } = await import('tinypool');
  const threads = { minThreads: count, maxThreads: count, resourceLimits: HEAP };
  return new Pool({ filename: url.href, ...threads });
}

function partsOf<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / PART);
  return Array.from({ length: count }, (_, at) => items.slice(at * PART, (at + 1) * PART));
}

/** Nothing where the memory of the thread was too small for it. */
async function runIn(pool: Tinypool, job: ReadJob): Promise<readonly ThreadRead[]> {
  try {
    const answer: ThreadAnswer = await pool.run(job, { name: 'readPart' });
    if ('reads' in answer) return answer.reads;
    const { code, message, hint } = answer.failure;
    throw new RegistryError(code, message, hint);
  } catch (error) {
    if (errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY') return [];
    throw error;
  }
}

function isRead(read: ThreadRead): read is ThreadRead & { spec: NonNullable<ThreadRead['spec']> } {
  return read.spec !== null;
}
