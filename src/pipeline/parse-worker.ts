/** The worker that parses large specs: it receives a job and returns an assessment. */
import { parentPort } from 'node:worker_threads';
import type { ParseJob } from './parse-guarded.js';
import { assessSource } from './parse.js';

parentPort?.on('message', ({ source, options, limits }: ParseJob) => {
  parentPort?.postMessage(assessSource(source, options, limits));
});
