/**
 * Limits the heap of a process by flags of the engine, which takes compiled code only under the flags that it was
 * compiled with: they are set aside wherever such code is loaded.
 */
import { getBuiltinModule } from './process-globals.js';

/** How large the heap may become. */
export interface HeapLimit {
  /** How much it may grow between two collections, in percent of what was left by the one before. */
  readonly growth: number;
  /** The part for what is new is not doubled once it has so many bytes. */
  readonly young: number;
}

/** What all threads of the process find the limit by. */
const LIMIT = 'limit of the heap';

/** What they share: the flags as they are to be, and how many threads have set them aside. */
const [GROWTH, FACTOR, ASIDE] = [0, 1, 2] as const;
type Shared = Int32Array;

/** Both flags as they are by themselves: the engine decides about the growth, and doubles what is for the new. */
const NO_LIMIT = [0, 2] as const;

/** Limits the heap of the process from now on. */
export function limitHeap({ growth, young }: HeapLimit): void {
  const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  shared.set([growth, NO_LIMIT[FACTOR]]);
  getBuiltinModule('node:worker_threads').setEnvironmentData(LIMIT, shared);
  restore(shared);
  const update = (): void => {
    const factor = sizeOfYoung() >= young ? 1 : NO_LIMIT[FACTOR];
    if (factor === shared[FACTOR]) return;
    shared[FACTOR] = factor;
    if (Atomics.load(shared, ASIDE) === 0) restore(shared);
  };
  update();
  const { PerformanceObserver } = getBuiltinModule('node:perf_hooks');
  // It becomes smaller by itself while there is little to do, and must be able to grow again.
  new PerformanceObserver(update).observe({ entryTypes: ['gc'] });
}

function sizeOfYoung(): number {
  const { getHeapSpaceStatistics } = getBuiltinModule('node:v8');
  return getHeapSpaceStatistics().find((it) => it.space_name === 'new_space')?.space_size ?? 0;
}

/** Does work as if the heap were not limited; undefined if it is not. */
export function withoutHeapLimit<T>(work: () => T): T | undefined {
  const shared = getBuiltinModule('node:worker_threads').getEnvironmentData(LIMIT);
  if (!(shared instanceof Int32Array)) return undefined;
  Atomics.add(shared, ASIDE, 1);
  setFlags(...NO_LIMIT);
  try {
    return work();
  } finally {
    if (Atomics.sub(shared, ASIDE, 1) === 1) restore(shared);
  }
}

function restore(shared: Shared): void {
  setFlags(shared[GROWTH] ?? NO_LIMIT[GROWTH], shared[FACTOR] ?? NO_LIMIT[FACTOR]);
}

function setFlags(growth: number, factor: number): void {
  const { setFlagsFromString } = getBuiltinModule('node:v8');
  setFlagsFromString(`--heap-growing-percent=${growth}`);
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}
