/** Loaded before a program: leaves the most memory that it had in a file, in bytes. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.GNN_BENCH_PEAK, String(process.resourceUsage().maxRSS * 1024));
});
