/** Reads the history of models from the audit log, and rebuilds past states from it. */
import { readLog, replayLog, type AuditProblem, type ParsedLine } from '../../audit/replay.js';
import { withoutForged } from '../../audit/chain.js';
import { RegistryError } from '../../domain/errors.js';
import type { AuditEvent, AuditHead, Entry } from '../../domain/model.js';
import { RENAMED_TO } from '../../audit/words.js';
import { isObject, parseJson } from '../../domain/json.js';
import { linesIn } from '../../domain/lines.js';
import { groupBy } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { versionsOf } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type {
  HistoryEvent,
  HistoryInput,
  HistoryModel,
  HistoryOutput,
  HistoryPast,
} from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { describeEvent } from './describe-event.js';

/** The parsed audit log of a registry. */
export interface AuditHistory {
  readonly lines: readonly ParsedLine[];
  readonly events: readonly AuditEvent[];
  /** The lines that failed verification. */
  readonly problems: readonly AuditProblem[];
}

/** Reads the audit log, including committed events that are not in the file yet. */
export async function readHistory({
  store,
  state,
}: Pick<OpenedRegistry, 'store' | 'state'>): Promise<AuditHistory> {
  const { validate } = await import('../../domain/generated/audit-event.js');
  const isEvent = (value: unknown): value is AuditEvent => validate(value);
  const all = [...readLog(await store.events(state.audit), isEvent)];
  const lines = withoutForged(all, state.audit);
  const problems = lines.flatMap((it) => ('problem' in it ? [it] : []));
  return {
    lines,
    events: lines.flatMap((it) => ('event' in it ? [it.event] : [])),
    problems: [...problems, ...describeMissingEnd(all, state.audit)],
  };
}

/**
 * Reads the events after one. Where the store can, it reads only the end of the log, so that whoever follows a
 * registry does not read all of its past at each change.
 *
 * @param sequence - the number of that event; 0 for all
 */
export async function readEventsAfter(
  registry: Pick<OpenedRegistry, 'store' | 'state'>,
  sequence: number,
): Promise<AuditEvent[]> {
  const { store, state } = registry;
  const bytes = state.audit && (await store.eventsAfter?.(state.audit, sequence));
  const { events } = bytes === undefined ? await readHistory(registry) : await parseEvents(bytes);
  return events.filter((it) => it.sequence > sequence);
}

async function parseEvents(bytes: Uint8Array): Promise<Pick<AuditHistory, 'events'>> {
  const { validate } = await import('../../domain/generated/audit-event.js');
  const lines = Array.from(linesIn(Buffer.from(bytes)), (it) => parseJson(it.bytes.toString()));
  return { events: lines.filter((it): it is AuditEvent => validate(it)) };
}

function describeMissingEnd(
  lines: readonly ParsedLine[],
  head: AuditHead | undefined,
): AuditProblem[] {
  if (head === undefined || lines.some((it) => 'event' in it && it.hash === head.hash)) return [];
  const problem = `the log ends here, but the registry names event ${head.sequence}`;
  return [{ line: (lines.at(-1)?.line ?? 0) + 1, problem }];
}

/**
 * Returns the events of one model or of all, in order: also those under the ids that the model had before,
 * and of models that were joined to it. It may have been deleted permanently.
 *
 * @param limit - return only this many of the newest events
 * @throws RegistryError `model-unknown` if no event is about that model
 */
export function filterEvents(
  { events }: Pick<AuditHistory, 'events'>,
  id?: string,
  limit = Infinity,
): { readonly total: number; readonly events: readonly AuditEvent[] } {
  const known = id === undefined ? undefined : findId(events, id);
  const found = known === undefined ? events : selectEvents(events, known);
  return { total: found.length, events: found.slice(Math.max(0, found.length - limit)) };
}

/** The state of a registry at a point in time. */
export interface PastState {
  readonly models: ReadonlyMap<string, Entry>;
  /** The number of events that led to it. */
  readonly events: number;
  /** The time of the last of them. */
  readonly last: string;
}

