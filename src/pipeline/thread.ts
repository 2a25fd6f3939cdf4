/**
 * Threads that answer one job after the other. The pools that there are for this do not stand a
 * thread that dies: one ends the program then, another waits for ever.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';
import { fileExists } from '../read.js';

/** A thread, started. */
export interface Thread<Job, Answer> {
  /** One job at a time. It rejects where the thread ends instead of answering: it is of no use then. */
  readonly ask: (job: Job) => Promise<Answer>;
  readonly end: () => Promise<void>;
}

/** The file of a thread, which stands beside the program or one folder above; none in its sources. */
export async function findThreadFile(
  name: 'parse-worker' | 'read-thread',
): Promise<URL | undefined> {
  for (const place of [`./${name}.js`, `../${name}.js`]) {
    const url = new URL(place, import.meta.url);
    if (await fileExists(fileURLToPath(url))) return url;
  }
  return undefined;
}

/** Starts a thread; it ends with the program. */
export function startThread<Job, Answer>(
  file: URL,
  resourceLimits: ResourceLimits,
): Thread<Job, Answer> {
  const worker = new Worker(file, { resourceLimits });
  let reason: Error | undefined;
  worker.on('error', (error) => {
    reason = error;
  });
  worker.on('exit', (code) => {
    reason ??= new Error(`it ended with ${code}`);
  });
  // While it works, it holds the program open.
  worker.unref();
  return {
    ask: (job) =>
      new Promise((resolve, reject) => {
        const answered = (answer: Answer): void => settle(() => resolve(answer));
        const ended = (): void => settle(() => reject(reason));
        function settle(tell: () => void): void {
          worker.off('message', answered);
          worker.off('exit', ended);
          worker.unref();
          tell();
        }
        if (reason !== undefined) return reject(reason);
        worker.ref();
        worker.once('message', answered);
        worker.once('exit', ended);
        worker.postMessage(job);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}
