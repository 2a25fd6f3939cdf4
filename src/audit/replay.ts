/** The lines of the audit log → the registry that they lead to, and what is wrong with them. Pure. */
import { hashLine, sha256 } from '../domain/canonical.js';
import { isObject, keysOfPointer, own, parseJson } from '../domain/json.js';
import { linesIn } from '../domain/lines.js';
import type { AuditEvent, AuditHead, Entry, PurgedModel } from '../domain/model.js';
import { BASELINE, FORMER_LOG, PURGED } from './words.js';

/** A log, applied. */
export interface Replayed {
  /** Entries by id. */
  readonly models: ReadonlyMap<string, Entry>;
  readonly purged: Readonly<Record<string, PurgedModel>>;
  /** Of the last event that was applied. */
  readonly head: AuditHead | undefined;
  readonly events: number;
  /** What does not hold, by line from 1. */
  readonly problems: readonly AuditProblem[];
  /** What did not hold when the log began anew behind it, and was left as it was. */
  readonly former: readonly AuditProblem[];
}

export interface AuditProblem {
  readonly line: number;
  /** `it is no JSON` */
  readonly problem: string;
}

/** One line of the log, read. */
export interface AuditLine {
  readonly line: number;
  readonly hash: string;
  readonly event: AuditEvent;
  /** The log begins anew here, and all that stands in front is as it was then. */
  readonly isFresh: boolean;
}

/** What a line of a log is: an event, or what is wrong with it. */
export type ReadLine = AuditLine | AuditProblem;

/**
 * Reads a log line by line, and checks the chain. A line that stands there a second time is left
 * out: a writer that slept may have written what another one had completed for it. An empty one
 * says nothing.
 *
 * @param text - the bytes of the log: it may be longer than a string can be
 * @param isEvent - whether a value fits the schema of an event
 */
export function* readLog(
  text: string | Buffer,
  isEvent: (value: unknown) => value is AuditEvent,
): Generator<ReadLine> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const seen = new Set<string>();
  let last: AuditHead | undefined;
  let line = 0;
  for (const { from, bytes: written, isEnded } of linesIn(bytes)) {
    line += 1;
    const hash = hashLine(written);
    if (written.length === 0 || seen.has(hash)) continue;
    const event = parseJson(written.toString('utf8'));
    if (!isEvent(event)) {
      yield { line, problem: describeNoEvent(event, isEnded) };
      continue;
    }
    const isBaseline = event.action === BASELINE;
    const former = isBaseline ? event.before[FORMER_LOG] : undefined;
    const isFresh = isBaseline && former === formerHash(bytes, from);
    const problem = isBaseline
      ? describeFormer(isFresh, former)
      : describeBreak(event, last, event.previous);
    if (problem !== undefined) yield { line, problem };
    seen.add(hash);
    last = { sequence: event.sequence, hash };
    yield { line, hash, event, isFresh };
  }
}

function describeNoEvent(event: unknown, isEnded: boolean): string {
  if (!isEnded) return 'it is cut off';
  return event === undefined ? 'it is no JSON' : 'it is no event of an audit log';
}

function describeFormer(isFresh: boolean, former: unknown): string | undefined {
  // Without a hash, all that stands in front was lost after it.
  if (isFresh) return undefined;
  return former === undefined
    ? 'the log begins with it, and other lines stand in front of it'
    : 'the lines in front of it were changed or are missing';
}

function describeBreak(
  { sequence }: AuditEvent,
  last: AuditHead | undefined,
  previous: string | null,
): string | undefined {
  if (previous !== (last?.hash ?? null)) {
    return `the event before it (${previous ?? 'none'}) was changed or is missing`;
  }
  const number = last?.sequence ?? 0;
  return sequence === number + 1 ? undefined : `it is number ${sequence} and follows ${number}`;
}

/** The hash of what stands in front of a baseline; undefined where that is nothing. */
function formerHash(bytes: Buffer, from: number): string | undefined {
  return from === 0 ? undefined : `sha256:${sha256(bytes.subarray(0, from))}`;
}

/** Applies the events of a log, one after the other. */
export function replay(lines: Iterable<ReadLine>): Replayed {
  const models = new Map<string, Entry>();
  const purged = new Map<string, PurgedModel>();
  const former: AuditProblem[] = [];
  let problems: AuditProblem[] = [];
  let head: AuditHead | undefined;
  let events = 0;
  for (const read of lines) {
    if ('problem' in read) {
      problems.push(read);
      continue;
    }
    const { event, hash } = read;
    events += 1;
    head = { sequence: event.sequence, hash };
    if (event.action === BASELINE) {
      models.clear();
      purged.clear();
    }
    if (read.isFresh) {
      former.push(...problems);
      problems = [];
    }
    applyPurged(purged, event);
    const id = event.model_id;
    if (id === null) continue;
    const next = applyEvent(models.get(id), event);
    if (next === undefined) models.delete(id);
    else models.set(id, next);
  }
  return { models, purged: Object.fromEntries(purged), head, events, problems, former };
}

function applyPurged(purged: Map<string, PurgedModel>, { before, after }: AuditEvent): void {
  for (const [id] of purgedIn(before)) purged.delete(id);
  for (const [id, model] of purgedIn(after)) purged.set(id, model);
}

function purgedIn(values: AuditEvent['after']): [string, PurgedModel][] {
  const value = Object.hasOwn(values, PURGED) ? values[PURGED] : undefined;
  return isPurged(value) ? Object.entries(value) : [];
}

function isPurged(value: unknown): value is Record<string, PurgedModel> {
  return isObject(value);
}

/**
 * An entry after an event.
 *
 * @returns undefined where the model is gone
 */
export function applyEvent(
  entry: Entry | undefined,
  { before, after }: Pick<AuditEvent, 'before' | 'after'>,
): Entry | undefined {
  if (Object.hasOwn(after, '')) {
    const whole = after[''];
    return isEntry(whole) ? whole : undefined;
  }
  if (entry === undefined) return undefined;
  let next: unknown = entry;
  for (const pointer of Object.keys(before)) {
    if (!Object.hasOwn(after, pointer) && pointer !== PURGED)
      next = without(next, keysOfPointer(pointer));
  }
  for (const [pointer, value] of Object.entries(after)) {
    if (pointer !== PURGED) next = withValue(next, keysOfPointer(pointer), value);
  }
  return isEntry(next) ? next : undefined;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'model_id' in value;
}

function withValue(target: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) return value;
  const object = isObject(target) ? target : {};
  return { ...object, [token]: withValue(own(object, token), rest, value) };
}

function without(target: unknown, [token, ...rest]: readonly string[]): unknown {
  if (token === undefined || !isObject(target) || !Object.hasOwn(target, token)) return target;
  if (rest.length > 0) return { ...target, [token]: without(target[token], rest) };
  const { [token]: _, ...others } = target;
  return others;
}
