/**
 * Threads that process one job after another. The available thread pools do not survive a thread that
 * dies: one ends the program, another waits forever.
 */
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { getBuiltinModule } from './process-globals.js';
import { fileExists } from './read.js';

/** A running thread. */
export interface Thread<Job, Answer> {
  /** Sends one job at a time. Rejects if the thread ends, after which it cannot be used. */
  readonly ask: (job: Job) => Promise<Answer>;
  readonly end: () => Promise<void>;
}

/** What a thread runs. */
export interface ThreadProgram {
  /** The entry of all threads. */
  readonly file: URL;
  /** The module of the program that it loads. */
  readonly module: string;
}

/** Finds what a thread runs, next to the program or one folder above; nothing in the sources. */
export function findThread(
  name: 'parse-worker' | 'read-thread' | 'layout-thread',
): ThreadProgram | undefined {
  for (const place of ['./thread-entry.js', '../thread-entry.js']) {
    const file = new URL(place, import.meta.url);
    if (fileExists(fileURLToPath(file))) return { file, module: `${name}.js` };
  }
  return undefined;
}

/** What a thread is too slow for. */
export class TimeoutError extends Error {}

/** Waits for some work at most so many seconds. @throws TimeoutError */
export async function withTimeout<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const error = new TimeoutError(`it takes more than ${seconds} s`);
    timer = setTimeout(() => reject(error), seconds * 1000);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Starts a thread, which ends with the program. */
export function startThread<Job, Answer>(
  { file, module }: ThreadProgram,
  resourceLimits: ResourceLimits,
): Thread<Job, Answer> {
  // Loaded only for a thread: most runs start none.
  const { Worker } = getBuiltinModule('node:worker_threads');
  const worker = new Worker(file, { resourceLimits, workerData: module });
  let reason: Error | undefined;
  worker.on('error', (error) => {
    reason = error;
  });
  worker.on('exit', (code) => {
    reason ??= new Error(`it ended with ${code}`);
  });
  // It keeps the program running only while it works.
  worker.unref();
  return {
    ask: (job) =>
      new Promise((resolve, reject) => {
        const onAnswer = (answer: Answer): void => settle(() => resolve(answer));
        const onExit = (): void => settle(() => reject(reason));
        function settle(finish: () => void): void {
          worker.off('message', onAnswer);
          worker.off('exit', onExit);
          worker.unref();
          finish();
        }
        if (reason !== undefined) return reject(reason);
        worker.ref();
        worker.once('message', onAnswer);
        worker.once('exit', onExit);
        worker.postMessage(job);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}
