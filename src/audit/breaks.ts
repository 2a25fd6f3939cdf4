/** Records, lists and accepts breaks of the audit log, and tells its own lines from others. Pure. */
import { isObject, own } from '../domain/json.js';
import type { AuditEvent, AuditHead } from '../domain/model.js';
import type { DraftEvent } from '../domain/registry-state.js';
import { isJoin, readHeads } from './join.js';
import type { AuditLine, ParsedLine } from './replay.js';
import { ACCEPTED, ACCEPT_BREAKS, BASELINE, BREAK, FIND_BREAK, FORMER_LOG } from './words.js';

/** A difference between the log and what the registry says of it. */
export interface LogBreak {
  /** Such as `the log was missing`. */
  readonly problem: string;
  /** The names of the files, next to the log, in which its lines are kept that were set aside. */
  readonly keptIn: readonly string[];
}

/** A break, as an event records it. */
export interface RecordedBreak extends LogBreak {
  readonly sequence: number;
  readonly at: string;
}

/** Returns the value with which an event records a break. */
export function toBreakValue({ problem, keptIn }: LogBreak): Readonly<Record<string, unknown>> {
  return { [BREAK]: { problem, kept_in: keptIn } };
}

/** Drafts the event that records a break after which the log goes on. */
export function draftBreak(found: LogBreak): DraftEvent {
  return createDraft(FIND_BREAK, null, { before: {}, after: { ...toBreakValue(found) } });
}

/** How much of what is accepted an event repeats. */
const MAX_ACCEPTED = 100;

/**
 * Drafts the event that accepts every break recorded before it, also in the same commit.
 *
 * @param accepted - what is accepted, in words
 */
export function draftAcceptance(accepted: readonly string[], reason: string): DraftEvent {
  const values = { before: {}, after: { [ACCEPTED]: accepted.slice(0, MAX_ACCEPTED) } };
  return createDraft(ACCEPT_BREAKS, reason, values);
}

function createDraft(
  action: string,
  reason: string | null,
  values: Pick<AuditEvent, 'before' | 'after'>,
): DraftEvent {
  return { action, modelId: null, version: null, reason, values };
}

/** Reads the break that an event records; undefined if it records none. */
export function readBreak({ after }: Pick<AuditEvent, 'after'>): LogBreak | undefined {
  const value = own(after, BREAK);
  if (value === undefined) return undefined;
  const { problem, kept_in: keptIn } = isObject(value) ? value : {};
  return {
    problem: typeof problem === 'string' ? problem : 'it is not described',
    keptIn: Array.isArray(keptIn) ? keptIn.filter((it) => typeof it === 'string') : [],
  };
}

/** Lists the recorded breaks that nobody has accepted yet. */
export function listOpenBreaks(lines: Iterable<ParsedLine>): RecordedBreak[] {
  let open: RecordedBreak[] = [];
  let aside: RecordedBreak[] = [];
  for (const line of lines) {
    if ('problem' in line) continue;
    const { action, sequence, at } = line.event;
    // Who accepts breaks on a branch knows nothing of those on another one.
    if (action === ACCEPT_BREAKS && line.isAside) aside = [];
    else if (action === ACCEPT_BREAKS) open = [];
    if (!line.isAside) open.push(...aside.splice(0));
    const found = readBreak(line.event);
    if (found !== undefined) (line.isAside ? aside : open).push({ ...found, sequence, at });
  }
  return [...open, ...aside];
}

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
  const genuine: ReadonlySet<ParsedLine> = followChain(
    lines.filter((it) => 'event' in it),
    head,
  );
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
 * Follows the chain back from the last event, and goes on below each gap in it. Where the log started
 * again, it goes on from the event that was the last one then.
 */
function followChain(lines: readonly AuditLine[], head: AuditHead | undefined): Set<AuditLine> {
  const places = new Map(lines.map((it, place) => [it.hash, place]));
  const found = new Set<AuditLine>();
  const joined = new Set<AuditLine>();
  let isProven = true;
  let top = lines.length;
  let next = lines[places.get(head?.hash ?? '') ?? top - 1];
  while (next !== undefined && !found.has(next)) {
    found.add(next);
    if (isJoin(next.event)) followJoined(next, lines, places, joined);
    const { hash, isRestart, event } = next;
    const { sequence, previous } = event;
    const place = places.get(previous ?? '');
    if (isRestart) {
      top = places.get(hash) ?? 0;
      next = lines[place !== undefined && place < top ? place : top - 1];
      continue;
    }
    // Nothing came before a log that does not name one.
    if (isProven && event.action === BASELINE && !Object.hasOwn(event.before, FORMER_LOG)) break;
    next = place === undefined ? undefined : lines[place];
    if (next !== undefined || sequence <= 1) continue;
    isProven = false;
    // The event before it is gone or was changed: one with its number is not genuine, nor is one after it.
    top = Math.min(top, places.get(hash) ?? top);
    do top -= 1;
    while (top >= 0 && !isBefore(lines[top], sequence, found));
    next = lines[top];
  }
  return new Set([...found, ...joined]);
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
  sequence: number,
  found: ReadonlySet<AuditLine>,
): boolean {
  return line !== undefined && line.event.sequence < sequence - 1 && !found.has(line);
}

/**
 * Explains why a log does not prove that it still has all that led to an event.
 *
 * @param hash - the event, as somebody kept it elsewhere: 64 hexadecimal digits, with or without prefix
 * @returns undefined if the log has the event, and has not started again since
 */
export function explainLostHead(lines: readonly ParsedLine[], hash: string): string | undefined {
  const wanted = `sha256:${hash.toLowerCase().replace(/^sha256:/, '')}`;
  const place = lines.findIndex((it) => 'event' in it && it.hash === wanted);
  if (place < 0) return `the log does not contain the event ${wanted}`;
  const found = lines[place];
  const isAside = found !== undefined && 'event' in found && found.isAside;
  const restart = lines
    .slice(place + 1)
    .find((it) => 'event' in it && it.isRestart && (isAside || !it.isAside));
  if (restart === undefined || !('event' in restart)) return undefined;
  const { sequence, at } = restart.event;
  return `the log started again after that event, with event ${sequence} of ${at}`;
}
