/** Starts real processes and reports how they ended. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run that takes longer is considered hung; it is killed and reported. */
export const LONGEST_MS = 180_000;

const alive = new Set();

/** Kills all started programs that are still running. */
export function endAll() {
  for (const child of alive) end(child);
}

/** Kills a program and everything that it started, such as strace and what it traces. */
export function end({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

/**
 * Starts a program.
 *
 * @returns the child, and `done`: its code or signal, its output, its duration in milliseconds, and
 *   its peak memory in MB (0 if that was not measured)
 */
export function start(command, args, { cwd, env, memory = false, limit = LONGEST_MS } = {}) {
  const begun = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // In its own process group, so that it can be killed as a whole.
    detached: true,
  });
  alive.add(child);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk) => {
      text[name] += chunk;
    });
  }
  const watch = memory ? watchMemory(child.pid) : undefined;
  const timer = setTimeout(() => end(child), limit);
  const done = new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      alive.delete(child);
      const ms = performance.now() - begun;
      const peak = watch?.() ?? 0;
      settle({ code, signal, ...text, ms, peak, hung: ms >= limit });
    });
  });
  return { child, done };
}

/** Polls the kernel for the peak memory while the process runs. */
function watchMemory(pid) {
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      if (found !== null) peak = Math.max(peak, Number(found[1]) / 1024);
    } catch {
      // It has just ended.
    }
  }, 10);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** Starts the built command. A prefix is a program that runs it, such as strace; the flags are Node's. */
export function startCli({ dist }, args, { prefix = [], flags = [], ...options } = {}) {
  const program = [process.execPath, ...flags, join(dist, 'gnn-registry.js')];
  const [command, ...rest] = [...prefix, ...program, ...args];
  return start(command, rest, options);
}

export function runCli(context, args, options) {
  return startCli(context, args, options).done;
}

/** Whether a process has ended, by itself or not. */
export function isOver({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}

/** A run that was acknowledged: its models must never be lost. */
export function isAcknowledged({ code }) {
  return code === 0 || code === 2;
}

/** Starts a program of the torture with its instructions as JSON. */
export function startProgram({ dist }, name, order, options) {
  const path = join(import.meta.dirname, '../programs', name);
  return start(process.execPath, [path, JSON.stringify({ dist, ...order })], options);
}

/** Runs such a program, which answers with JSON on its standard output. */
export async function askProgram(context, name, order, options) {
  const { code, stdout, stderr, ...rest } = await startProgram(context, name, order, options).done;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr.slice(0, 2000)}`);
  return { ...JSON.parse(stdout), ...rest };
}
