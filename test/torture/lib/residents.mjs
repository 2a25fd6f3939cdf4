/**
 * Calls the built command where no process of its own is what is tried: in processes that stay, for starting one takes
 * longer than most calls.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LONGEST_MS, runCli } from './program.mjs';

const PROGRAM = join(import.meta.dirname, '../../support/resident.mjs');
/** Each meets what another one has written: it remembers nothing of the call before. */
const IN_TURN = 2;

/** Of each row's context, by what they are started with. */
const inTurns = new WeakMap();
/** What ends each. */
const ends = [];

/** Calls the command as `runCli` does; with a prefix, always in the same process. */
export function callCli(context, args, { prefix = [], ...options } = {}) {
  const all = inTurns.get(context) ?? new Map();
  inTurns.set(context, all);
  const key = prefix.join(' ');
  const residents = all.get(key) ?? [];
  all.set(key, residents);
  const isFull = residents.length === (prefix.length === 0 ? IN_TURN : 1);
  const next = isFull ? residents.shift() : startResident(context, prefix);
  residents.push(next);
  return next(args, options);
}

/** Calls the command in a process of its own; in the short form, in those that stay. */
export function callOnce(context, args, options) {
  return (context.quick ? callCli : runCli)(context, args, options);
}

/**
 * Starts a process that calls the command again and again, one call after the other.
 *
 * @returns calls it, and tells how that ended as `runCli` does
 */
export function startResident({ dist }, prefix = []) {
  const [command, ...rest] = [...prefix, process.execPath, PROGRAM, dist];
  const ownEnv = { ...process.env, NO_COLOR: '1' };
  const child = spawn(command, rest, { env: ownEnv, stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  // Only a call keeps this process waiting.
  for (const it of [child, stdin, stdout]) it.unref();
  const waiting = [];
  const settle = (ended) => {
    waiting.shift()(ended);
    if (waiting.length === 0) stdout.unref();
  };
  createInterface({ input: stdout }).on('line', (line) => settle(JSON.parse(line)));
  const closed = once(child, 'close');
  let over;
  child.once('close', (code, signal) => {
    over = { code, signal, stdout: '', stderr: 'its process ended' };
    while (waiting.length > 0) settle(over);
  });
  ends.push(() => {
    child.ref();
    stdin.end();
    return closed;
  });
  return async (args, { cwd, env } = {}) => {
    if (over !== undefined) return { ...over, ms: 0, hung: false };
    const begun = performance.now();
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
    const ended = await new Promise((done) => {
      waiting.push(done);
      stdout.ref();
      // Else it is that of its process, as the prefix left it.
      const order = { cwd, argv: args, ...(env && { env: { ...ownEnv, ...env } }) };
      stdin.write(`${JSON.stringify(order)}\n`);
    });
    clearTimeout(timer);
    const ms = performance.now() - begun;
    return { ...ended, ms, hung: ms >= LONGEST_MS };
  };
}

/** Ends all of them. If this process is killed, they end by themselves. */
export async function endResidents() {
  await Promise.all(ends.splice(0).map((end) => end()));
}
