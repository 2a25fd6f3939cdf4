/**
 * Makes a fault in a process at one of its calls that change files: load it with `node --import`, or call
 * `install` where the process goes on after the fault.
 *
 * GNN_FAULT is `{ call, place, nth, fault }` as JSON, or a list of these: the name of the call in
 * `node:fs`, a regular expression for its paths as {@link nameOf} gives them, the how many-th of these
 * calls (0: each), and one of `stop-before`, `stop-after`, `kill-before`, `kill-after`, `half`, an error
 * code, or a code after `done-`, which is answered although the call was performed. GNN_FAULT_TRACE is a
 * file that gets the name and the place of each call.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { appendFileSync, fstatSync, readlinkSync } = fs;

/** The calls that change something; `openSync` counts if it creates a file. */
const CALLS = [
  'chmodSync',
  'fsyncSync',
  'linkSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'utimesSync',
  'writeSync',
];

/** A path without the parts that differ between runs. */
export function nameOf(path) {
  return path
    .replace(/^.*?4_model_registry_output\/?/, '')
    .replace(/\.\d+-[0-9a-f]{12}\.tmp/, '~')
    .replace(/events-[0-9a-f]{32}\.jsonl/, 'events')
    .replace(/\d+@[^/]*~[0-9a-f]{12}$/, 'HOLDER');
}

function placeOf(call, args) {
  if (call === 'openSync' && !isCreation(args[1])) return undefined;
  if (call !== 'writeSync' && call !== 'fsyncSync') {
    return args
      .filter((it) => typeof it === 'string' && it.includes('/'))
      .map(nameOf)
      .join(' ');
  }
  const found = fstatSync(args[0]);
  return found.isFile() || found.isDirectory()
    ? nameOf(readlinkSync(`/proc/self/fd/${args[0]}`))
    : undefined;
}

function isCreation(flags) {
  return typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : /[wa]/.test(flags);
}

/** @returns what undoes it */
export function install(faults, trace) {
  const wanted = faults.map((it) => ({ nth: 1, ...it, pattern: new RegExp(it.place), count: 0 }));
  const originals = CALLS.map((call) => [call, fs[call]]);
  for (const [call, original] of originals) {
    fs[call] = (...args) => {
      const at = placeOf(call, args);
      if (at === undefined) return original(...args);
      if (trace !== undefined) appendFileSync(trace, `${call}\t${at}\n`);
      const hit = wanted.find(
        (it) => it.call === call && it.pattern.test(at) && (++it.count === it.nth || it.nth === 0),
      );
      return hit === undefined ? original(...args) : fail(hit.fault, original, args);
    };
  }
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, Object.fromEntries(originals));
    syncBuiltinESMExports();
  };
}

function fail(fault, original, args) {
  const signal = fault.startsWith('stop') ? 'SIGSTOP' : 'SIGKILL';
  switch (fault) {
    case 'stop-before':
    case 'kill-before':
      interrupt(signal);
      return original(...args);
    case 'stop-after':
    case 'kill-after': {
      const result = original(...args);
      interrupt(signal);
      return result;
    }
    case 'half': {
      const [file, bytes, from = 0, length = bytes.length] = args;
      original(file, bytes, from, Math.floor(length / 2));
      return interrupt('SIGKILL');
    }
    default:
      if (fault.startsWith('done-')) return answerOtherwise(fault.slice(5), original, args);
      throw Object.assign(new Error(`${fault}: injected`), { code: fault });
  }
}

function answerOtherwise(code, original, args) {
  const result = original(...args);
  if (typeof result === 'number') fs.closeSync(result);
  throw Object.assign(new Error(`${code}: injected`), { code });
}

function interrupt(signal) {
  process.kill(process.pid, signal);
}

const { GNN_FAULT, GNN_FAULT_TRACE } = process.env;
if (isMainThread && (GNN_FAULT !== undefined || GNN_FAULT_TRACE !== undefined)) {
  install([JSON.parse(GNN_FAULT ?? '[]')].flat(), GNN_FAULT_TRACE);
}
