/** Processes that each call the built program again and again: starting it takes longer than most calls. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env as ownEnv, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import type { Ended } from './faulty-process.js';

const PROGRAM = join(import.meta.dirname, 'resident.mjs');

/** A call of the built program; without an environment of its own, it has that of its process. */
export interface Order {
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a call ended, and what a process of its own would have used, as `readUsed` tells it. */
export interface Measured extends Ended {
  readonly used: { readonly cpu: number; readonly memory: number };
}

/** Asks a process for a call; it does one after the other. */
export type Resident = (order: Order) => Promise<Measured>;

/**
 * Starts such a process, which ends with this one.
 *
 * @param prefix - a program that starts it, such as `env`, with its arguments
 */
export function startResident(
  prefix: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = ownEnv,
): Resident {
  const [program = execPath, ...args] = [...prefix, execPath, PROGRAM];
  const { stdin, stdout } = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async (order) => {
    stdin.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new Error(`it ended at ${order.argv.join(' ')}`);
    return JSON.parse(value);
  };
}

/** Starts some of these, which make the calls in turns: each knows of the call before what is on the disk. */
export function startInTurns(
  count: number,
  env?: Readonly<Record<string, string | undefined>>,
): Resident {
  const residents = Array.from({ length: count }, () => startResident([], env));
  return async (order) => {
    const [next] = residents;
    if (next === undefined) throw new Error('nobody is there to ask');
    residents.push(...residents.splice(0, 1));
    return next(order);
  };
}
