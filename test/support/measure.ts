/** What work costs, whatever else the machine does meanwhile. */
import { spawnSync } from 'node:child_process';
import { cpuUsage, execPath } from 'node:process';
import { expect } from 'vitest';
import { METER } from './meter.mjs';

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

/** What Node takes to start on the machine of `test/bench/RESULTS.md`, in microseconds of CPU time. */
const START_THERE = 61_000;

/** What a process under `METER` (`meter.mjs`) used, from its standard error. */
export function readUsed(stderr: string): { readonly cpu: number; readonly memory: number } {
  const [, used = '[]'] = /^used (\[.*\])$/m.exec(stderr) ?? [];
  const [cpu = Infinity, memory = Infinity]: number[] = JSON.parse(used);
  return { cpu, memory };
}

/**
 * How many times as slow as there this machine is right now: another model, or work beside the tests. At
 * least 1. A bound of CPU time that is exceeded may be exceeded by as much.
 */
export function slowness(): number {
  const starts = Array.from({ length: MAX_TRIES }, () => {
    const { stderr } = spawnSync(execPath, ['--import', METER, '-e', '0'], { encoding: 'utf8' });
    return readUsed(stderr).cpu;
  });
  return Math.max(1, Math.min(...starts) / START_THERE);
}
