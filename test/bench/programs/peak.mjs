/** Preloaded into a program: writes its peak memory, in bytes, to a file. */
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.GNN_BENCH_PEAK, String(peak()));
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