/**
 * Rebuilds the state of the registry at a point in time from the events up to then.
 *
 * @param at - an RFC 3339 time, or a date, which means the end of that day (UTC)
 * @throws RegistryError `value-refused` if it is not a time, or is before the first event
 */
export function rebuildState({ lines, events }: AuditHistory, at: string): PastState {
  const until = parseTime(at);
  const [first] = events;
  if (first === undefined || Date.parse(first.at) > until) {
    throw new RegistryError(
      'value-refused',
      `the audit log does not cover ${at}`,
      first === undefined
        ? 'The audit log has no events yet: the next change adds the first.'
        : `The audit log starts at ${first.at}.`,
    );
  }
  // Up to the last such event, so that a clock that was set back leaves no gap between events.
  const end = lines.findLastIndex((it) => 'event' in it && Date.parse(it.event.at) <= until);
  const past = lines.slice(0, end + 1);
  const [newest] = past.flatMap((it) => ('event' in it ? [it.event] : [])).slice(-1);
  const { models, events: count } = replayLog(past);
  return { models, events: count, last: newest?.at ?? first.at };
}

/**
 * Lists the models of a past state by id, without deleted ones unless one is requested.
 *
 * @param id - only this model
 * @param tag - only models that had this tag then, themselves or on a version
 * @throws RegistryError `model-unknown` if the model was not in the registry then
 */
export function listPastModels(
  { models }: Pick<PastState, 'models'>,
  { events }: Pick<AuditHistory, 'events'>,
  { id, tag }: { readonly id?: string | undefined; readonly tag?: string | undefined },
): HistoryModel[] {
  const chosen =
    id === undefined
      ? [...models.values()].filter(({ status }) => status !== 'deleted')
      : [findPast(models, selectEvents(events, findId(events, id))) ?? failNotThere(id)];
  return chosen
    .map(toPastModel)
    .filter(
      ({ tags, version_tags }) =>
        tag === undefined || tags.includes(tag) || Object.hasOwn(version_tags, tag),
    )
    .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id));
}

/** The events of a model, under the ids that it had while it had them. */
function selectEvents(events: readonly AuditEvent[], id: string): AuditEvent[] {
  const selected: AuditEvent[] = [];
  // From the end, because an older model may have had the same id before.
  const followed = new Set([id]);
  const arriving = new Set<string>();
  for (const event of events.toReversed()) {
    const { model_id: of, after } = event;
    const to = after[RENAMED_TO];
    const isFarewell = typeof to === 'string' && (followed.has(to) || arriving.has(to));
    if (of === null || !(isFarewell || followed.has(of))) continue;
    selected.push(event);
    if (isFarewell) {
      arriving.delete(to);
      followed.add(of);
    } else if (of !== id && isObject(after[''])) {
      followed.delete(of);
      if (after['']['former_ids'] !== undefined) arriving.add(of);
    }
  }
  return selected.toReversed();
}

/** The model under the last of its ids that it had then. */
function findPast(models: PastState['models'], events: readonly AuditEvent[]): Entry | undefined {
  const ids = new Set(events.toReversed().flatMap(({ model_id }) => model_id ?? []));
  return [...ids].flatMap((id) => models.get(id) ?? [])[0];
}

function toPastModel(entry: Entry): HistoryModel {
  const { model_id, version, status, tags, aliases } = entry;
  const tagged = versionsOf(entry).flatMap((one) =>
    (one.tags ?? []).map((tag) => ({ tag, version: one.version })),
  );
  const byTag = [...groupBy(tagged, (it) => it.tag)];
  return {
    model_id,
    version,
    status,
    tags,
    version_tags: Object.fromEntries(byTag.map(([tag, all]) => [tag, all.map((it) => it.version)])),
    aliases: Object.fromEntries(
      Object.entries(aliases ?? {}).map(([alias, it]) => [alias, it.version]),
    ),
  };
}

