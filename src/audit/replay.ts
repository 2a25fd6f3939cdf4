/** Reads and replays the audit log: the registry that it leads to, and its problems. Pure. */
import { createHash } from 'node:crypto';
import { hashLine } from '../domain/canonical.js';
import { isObject, keysOfPointer, own, parseJson } from '../domain/json.js';
import { LINE_END, linesIn, NOTHING } from '../domain/lines.js';
import type { AuditEvent, AuditHead, Entry, PurgedModel } from '../domain/model.js';
import { plural } from '../domain/plural.js';
import type { FreshEvents } from '../domain/registry-state.js';
import { createBranchCheck, findBranches, isJoin } from './join.js';
import { BASELINE, FORMER_LOG, MIN_EVENT_SIZE, PURGED } from './words.js';

/** The result of replaying a log. */
export interface ReplayedLog {
  /** Entries by id. */
  readonly models: ReadonlyMap<string, Entry>;
  readonly purged: Readonly<Record<string, PurgedModel>>;
  /** The last event that was applied. */
  readonly head: AuditHead | undefined;
  readonly events: number;
  /** Broken lines, and breaks in the chain. */
  readonly problems: readonly AuditProblem[];
  /** Problems in the part that precedes the last restart, which are left as they are. */
  readonly former: readonly AuditProblem[];
}

export interface AuditProblem {
  /** 1-based. */
  readonly line: number;
  /** Such as `it is not JSON`. */
  readonly problem: string;
}

/** One valid line of the log. */
export interface AuditLine {
  readonly line: number;
  readonly hash: string;
  readonly event: AuditEvent;
  /** Whether the log starts over here, after lines that have not changed since. */
  readonly isRestart: boolean;
  /** Whether it happened on another branch, whose log was joined to this one. */
  readonly isAside: boolean;
}

/** A line of a log: an event, or what is wrong with it. */
export type ParsedLine = AuditLine | AuditProblem;

/** Events that were sealed just now. */
export type KnownEvents = Pick<FreshEvents, 'lines' | 'events'>;

export const NO_EVENTS: KnownEvents = { lines: NOTHING, events: [] };

/**
 * Reads a log line by line and checks the chain. Duplicate lines are skipped, because a paused writer
 * may write lines that another writer has already completed for it. Empty lines are skipped too. The first
 * invalid lines are reported one by one; after that, each run of them is reported once.
 *
 * @param text - the log, which may exceed the maximum length of a string
 * @param isEvent - whether a value conforms to the schema of an event
 * @param known - the last events, which need not be parsed or hashed if the log ends with their lines
 */
export function* readLog(
  text: string | Uint8Array,
  isEvent: (value: unknown) => value is AuditEvent,
  known: KnownEvents = NO_EVENTS,
): Generator<ParsedLine> {
  const bytes =
    typeof text === 'string'
      ? Buffer.from(text)
      : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const knownFrom = findKnown(bytes, known.lines);
  const sealed = known.events.values();
  const seen = new Set<string>();
  const hashBefore = createFormerHash(bytes);
  const branches = findBranches(bytes);
  const branch = createBranchCheck(seen);
  let at = 0;
  let last: AuditHead | undefined;
  let line = 0;
  let reported = 0;
  /** Invalid lines that were not reported yet. */
  let run: InvalidRun | undefined;
  for (const { from, bytes: content, isEnded } of linesIn(bytes)) {
    line += 1;
    if (content.length === 0) continue;
    const isShort = content.length < MIN_EVENT_SIZE && reported >= MAX_REPORTED;
    const one = from < knownFrom ? undefined : sealed.next().value;
    const event = isShort ? undefined : (one?.event ?? parseJson(content.toString('utf8')));
    if (isShort || !isEvent(event)) {
      reported += 1;
      if (reported <= MAX_REPORTED) yield { line, problem: describeInvalidLine(event, isEnded) };
      else run = { line: run?.line ?? line, more: run === undefined ? 0 : run.more + 1 };
      continue;
    }
    const hash = one?.hash ?? hashLine(content);
    if (seen.has(hash)) continue;
    if (run !== undefined) yield describeInvalidRun(run);
    run = undefined;
    while ((branches[at]?.to ?? Infinity) <= from) at += 1;
    const isAside = (branches[at]?.from ?? Infinity) <= from;
    const isBaseline = event.action === BASELINE;
    const former = isBaseline ? event.before[FORMER_LOG] : undefined;
    // What preceded it on its branch is not what precedes it here.
    const isRestart = isBaseline && (isAside ? former !== undefined : former === hashBefore(from));
    const problem = isAside
      ? branch.add(hash, event)
      : isBaseline
        ? describeBaselineProblem(isRestart, former)
        : (describeBreak(event, last, event.previous) ??
          (isJoin(event) ? branch.end(event) : undefined));
    if (problem !== undefined) yield { line, problem };
    seen.add(hash);
    if (!isAside) last = { sequence: event.sequence, hash };
    yield { line, hash, event, isRestart, isAside };
  }
  if (run !== undefined) yield describeInvalidRun(run);
}

