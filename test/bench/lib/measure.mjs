/** Times and sizes of whole processes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const USAGE = pathToFileURL(join(import.meta.dirname, '../programs/usage.mjs')).href;

/** Runs Node on a script. @returns Milliseconds, the exit code, and the output. */
export function runNode(args, { cwd, env = {} } = {}) {
  const begun = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { ms: Number(process.hrtime.bigint() - begun) / 1e6, status, stdout, stderr };
}

/** Runs Node on a script. @returns milliseconds by the clock and of the CPU, and the peak memory in bytes */
export function measureNode(args, { cwd, sound = [0] }) {
  const file = join(tmpdir(), `gnn-bench-usage-${process.pid}`);
  const env = { GNN_BENCH_USAGE: file };
  const { ms, status, stderr } = runNode(['--import', USAGE, ...args], { cwd, env });
  if (!sound.includes(status)) throw new Error(`${args.join(' ')} answers ${status}: ${stderr}`);
  const usage = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return { ms, ...usage };
}

/** The memory of a process while it runs, by Linux: in bytes, at so many moments from its start to its end. */
export async function memoryDuring(args, moments, { cwd }) {
  const child = spawn(process.execPath, args, { cwd, stdio: 'ignore' });
  const seen = [];
  const look = setInterval(() => {
    const kilobytes = residentOf(child.pid);
    if (kilobytes > 0) seen.push(kilobytes * 1024);
  }, 20);
  await once(child, 'exit');
  clearInterval(look);
  return Array.from(
    { length: moments },
    (_, at) => seen[Math.round(((seen.length - 1) * (at + 1)) / moments)] ?? 0,
  );
}

/** In kilobytes; 0 if that is not to be seen. */
function residentOf(pid) {
  try {
    return Number(
      /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

/**
 * Measures two things alternately, so that disturbances affect both.
 *
 * @returns the medians of both, and the median of the ratios
 */
export function compare(rounds, one, floor) {
  return compareAll(rounds, one, [floor])[0];
}

/** The same with several floors, in their order. */
export function compareAll(rounds, one, floors) {
  const measured = Array.from({ length: rounds }, (_, round) => {
    // The order alternates, because the first may find cold caches.
    if (round % 2 === 1) return { ms: one(), others: floors.map((floor) => floor()) };
    const others = floors.map((floor) => floor());
    return { ms: one(), others };
  });
  return floors.map((_, at) => ({
    ms: median(measured.map(({ ms }) => ms)),
    floor: median(measured.map(({ others }) => others[at])),
    ratio: median(measured.map(({ ms, others }) => ms / others[at])),
  }));
}
