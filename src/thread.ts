/**
 * Threads that process one job after another. The available thread pools do not survive a thread that
 * dies: one ends the program, another waits forever.
 */
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { cpuUsage, getBuiltinModule } from './process-globals.js';
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
  name: 'parse-worker' | 'read-thread' | 'layout-thread' | 'hash-thread',
): ThreadProgram | undefined {
  for (const place of ['./thread-entry.js', '../thread-entry.js']) {
    const file = new URL(place, import.meta.url);
    if (fileExists(fileURLToPath(file))) return { file, module: `${name}.js` };
  }
  return undefined;
}

/** What a thread is too slow for. */
export class TimeoutError extends Error {}

/** On a machine that does other work too, a thread gets this many times as long. */
const MOST_PATIENCE = 6;

/**
 * Waits for the work of a thread. What other programs take of the processor does not count, as far as that can be
 * seen: this program has to have worked for so many seconds.
 *
 * @throws TimeoutError
 */
export async function withTimeout<T>(work: Promise<T>, seconds: number): Promise<T> {
  const started = cpuUsage();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const look = (patience: number): void => {
      const { user, system } = cpuUsage(started);
      const left = Math.min(patience, seconds - (user + system) / 1e6);
      if (left <= 0) reject(new TimeoutError(`it takes more than ${seconds} s`));
      else wait(Math.max(LEAST_WAIT, left), patience - left);
    };
    const wait = (length: number, patience: number): void => {
      timer = setTimeout(() => look(patience), length * 1000);
    };
    wait(seconds, (MOST_PATIENCE - 1) * seconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** In seconds: who looks more often only slows the thread down. */
const LEAST_WAIT = 0.05;

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
