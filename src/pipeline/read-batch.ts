/**
 * Reads large batches of specs in threads. Starting threads takes about 0.1 s, so a few hundred files
 * are read faster without them.
 */
import { availableParallelism } from 'node:os';
import { RegistryError } from '../domain/errors.js';
import type { SourcePath } from '../domain/spec.js';
import type { ReadJob, ThreadAnswer, ThreadRead } from './read-thread.js';
import { findThread, startThread, type Thread } from '../thread.js';

/** How to read a batch. */
export interface BatchOptions extends Omit<ReadJob, 'paths'> {
  /** The maximum number of threads. */
  readonly jobs: number;
  /** Aborts between two parts; its reason is thrown once the parts in progress are done. */
  readonly signal: AbortSignal | undefined;
  /** Called for each file that was read. */
  readonly onRead: (path: SourcePath, read: ThreadRead & { readonly spec: object }) => void;
}

/** The number of files from which a batch is large. */
const MIN_BATCH_FILES = 256;
/** Limited, because each thread has a heap of its own. */
const MAX_THREADS = 3;
/** In megabytes; small, so that garbage of one file is collected with the next. */
const HEAP_MB = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 64 };
/** In files. */
const PART_SIZE = 24;

/** Whether this many files are a large batch, whose content cannot all be kept in memory. */
export function isLargeBatch(files: number): boolean {
  return files >= MIN_BATCH_FILES;
}

/**
 * Reads, parses and validates the files of a large batch.
 *
 * @returns the files left to read in the main thread: large ones, those without a thread, and those
 *   whose thread died; any fault in them is found there
 * @throws RegistryError `output-unwritable` for the spool
 */
export async function readInThreads(
  paths: readonly SourcePath[],
  { jobs, signal, onRead, ...job }: BatchOptions,
): Promise<readonly SourcePath[]> {
  const count = Math.min(jobs, availableParallelism(), MAX_THREADS);
  const program = count < 2 ? undefined : findThread('read-thread');
  if (program === undefined) return paths;
  const unread: SourcePath[] = [];
  const parts = splitIntoParts(paths);
  const readParts = async (thread: Thread<ReadJob, ThreadAnswer>): Promise<void> => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const reads = await readPart(thread, { ...job, paths: part });
      for (const [at, path] of part.entries()) {
        const read = reads?.[at];
        if (read !== undefined && isRead(read)) onRead(path, read);
        else unread.push(path);
      }
      if (reads === undefined || signal?.aborted === true) return;
    }
  };
  const threads = Array.from({ length: count }, () =>
    startThread<ReadJob, ThreadAnswer>(program, HEAP_MB),
  );
  try {
    const ended = await Promise.allSettled(threads.map(readParts));
    const failed = ended.find((it) => it.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } finally {
    await Promise.all(threads.map((it) => it.end()));
  }
  signal?.throwIfAborted();
  return [...unread, ...parts.flat()];
}

function splitIntoParts<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / PART_SIZE);
  return Array.from({ length: count }, (_, at) =>
    items.slice(at * PART_SIZE, (at + 1) * PART_SIZE),
  );
}

/** Reads a part; undefined if the thread died. @throws RegistryError `output-unwritable` */
async function readPart(
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
