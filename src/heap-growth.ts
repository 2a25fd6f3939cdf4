/**
 * Lets the heap of a process grow less between two collections. That is a flag of the engine, which takes compiled
 * code only under the flags that it was compiled with: it is set aside wherever such code is loaded.
 */
import { getBuiltinModule } from './process-globals.js';

/** What all threads of the process find the limit by. */
const LIMIT = 'gnn-registry heap growth';

/** Limits the growth for all threads of the process. @param percent - of what is in use after a collection */
export function limitHeapGrowth(percent: number): void {
  getBuiltinModule('node:worker_threads').setEnvironmentData(LIMIT, percent);
  setGrowth(percent);
}

/** Does work as if there were no limit; undefined if there is none. */
export function withoutHeapLimit<T>(work: () => T): T | undefined {
  const limit = getBuiltinModule('node:worker_threads').getEnvironmentData(LIMIT);
  if (typeof limit !== 'number') return undefined;
  setGrowth(NO_LIMIT);
  try {
    return work();
  } finally {
    setGrowth(limit);
  }
}

/** As the engine decides by itself. */
const NO_LIMIT = 0;

function setGrowth(percent: number): void {
  getBuiltinModule('node:v8').setFlagsFromString(`--heap-growing-percent=${percent}`);
}
