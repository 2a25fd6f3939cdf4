/** The calls of a command that change something, and faults at them, as `test/support/fault.mjs` makes them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags of Node with which a command can have a fault or be traced. */
export const FLAGS = ['--import', join(import.meta.dirname, '../../support/fault.mjs')];

/** The calls in a trace, each with its number among those of its name and place. */
export function readCalls(trace) {
  const counts = new Map();
  // A command that has nothing to do changes nothing.
  if (!existsSync(trace)) return [];
  return readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line, at, lines) => {
      const nth = (counts.get(line) ?? 0) + 1;
      counts.set(line, nth);
      const [call, place] = line.split('\t');
      return { call, place, nth, isLast: at === lines.length - 1 };
    });
}

/** A kill after a call leaves what a kill before the next one leaves, so only the last has one. */
export function faultsAt({ call, isLast }) {
  return [
    'kill-before',
    ...(isLast ? ['kill-after'] : []),
    ...(call === 'writeSync' ? ['half'] : []),
    'ENOSPC',
    'EACCES',
  ];
}

/** The environment in which a command has a fault at a call. */
export function faultAt({ call, place, nth }, fault) {
  const pattern = `^${place.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`;
  return { GNN_FAULT: JSON.stringify({ call, place: pattern, nth, fault }) };
}

export function describePoint({ call, place, nth }, fault) {
  return `${fault} at ${call} ${place} (${nth}.)`;
}