/** Finds the id as it is written in the log. @throws RegistryError `model-unknown` */
function findId(events: readonly AuditEvent[], written: string): string {
  const id = written.normalize('NFC');
  const known = new Set(events.flatMap(({ model_id }) => model_id ?? []));
  if (known.has(id)) return id;
  throw new RegistryError(
    'model-unknown',
    `the audit log has no events of a model ${JSON.stringify(written)}${didYouMean(id, [...known])}`,
    wording`${operation('history')} lists all events.`,
  );
}

function failNotThere(id: string): never {
  throw new RegistryError(
    'model-unknown',
    `the model ${id} was not in the registry at that time`,
    wording`${operation('history', id)} shows when it was.`,
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Parses a time, or a date.
 *
 * @param ofDay - which time of that day a date means (UTC)
 * @returns milliseconds
 * @throws RegistryError `value-refused`
 */
export function parseTime(written: string, ofDay: 'start' | 'end' = 'end'): number {
  const clock = ofDay === 'end' ? '23:59:59.999' : '00:00:00.000';
  const text = DATE.test(written) ? `${written}T${clock}Z` : written.replace(' ', 'T');
  const date = TIME.exec(text)?.[1] ?? '';
  const day = Date.parse(`${date}T00:00:00Z`);
  const time = Date.parse(text.toUpperCase());
  // Date.parse accepts 31 February as a day in March.
  const isReal = Number.isFinite(day) && new Date(day).toISOString().startsWith(date);
  if (isReal && Number.isFinite(time)) return time;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(written)} is not a time`,
    `Write 2026-01-31 (the ${ofDay} of that day, UTC) or 2026-01-31T09:00:00Z.`,
  );
}

const MAX_NOTICES = 3;

/** Events, or the models at a point in time. */
export type HistoryResult =
  | { readonly events: readonly AuditEvent[]; readonly total: number; readonly log: AuditHistory }
  | {
      readonly at: string;
      readonly past: PastState;
      readonly models: readonly HistoryModel[];
      readonly log: AuditHistory;
    };

export const HISTORY = defineQuery({
  query: async (registry, { id, at, tag, limit }: HistoryInput): Promise<HistoryResult> => {
    const log = await readHistory(registry);
    if (at === undefined) return { ...filterEvents(log, id, limit), log };
    const past = rebuildState(log, at);
    return { at, past, models: listPastModels(past, log, { id, tag }).slice(0, limit), log };
  },
  present: (result): HistoryOutput => {
    const handed = handHistory(result);
    return 'events' in handed ? { ...handed, events: handed.events.map(presentEvent) } : handed;
  },
  hand: handHistory,
  notices: ({ log }) => describeProblems(log),
});

/** The events of a model or of all, in full. */
export interface EventsFound {
  /** In order, the newest last. */
  readonly events: readonly AuditEvent[];
  /** The total number, regardless of a limit. */
  readonly total: number;
  /** The lines of the audit log that failed verification. */
  readonly problems: readonly AuditProblem[];
}

function handHistory(result: HistoryResult): EventsFound | HistoryPast {
  const { problems } = result.log;
  if ('events' in result) return { events: result.events, total: result.total, problems };
  return { at: result.at, last_event_at: result.past.last, models: result.models, problems };
}

/** Returns an event in the form of the output schema. */
export function presentEvent(event: AuditEvent): HistoryEvent {
  const { sequence, at, actor, action, model_id, version, reason } = event;
  return { sequence, at, actor, action, model_id, version, changed: describeEvent(event), reason };
}

function describeProblems({ problems }: AuditHistory): string[] {
  const notices = problems
    .slice(0, MAX_NOTICES)
    .map(({ line, problem }) => `line ${line} of the audit log: ${problem}`);
  const more = problems.length - notices.length;
  return more > 0
    ? [...notices, `${more} more lines of the audit log failed verification`]
    : notices;
}
