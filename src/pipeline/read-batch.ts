/**
 * Many specs are read in threads. To start them costs about 0.1 s, so that a few hundred files are
 * read faster without them.
 */
import { availableParallelism } from 'node:os';
import { RegistryError } from '../domain/errors.js';
import type { SourcePath } from '../domain/spec.js';
import type { ReadJob, ThreadAnswer, ThreadRead } from './read-thread.js';
import type { Thread } from './thread.js';
import { findThreadFile, startThread } from './thread.js';

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

/** Whether so many files are a large batch: what is read of them cannot all be kept in memory. */
export function isLargeBatch(files: number): boolean {
  return files >= LEAST;
}

/**
 * Reads, parses and validates the files of a large batch.
 *
 * @returns those that are left to be read in the main thread: large ones, and all for which no thread
 *   could be had, or which one did not come back from; what is wrong with them shows there
 * @throws RegistryError `output-unwritable` of the spool
 */
export async function readInThreads(
  paths: readonly SourcePath[],
  { jobs, signal, onRead, ...job }: BatchOptions,
): Promise<readonly SourcePath[]> {
  const count = Math.min(jobs, availableParallelism(), MOST_THREADS);
  const file = count < 2 ? undefined : await findThreadFile('read-thread');
  if (file === undefined) return paths;
  const left: SourcePath[] = [];
  const parts = partsOf(paths);
  const readParts = async (thread: Thread<ReadJob, ThreadAnswer>): Promise<void> => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const reads = await readIn(thread, { ...job, paths: part });
      for (const [at, path] of part.entries()) {
        const read = reads?.[at];
        if (read !== undefined && isRead(read)) onRead(path, read);
        else left.push(path);
      }
      if (reads === undefined || signal?.aborted === true) return;
    }
  };
  const threads = Array.from({ length: count }, () =>
    startThread<ReadJob, ThreadAnswer>(file, HEAP),
  );
  try {
    const ended = await Promise.allSettled(threads.map(readParts));
    const failed = ended.find((it) => it.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } finally {
    await Promise.all(threads.map((it) => it.end()));
  }
  signal?.throwIfAborted();
  return [...left, ...parts.flat()];
}

function partsOf<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / PART);
  return Array.from({ length: count }, (_, at) => items.slice(at * PART, (at + 1) * PART));
}

/** Undefined where the thread did not come back. @throws RegistryError `output-unwritable` */
async function readIn(
  thread: Thread<ReadJob, ThreadAnswer>,
  job: ReadJob,
): Promise<readonly ThreadRead[] | undefined> {
  const answer = await thread.ask(job).catch(() => undefined);
  if (answer === undefined || 'reads' in answer) return answer?.reads;
  const { code, message, hint } = answer.failure;
  throw new RegistryError(code, message, hint);
}

function isRead(read: ThreadRead): read is ThreadRead & { spec: NonNullable<ThreadRead['spec']> } {
  return read.spec !== null;
}
