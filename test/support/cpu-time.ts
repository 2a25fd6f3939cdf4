import { cpuUsage } from 'node:process';

/** Milliseconds of this process's work, whatever else the machine does meanwhile. */
export function millisecondsOf(work: () => void): number {
  const start = cpuUsage();
  work();
  const { user, system } = cpuUsage(start);
  return (user + system) / 1000;
}
