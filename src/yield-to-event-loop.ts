import { setImmediate as nextTurn } from 'node:timers/promises';
import { hrtime } from './process-globals.js';

/** Nanoseconds; what people and timers wait for may wait so long. */
const LONGEST = 5_000_000n;

let turnedAt = 0n;

/**
 * Lets signals and timers in, now and then: to be asked before each of many short pieces of
 * synchronous work. A turn of the event loop for each of them would cost more than the work.
 */
export async function takeTurn(): Promise<void> {
  // `performance` would load a module of Node that most commands have no use for.
  if (hrtime.bigint() - turnedAt < LONGEST) return;
  await nextTurn();
  turnedAt = hrtime.bigint();
}
