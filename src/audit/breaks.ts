/** Records, lists and accepts breaks of the audit log. Pure. */
import { isObject, own } from '../domain/json.js';
import type { AuditEvent } from '../domain/model.js';
import type { DraftEvent } from '../domain/registry-state.js';
import type { ParsedLine } from './replay.js';
import { ACCEPTED, ACCEPT_BREAKS, BREAK, FIND_BREAK } from './words.js';

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
