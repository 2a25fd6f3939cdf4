import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath, kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { STEP } from './registry-workshop.js';

const BIN = join(import.meta.dirname, '../../dist/gnn-registry.js');
const FAULT = join(import.meta.dirname, 'fault.mjs');

/** A fault of a process at one of its calls; see `fault.mjs`. */
export interface Fault {
  readonly call: string;
  readonly place: string;
  readonly nth?: number;
  readonly fault: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** How a command is started. */
export interface Start {
  readonly cwd: string;
  readonly fault?: Fault | readonly Fault[];
  /** A file that gets the name and the place of each call that changes files. */
  readonly trace?: string;
  /** A program that runs it, such as `env`, with its arguments. */
  readonly prefix?: readonly string[];
}

/** Starts the built command. */
export function startBuilt(
  argv: readonly string[],
  { cwd, fault, trace, prefix = [] }: Start,
): Running {
  const flags = fault === undefined && trace === undefined ? [] : ['--import', FAULT];
  const [program = execPath, ...args] = [...prefix, execPath, ...flags, BIN, ...argv];
  const child = spawn(program, args, {
    cwd,
    env: {
      ...env,
      NO_COLOR: '1',
      ...(fault && { GNN_FAULT: JSON.stringify(fault) }),
      ...(trace !== undefined && { GNN_FAULT_TRACE: trace }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Calls the built command, and waits for its end. */
export function runBuilt(argv: readonly string[], start: Start): Promise<Ended> {
  return startBuilt(argv, start).ended;
}

/** Starts the built command and waits until its fault has stopped it. @throws Error if it ends before */
export async function startStopped(
  argv: readonly string[],
  start: Start & { readonly fault: Fault },
): Promise<{ readonly resume: () => Promise<Ended>; readonly kill: () => Promise<Ended> }> {
  const { child, ended } = startBuilt(argv, start);
  while (!isStopped(child)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const { code, stdout, stderr } = await ended;
      throw new Error(`it ended with ${code} before it stopped: ${stdout}${stderr}`);
    }
    await sleep(5);
  }
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return { resume: () => end('SIGCONT'), kill: () => end('SIGKILL') };
}

function isStopped({ pid }: ChildProcess): boolean {
  try {
    kill(pid ?? 0, 0);
    return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
  } catch {
    return false;
  }
}

/** Makes the lock stale, if a process holds it, as if it had stood still for a minute. */
export function makeLockStale(cwd: string): void {
  const lock = join(cwd, STEP, 'model_registry.json.lock');
  const old = new Date(Date.now() - 60_000);
  if (existsSync(lock)) utimesSync(lock, old, old);
}