/** Where the lines of known events start in a log that ends with them; Infinity in any other. */
function findKnown(bytes: Buffer, lines: Uint8Array): number {
  const from = bytes.length - lines.length;
  const isLine = from === 0 || bytes[from - 1] === LINE_END;
  const isThere = lines.length > 0 && from >= 0 && isLine && bytes.subarray(from).equals(lines);
  return isThere ? from : Infinity;
}

/** How many invalid lines are reported one by one. */
const MAX_REPORTED = 100;

/** Invalid lines without an event between them. */
interface InvalidRun {
  /** The first one. */
  readonly line: number;
  /** How many there are besides it. */
  readonly more: number;
}

function describeInvalidRun({ line, more }: InvalidRun): AuditProblem {
  const others = more === 0 ? '' : `, nor are ${plural(more, 'line')} after it`;
  return { line, problem: `it is not an audit event${others}` };
}

function describeInvalidLine(event: unknown, isEnded: boolean): string {
  if (!isEnded) return 'it is truncated';
  return event === undefined ? 'it is not JSON' : 'it is not an audit event';
}

function describeBaselineProblem(isRestart: boolean, former: unknown): string | undefined {
  // A baseline without a hash claims to be the first event.
  if (isRestart) return undefined;
  return former === undefined
    ? 'it starts the log, but other lines precede it'
    : 'the lines before it were changed or are missing';
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
  return sequence === number + 1 ? undefined : `it has number ${sequence} but follows ${number}`;
}

/**
 * Hashes everything before a baseline; that is undefined if there is nothing. The places ascend, so that
 * many baselines take no longer than one.
 */
function createFormerHash(bytes: Buffer): (from: number) => string | undefined {
  const hash = createHash('sha256');
  let end = 0;
  return (from) => {
    hash.update(bytes.subarray(end, from));
    end = from;
    return from === 0 ? undefined : `sha256:${hash.copy().digest('hex')}`;
  };
}

/** Applies the events of a log in order, without those of branches that were joined to it. */
export function replayLog(lines: Iterable<ParsedLine>): ReplayedLog {
  const models = new Map<string, Entry>();
  const purged = new Map<string, PurgedModel>();
  let former: AuditProblem[] = [];
  let problems: AuditProblem[] = [];
  let head: AuditHead | undefined;
  let events = 0;
  for (const line of lines) {
    if ('problem' in line) {
      problems.push(line);
      continue;
    }
    const { event, hash } = line;
    events += 1;
    if (line.isAside) continue;
    head = { sequence: event.sequence, hash };
    if (event.action === BASELINE) {
      models.clear();
      purged.clear();
    }
    if (line.isRestart) {
      former = former.concat(problems);
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
  for (const [id] of listPurged(before)) purged.delete(id);
  for (const [id, model] of listPurged(after)) purged.set(id, model);
}

function listPurged(values: AuditEvent['after']): [string, PurgedModel][] {
  const value = own(values, PURGED);
  return isPurged(value) ? Object.entries(value) : [];
}

function isPurged(value: unknown): value is Record<string, PurgedModel> {
  return isObject(value);
}

/** Applies an event to an entry. @returns undefined if the model is permanently deleted */
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
      next = removeValue(next, keysOfPointer(pointer));
  }
  for (const [pointer, value] of Object.entries(after)) {
    if (pointer !== PURGED) next = setValue(next, keysOfPointer(pointer), value);
  }
  return isEntry(next) ? next : undefined;
}

function isEntry(value: unknown): value is Entry {
  return isObject(value) && 'model_id' in value;
}

function setValue(target: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) return value;
  const object = isObject(target) ? target : {};
  return { ...object, [token]: setValue(own(object, token), rest, value) };
}

function removeValue(target: unknown, [token, ...rest]: readonly string[]): unknown {
  if (token === undefined || !isObject(target) || !Object.hasOwn(target, token)) return target;
  if (rest.length > 0) return { ...target, [token]: removeValue(target[token], rest) };
  const { [token]: _, ...others } = target;
  return others;
}
