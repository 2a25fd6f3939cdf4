/** The worker that reads large specs: a job comes in, an assessment goes out. */
import { parentPort } from 'node:worker_threads';
import type { ParseJob } from './parse-guarded.js';
import { assessSource } from './parse.js';

parentPort?.on('message', ({ source, options, limits }: ParseJob) => {
  parentPort?.postMessage(assessSource(source, options, limits));
});
