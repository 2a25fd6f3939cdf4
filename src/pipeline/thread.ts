/**
 * Threads that process one job after another. The available thread pools do not survive a thread that
 * dies: one ends the program, another waits forever.
 */
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { getBuiltinModule } from '../process-globals.js';
import { fileExists } from '../read.js';

/** A running thread. */
export interface Thread<Job, Answer> {
  /** Sends one job at a time. Rejects if the thread ends, after which it cannot be used. */
  readonly ask: (job: Job) => Promise<Answer>;
  readonly end: () => Promise<void>;
}

/** Finds the file of a thread, next to the program or one folder above; none in the sources. */
export function findThreadFile(name: 'parse-worker' | 'read-thread'): URL | undefined {
  for (const place of [`./${name}.js`, `../${name}.js`]) {
    const url = new URL(place, import.meta.url);
    if (fileExists(fileURLToPath(url))) return url;
  }
  return undefined;
}

/** Starts a thread, which ends with the program. */
export function startThread<Job, Answer>(
  file: URL,
  resourceLimits: ResourceLimits,
): Thread<Job, Answer> {
  // Loaded only for a thread: most runs start none.
  const { Worker } = getBuiltinModule('node:worker_threads');
  const worker = new Worker(file, { resourceLimits });
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
