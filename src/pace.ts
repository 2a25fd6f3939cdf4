import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds; what people and timers wait for may wait so long. */
const LONGEST = 5;

let turnedAt = 0;

/**
 * Lets signals and timers in, now and then: to be asked before each of many short pieces of
 * synchronous work. A turn of the event loop for each of them would cost more than the work.
 */
export async function takeTurn(): Promise<void> {
  if (performance.now() - turnedAt < LONGEST) return;
  await nextTurn();
  turnedAt = performance.now();
}
