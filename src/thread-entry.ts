/** The start of a thread: loads the module of the program that its maker names. */
import { workerData } from 'node:worker_threads';
import { loadModule } from './load-program.js';

loadModule(import.meta.url, String(workerData));
