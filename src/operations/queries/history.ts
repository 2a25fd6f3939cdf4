/** What happened to models, from the audit log, and what they were at a time. */
import type { AuditProblem, ParsedLine } from '../../audit/replay.js';
import { readLog, replayLog } from '../../audit/replay.js';
import { RegistryError } from '../../domain/errors.js';
import type { AuditEvent, Entry } from '../../domain/model.js';
import { nearestName } from '../../domain/nearest.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { defineQuery } from '../operation.js';
import type {
  HistoryEvent,
  HistoryInput,
  HistoryModel,
  HistoryOutput,
} from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { describeEvent } from './describe-event.js';

/** The audit log of a registry, read. */
export interface AuditHistory {
  readonly lines: readonly ParsedLine[];
  readonly events: readonly AuditEvent[];
  /** Lines that do not hold. */
  readonly problems: readonly AuditProblem[];
}

/** Reads the audit log, with what is committed and not yet in it. */
export async function readHistory({
  store,
  state,
}: Pick<OpenedRegistry, 'store' | 'state'>): Promise<AuditHistory> {
  const { validate } = await import('../../domain/generated/audit-event.js');
  const isEvent = (value: unknown): value is AuditEvent => validate(value);
  const lines = [...readLog(await store.events(state.audit), isEvent)];
  return {
    lines,
    events: lines.flatMap((it) => ('event' in it ? [it.event] : [])),
    problems: lines.flatMap((it) => ('problem' in it ? [it] : [])),
  };
}

/**
 * The events of a model, or of all, in their order; also of a model that is deleted for good.
 *
 * @param limit - the newest ones of them
 * @throws RegistryError `model-unknown` where no event is about such a model
 */
export function eventsOf(
  { events }: Pick<AuditHistory, 'events'>,
  id?: string,
  limit = Infinity,
): { readonly total: number; readonly events: readonly AuditEvent[] } {
  const known = id === undefined ? undefined : idOf(events, id);
  const found = known === undefined ? events : events.filter((it) => it.model_id === known);
  return { total: found.length, events: found.slice(Math.max(0, found.length - limit)) };
}

/** What a registry was at a time. */
export interface PastState {
  readonly models: ReadonlyMap<string, Entry>;
  /** How many events led to it. */
  readonly events: number;
  /** When the last of them was. */
  readonly last: string;
}

/**
 * The registry as it was at a time: what the events up to then lead to.
 *
 * @param at - RFC 3339, or a date: its end, UTC
 * @throws RegistryError `value-refused` where it is no time, or before the first event
 */
export function stateAt({ lines, events }: AuditHistory, at: string): PastState {
  const until = readTime(at);
  const [first] = events;
  if (first === undefined || Date.parse(first.at) > until) {
    throw new RegistryError(
      'value-refused',
      `nothing is known of ${at}`,
      first === undefined
        ? 'The audit log has no events: they begin with the next change.'
        : `The audit log begins at ${first.at}.`,
    );
  }
  // Up to the last one: a clock that was put back leaves no gap between the events.
  const end = lines.findLastIndex((it) => 'event' in it && Date.parse(it.event.at) <= until);
  const past = lines.slice(0, end + 1);
  const [newest] = past.flatMap((it) => ('event' in it ? [it.event] : [])).slice(-1);
  const { models, events: count } = replayLog(past);
  return { models, events: count, last: newest?.at ?? first.at };
}

/**
 * The models of a past state, by id; without deleted ones, unless one is asked for.
 *
 * @param id - this one alone
 * @param tag - those that had it then, or a version of which had it
 * @throws RegistryError `model-unknown` where the model was not there
 */
export function pastModels(
  { models }: Pick<PastState, 'models'>,
  { events }: Pick<AuditHistory, 'events'>,
  { id, tag }: { readonly id?: string | undefined; readonly tag?: string | undefined },
): HistoryModel[] {
  const chosen =
    id === undefined
      ? [...models.values()].filter(({ status }) => status !== 'deleted')
      : [models.get(idOf(events, id)) ?? notThere(id)];
  return chosen
    .map(pastModel)
    .filter(
      ({ tags, version_tags }) =>
        tag === undefined || tags.includes(tag) || Object.hasOwn(version_tags, tag),
    )
    .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id));
}

function pastModel({ model_id, version, status, tags, aliases, versions }: Entry): HistoryModel {
  const byTag = new Map<string, string[]>();
  for (const one of Object.values(versions)) {
    for (const tag of one.tags ?? []) byTag.set(tag, [...(byTag.get(tag) ?? []), one.version]);
  }
  return {
    model_id,
    version,
    status,
    tags,
    version_tags: Object.fromEntries(byTag),
    aliases: Object.fromEntries(
      Object.entries(aliases ?? {}).map(([alias, it]) => [alias, it.version]),
    ),
  };
}

/** The id as the log has it. @throws RegistryError `model-unknown` */
function idOf(events: readonly AuditEvent[], written: string): string {
  const id = written.normalize('NFC');
  const known = new Set(events.flatMap(({ model_id }) => model_id ?? []));
  if (known.has(id)) return id;
  const near = nearestName(id, [...known]);
  throw new RegistryError(
    'model-unknown',
    `the audit log tells nothing of a model ${JSON.stringify(written)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    wording`${operation('history')} lists all events.`,
  );
}

function notThere(id: string): never {
  throw new RegistryError(
    'model-unknown',
    `the model ${id} was not in the registry then`,
    wording`${operation('history', id)} tells when it was.`,
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function readTime(written: string): number {
  const text = DATE.test(written) ? `${written}T23:59:59.999Z` : written.replace(' ', 'T');
  const date = TIME.exec(text)?.[1] ?? '';
  const day = Date.parse(`${date}T00:00:00Z`);
  const time = Date.parse(text.toUpperCase());
  // The 31st of February is a day of March to some clocks.
  const isReal = Number.isFinite(day) && new Date(day).toISOString().startsWith(date);
  if (isReal && Number.isFinite(time)) return time;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(written)} is no time`,
    'Write 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z.',
  );
}

const MOST_NOTICES = 3;

/** Events, or what the models were at a time. */
export type Told =
  | { readonly events: readonly AuditEvent[]; readonly total: number; readonly log: AuditHistory }
  | {
      readonly at: string;
      readonly past: PastState;
      readonly models: readonly HistoryModel[];
      readonly log: AuditHistory;
    };

export const HISTORY = defineQuery({
  query: async (registry, { id, at, tag, limit }: HistoryInput): Promise<Told> => {
    const log = await readHistory(registry);
    if (at === undefined) return { ...eventsOf(log, id, limit), log };
    const past = stateAt(log, at);
    return { at, past, models: pastModels(past, log, { id, tag }).slice(0, limit), log };
  },
  present: (told): HistoryOutput => {
    const { problems } = told.log;
    if ('events' in told) {
      return { events: told.events.map(presentEvent), total: told.total, problems };
    }
    return { at: told.at, last_event_at: told.past.last, models: told.models, problems };
  },
  notices: ({ log }) => describeProblems(log),
});

/** An event, as programs see it. */
export function presentEvent(event: AuditEvent): HistoryEvent {
  const { sequence, at, actor, action, model_id, version, reason } = event;
  return { sequence, at, actor, action, model_id, version, changed: describeEvent(event), reason };
}

function describeProblems({ problems }: AuditHistory): string[] {
  const told = problems
    .slice(0, MOST_NOTICES)
    .map(({ line, problem }) => `line ${line} of the audit log: ${problem}`);
  const more = problems.length - told.length;
  return more > 0 ? [...told, `${more} more lines of the audit log do not hold`] : told;
}
