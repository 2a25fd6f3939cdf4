/** Follows the chain of the audit log, and tells its own events from forged ones. Pure. */
import { isObject, own } from '../domain/json.js';
import type { AuditEvent, AuditHead } from '../domain/model.js';
import { isJoin, readHeads } from './join.js';
import type { AuditLine, ParsedLine } from './replay.js';
import { BASELINE, FORMER_LOG, GAPS } from './words.js';

/** Gaps in a log: by the hash of a missing event, the event below it with which the log goes on. */
export type Gaps = ReadonlyMap<string, AuditHead>;

/**
 * Leaves out events that the chain refutes: those that were inserted, or that the next one does not
 * name as its predecessor. Events before a missing one stay, since nothing speaks against them.
 *
 * @param head - the last event, as the registry names it
 */
export function withoutForged(
  lines: readonly ParsedLine[],
  head: AuditHead | undefined,
): readonly ParsedLine[] {
  if (isOneChain(lines, head)) return lines;
  const events = lines.filter((it) => 'event' in it);
  const genuine: ReadonlySet<ParsedLine> = followChain(events, head).events;
  return lines.filter((it) => 'problem' in it || genuine.has(it));
}

/** Whether each line names the one before it, also where the log started again, up to the last event. */
function isOneChain(lines: readonly ParsedLine[], head: AuditHead | undefined): boolean {
  let last: string | undefined;
  for (const line of lines) {
    if ('problem' in line) return false;
    const { hash, event } = line;
    if (last !== undefined && event.previous !== last) return false;
    last = hash;
  }
  return last === head?.hash;
}

/**
 * Lists the gaps in a log below which its chain goes on, so that a baseline can record them: what is below
 * is as sure from then on as what is above.
 *
 * @param head - the last event; undefined if none is known
 * @returns by the hash that nothing has any more: the event that follows below, the last gap first
 */
export function listGaps(lines: readonly ParsedLine[], head: AuditHead | undefined): Gaps {
  return followChain(
    lines.filter((it) => 'event' in it),
    head,
  ).gaps;
}

/** Reads the gaps that a baseline records. */
function readGaps({ before }: AuditEvent): Gaps {
  const value = own(before, GAPS);
  const pairs = isObject(value) ? Object.entries(value) : [];
  return new Map(
    pairs.flatMap(([missing, below]): [string, AuditHead][] => {
      const { sequence, hash } = isObject(below) ? below : {};
      const isHead = typeof sequence === 'number' && typeof hash === 'string';
      return isHead ? [[missing, { sequence, hash }]] : [];
    }),
  );
}

interface Followed {
  readonly events: ReadonlySet<AuditLine>;
  readonly gaps: Gaps;
}

/**
 * Follows the chain back from the last event, and goes on below each gap in it. Where the log started
 * again, it goes on from the event that was the last one then.
 */
function followChain(lines: readonly AuditLine[], head: AuditHead | undefined): Followed {
  const places = new Map(lines.map((it, place) => [it.hash, place]));
  const lineOf = (hash: string | null | undefined): AuditLine | undefined =>
    lines[places.get(hash ?? '') ?? lines.length];
  const found = new Set<AuditLine>();
  const joined = new Set<AuditLine>();
  // What later baselines record comes first.
  let recorded: Gaps = new Map();
  const gaps = new Map<string, AuditHead>();
  let isProven = true;
  let top = lines.length;
  let next = lineOf(head?.hash) ?? lines[top - 1];
  while (next !== undefined && !found.has(next)) {
    found.add(next);
    if (isJoin(next.event)) followJoined(next, lines, places, joined);
    const { hash, isRestart, event } = next;
    const { sequence, previous } = event;
    if (event.action === BASELINE) recorded = new Map([...readGaps(event), ...recorded]);
    if (isRestart) {
      top = places.get(hash) ?? 0;
      const place = places.get(previous ?? '');
      next = lines[place !== undefined && place < top ? place : top - 1];
      continue;
    }
    // Nothing came before a log that does not name one.
    if (isProven && event.action === BASELINE && !Object.hasOwn(event.before, FORMER_LOG)) break;
    next = lineOf(previous);
    if (next !== undefined || sequence <= 1) continue;
    isProven = false;
    const below = recorded.get(previous ?? '');
    next = lineOf(below?.hash);
    // The event before it is gone or was changed: one with its number is not genuine, nor is one after it.
    const missing = next === undefined ? (below?.sequence ?? sequence - 1) : sequence;
    top = Math.min(top, places.get(hash) ?? top);
    while (next === undefined && top > 0) {
      top -= 1;
      if (isBefore(lines[top], missing, found)) next = lines[top];
    }
    if (next !== undefined && previous !== null) {
      gaps.set(previous, { sequence: next.event.sequence, hash: next.hash });
    }
  }
  return { events: new Set([...found, ...joined]), gaps };
}

/** Adds the events that lead to those that a join names. */
function followJoined(
  join: AuditLine,
  lines: readonly AuditLine[],
  places: ReadonlyMap<string, number>,
  joined: Set<AuditLine>,
): void {
  const wanted = readHeads(join.event);
  for (let hash = wanted.pop(); hash !== undefined; hash = wanted.pop()) {
    const line = lines[places.get(hash) ?? lines.length];
    if (line?.isAside !== true || joined.has(line)) continue;
    joined.add(line);
    const { event } = line;
    wanted.push(...[event.previous ?? []].flat(), ...(isJoin(event) ? readHeads(event) : []));
  }
}

function isBefore(
  line: AuditLine | undefined,
  missing: number,
  found: ReadonlySet<AuditLine>,
): boolean {
  return line !== undefined && line.event.sequence < missing && !found.has(line);
}
