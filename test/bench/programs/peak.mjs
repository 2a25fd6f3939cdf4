/** Loaded before a program: leaves the most memory that it had in a file, in bytes. */
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.GNN_BENCH_PEAK, String(peak()));
});

/** What the system says of resources counts what the process was before it was this program. */
function peak() {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
