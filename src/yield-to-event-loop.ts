import { setImmediate as nextTurn } from 'node:timers/promises';
import { hrtime } from './process-globals.js';

/** How long signals and timers may be blocked, in nanoseconds. */
const MAX_BLOCKING_TIME = 5_000_000n;

let lastTurn = 0n;

/**
 * Lets the event loop handle signals and timers now and then. Call it before each of many short
 * pieces of synchronous work; a turn of the event loop for each would cost more than the work.
 */
export async function takeTurn(): Promise<void> {
  // `performance` would load a Node module that most commands do not need.
  if (hrtime.bigint() - lastTurn < MAX_BLOCKING_TIME) return;
  await nextTurn();
  lastTurn = hrtime.bigint();
}
