/** What work costs, whatever else the machine does meanwhile. */
import { cpuUsage } from 'node:process';
import { expect } from 'vitest';

/** Others only ever add to what work takes, so that the least of a few measurements is nearest to it. */
export const MAX_TRIES = 4;

/** Expects that work takes this process less than a number of milliseconds, in one of a few tries. */
export function within(milliseconds: number, work: () => void): void {
  let least = Infinity;
  for (let tried = 0; tried < MAX_TRIES && least >= milliseconds; tried += 1) {
    least = Math.min(least, millisecondsOf(work));
  }
  expect(least, 'milliseconds').toBeLessThan(milliseconds);
}

function millisecondsOf(work: () => void): number {
  const start = cpuUsage();
  work();
  const { user, system } = cpuUsage(start);
  return (user + system) / 1000;
}
