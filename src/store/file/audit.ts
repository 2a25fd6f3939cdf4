/** Creates the audit events of a commit, chained to the existing log. */
import { draftBreak, type LogBreak } from '../../audit/breaks.js';
import { listGaps } from '../../audit/chain.js';
import { draftDifferences, withPurged } from '../../audit/draft.js';
import { readLog, replayLog } from '../../audit/replay.js';
import { draftBaseline, sealEvents, type FormerLog, type LogEnd } from '../../audit/seal.js';
import { BASELINE } from '../../audit/words.js';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { joinBytes } from '../../domain/file-bytes.js';
import { LINE_END, LINE_END_BYTES } from '../../domain/lines.js';
import type { AuditEvent, AuditHead } from '../../domain/model.js';
import type {
  DraftEvent,
  FreshEvents,
  RegistryState,
  SealedEvents,
} from '../../domain/registry-state.js';
import type { Environment } from '../../domain/options.js';
import { writeAside } from './audit-aside.js';
import {
  addBehindGap,
  completeLog,
  countLines,
  describeForeign,
  findAuditLog,
  type FoundLog,
} from './audit-log.js';
import { readSequence } from './audit-pending.js';
import { parseTailOfEvents } from './audit-tail.js';
import { getShownPath, type Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';

type PurgedModels = Pick<RegistryState, 'purged'>;
type AuditEnvironment = Pick<Environment, 'now' | 'actor' | 'onNotice'>;

/**
 * Seals drafts as events, preceded by those that the log lacks of the loaded registry.
 *
 * @param next - the registry after them, whose newly purged models are recorded
 */
export type Seal = (drafts: readonly DraftEvent[], next?: PurgedModels) => FreshEvents;

/**
 * Brings the log up to date with the loaded registry. If it does not match, because the log or the
 * registry was lost, damaged or edited, the commit records the break, and a new baseline of the current
 * models starts unless the log goes on from the event that the registry names.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function openLog(
  layout: Layout,
  { state, audited, isThere }: Pick<LoadedRegistry, 'state' | 'audited' | 'isThere'>,
  env: AuditEnvironment,
): Promise<Seal> {
  const { purged } = state;
  const signature = {
    at: env.now().toISOString(),
    actor: env.actor ?? 'unknown',
    ...(purged && { purged }),
  };
  const sealAfter =
    (first: readonly DraftEvent[], end: LogEnd | undefined): Seal =>
    (drafts, next = state) => {
      // A new baseline has all models already, and counts what precedes it.
      const restarts = drafts[0]?.action === BASELINE;
      const all = withPurged(drafts, state.purged, next.purged);
      return sealEvents(restarts ? all : [...first, ...all], end, signature);
    };
  const isComplete = await tryToComplete(layout, state.audit, env);
  const isNew = state.models.size === 0 && !isThere;
  const merged = draftDifferences(audited, state.models, { action: 'take_in' });
  if (isComplete && (state.audit !== undefined || isNew)) return sealAfter(merged, state.audit);
  const { found, log, end } = await judgeLog(layout, state.audit);
  // Another writer has completed it meanwhile.
  if (log.isLinked && found === undefined) return sealAfter(merged, state.audit);
  if (found === undefined && log.kept.length === 0 && state.models.size === 0) {
    return sealAfter(merged, undefined);
  }
  const isLost = log.kept.length > 0 || state.audit !== undefined || found !== undefined;
  if (isThere && isLost) env.onNotice?.(describeLoss(layout, log, found));
  if (log.isLinked && found !== undefined && !(await hasProblems(log))) {
    return sealAfter([draftBreak(found), ...merged], state.audit);
  }
  const reason =
    log.kept.length === 0 ? 'there is no log that leads to it' : 'the log leads to another state';
  const isEmpty = log.kept.length + log.pending.length === 0;
  const former = isEmpty ? undefined : await describeFormer(log, state.audit);
  return sealAfter(draftBaseline(state, reason, former, found), end);
}

/** How many commits a log may be behind before changes are refused. */
const MAX_WAITING = 1000;

/** Completes the log. One that is temporarily read-only counts as complete, since its events are saved. */
async function tryToComplete(
  layout: Layout,
  head: RegistryState['audit'],
  { onNotice }: AuditEnvironment,
): Promise<boolean> {
  try {
    return await completeLog(layout, head, undefined, onNotice);
  } catch (error) {
    const log = await findAuditLog(layout, head).catch(() => undefined);
    if (log === undefined || log.paths.length === 0 || !log.isLinked) throw error;
    if (log.paths.length >= MAX_WAITING) throw describeTooFarBehind(layout, error);
    return log.foreign.length === 0;
  }
}

function describeTooFarBehind({ auditLog }: Layout, cause: unknown): RegistryError {
  return new RegistryError(
    'output-unwritable',
    `The audit log ${auditLog} could not be written for ${MAX_WAITING} changes; further changes are refused.`,
    'Make it writable: the next change adds the events of all of them.',
    { cause },
  );
}

interface JudgedLog {
  readonly log: FoundLog;
  /** The break to record; undefined if the log that is there holds. */
  readonly found: LogBreak | undefined;
  /** The end to go on from. */
  readonly end: LogEnd | undefined;
}

/**
 * Judges a log that does not simply end where the registry says. Its foreign lines are saved to a file
 * of their own, but stay in the log until the commit that records this.
 *
 * @throws RegistryError `registry-conflict` if a merge took another side for the log than for the registry
 */
async function judgeLog(layout: Layout, head: AuditHead | undefined): Promise<JudgedLog> {
  const log = await findAuditLog(layout, head);
  if (!log.isLinked || log.foreign.length > 0) {
    const { refuseLossyMerge } = await import('./git-merges.js');
    await refuseLossyMerge(layout, 'log');
  }
  if (log.isLinked) {
    // No empty file is kept, and no break without a line is recorded.
    if (log.foreign.length === 0) return { log, found: undefined, end: head };
    const keptIn = [await writeAside(layout, log.foreign)];
    return { log, found: { problem: describeForeign(log, head), keptIn }, end: head };
  }
  const keptIn = log.foreign.length === 0 ? [] : [await writeAside(layout, log.foreign)];
  const kept = withLineEnd(log.kept);
  const last = parseTailOfEvents(kept);
  const reached = readSequence(last.line);
  const sequence = Math.max(reached, head?.sequence ?? 0);
  const problem = describeGap(log, reached, head);
  if (head !== undefined && log.pending.length > 0) {
    // They are events all the same. The gap before them is in the log from now on.
    await addBehindGap(layout, { ...log, kept });
    return { log: { ...log, kept }, found: { problem, keptIn }, end: head };
  }
  return {
    log,
    found: head === undefined && log.isProven ? undefined : { problem, keptIn },
    end:
      last.hash === undefined && sequence === 0 ? undefined : { sequence, hash: last.hash ?? null },
  };
}

function describeGap(
  { kept, pending, foreign }: FoundLog,
  reached: number,
  head: AuditHead | undefined,
): string {
  const rest =
    foreign.length === 0
      ? ''
      : `; ${countLines(foreign)} after the last known event lead to no known event`;
  if (head === undefined) return `no registry named the last event of the log${rest}`;
  const last = pending.length === 0 ? head.sequence : readSequence(pending) - 1;
  if (kept.length === 0) return `the events up to ${last} were missing${rest}`;
  if (reached >= last) {
    return `the log went on to event ${reached}, but the registry named event ${head.sequence}${rest}`;
  }
  const missing =
    last === reached + 1 ? `event ${last} was` : `the events ${reached + 1} to ${last} were`;
  return `${missing} missing${rest}`;
}

/** How many gaps a baseline records. */
const MAX_GAPS = 100;

/** Describes a log as it is before a new baseline. */
async function describeFormer(log: FoundLog, head: AuditHead | undefined): Promise<FormerLog> {
  const bytes = withLineEnd(joinBytes([log.kept, log.pending]));
  const gaps = listGaps([...readLog(bytes, await loadIsEvent())], head);
  return { hash: `sha256:${sha256(bytes)}`, gaps: new Map([...gaps].slice(0, MAX_GAPS)) };
}

function withLineEnd(bytes: Buffer): Buffer {
  const isEnded = bytes.length === 0 || bytes.at(-1) === LINE_END;
  return isEnded ? bytes : Buffer.concat([bytes, LINE_END_BYTES]);
}

/** Whether the chain of a log does not hold, since it last started again. */
async function hasProblems({ kept, pending }: FoundLog): Promise<boolean> {
  const lines = readLog(joinBytes([kept, pending]), await loadIsEvent());
  return replayLog(lines).problems.length > 0;
}

/** Loads the test whether a value conforms to the schema of an event. */
export async function loadIsEvent(): Promise<(value: unknown) => value is AuditEvent> {
  const { validate } = await import('../../domain/generated/audit-event.js');
  return (value): value is AuditEvent => validate(value);
}

/**
 * Drafts a new baseline for a log that matches the registry but has invalid lines, and records the
 * break. Returns none if the log does not match, since it then gets a new baseline anyway.
 *
 * @param problem - what is wrong with it
 * @throws RegistryError `output-unwritable`
 */
export async function draftNewBaseline(
  layout: Layout,
  state: RegistryState,
  problem: string,
): Promise<DraftEvent[]> {
  if (!(await completeLog(layout, state.audit))) return [];
  const log = await findAuditLog(layout, state.audit);
  if (log.kept.length === 0) return [];
  const former = await describeFormer(log, state.audit);
  return draftBaseline(state, 'lines of the log did not hold', former, { problem, keptIn: [] });
}

function describeLoss(layout: Layout, { bytes, isLinked }: FoundLog, found?: LogBreak): string {
  const name = getShownPath(layout, layout.auditLog);
  const what =
    isLinked && found !== undefined
      ? `${name}: ${found.problem}.`
      : `${name} ${(bytes?.length ?? 0) === 0 ? 'is missing' : 'does not match this registry'}; it starts again with the current models.`;
  const aside =
    found === undefined || found.keptIn.length === 0 ? '' : ` Kept in ${found.keptIn.join(', ')}.`;
  return `${what}${aside}`;
}

/** Returns the state with the last of the events as its audit head. */
export function withHead(state: RegistryState, { head }: SealedEvents): RegistryState {
  return head === undefined ? state : { ...state, audit: head };
}

/**
 * Appends the events of a commit to the log. The commit is done and its events are saved: if the log
 * cannot be written now, the next change completes it.
 */
export async function addToLog(
  layout: Layout,
  { lines, head }: SealedEvents,
  env: AuditEnvironment,
): Promise<void> {
  if (lines.length === 0) return;
  try {
    await completeLog(layout, head, lines, env.onNotice);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    env.onNotice?.(`${error.message} The change is committed; the next one completes the log.`);
  }
}
