/** Preloaded into a program: writes what it has taken to a file, its CPU time in milliseconds and its peak memory in bytes. */
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { cpu: (userCPUTime + systemCPUTime) / 1000, peak: peak() };
  writeFileSync(process.env.GNN_BENCH_USAGE, JSON.stringify(usage));
});

/** Not `resourceUsage`, which includes what the process was before it ran this program. */
function peak() {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
