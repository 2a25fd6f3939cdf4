import type { AuditEvent } from '../../../../domain/model.js';
import { describeEvent } from '../../../../operations/queries/describe-event.js';
import {
  eventsOf,
  pastModels,
  readHistory,
  stateAt,
  type AuditHistory,
  type PastModel,
} from '../../../../operations/queries/history.js';
import { usageError } from '../../arguments.js';
import type { Call } from '../../command.js';
import { renderEvents, renderPast } from '../../render/queries/history.js';
import { answer, type Answer } from '../answer.js';

const MOST_TOLD = 3;

/** `history [ID] [--at TIME]` */
export function historyCommand(call: Call): Promise<number> {
  const { at, tag } = call.flags;
  return answer(call, async ({ open, env }) => {
    if (tag !== undefined && at === undefined) throw usageError('--tag goes with --at');
    const history = await readHistory(await open());
    for (const notice of noticesOf(history)) env.onNotice?.(notice);
    return at === undefined ? tellEvents(call, history) : tellPast(call, history, at);
  });
}

function tellEvents({ words, flags }: Call, history: AuditHistory): Answer {
  const { events, total } = eventsOf(history, words[0], flags.limit);
  return {
    data: { events: events.map(rowOf), total, problems: history.problems },
    ids: () => [...new Set(events.flatMap(({ model_id }) => model_id ?? []))],
    rows: () => events.map(rowOf),
    text: (view) => renderEvents(events, total, words[0] === undefined, view),
  };
}

function tellPast({ words, flags }: Call, history: AuditHistory, at: string): Answer {
  const past = stateAt(history, at);
  const all = pastModels(past, history, { id: words[0], tag: flags.tag });
  const models = flags.limit === undefined ? all : all.slice(0, flags.limit);
  return {
    data: { at, last_event_at: past.last, models, problems: history.problems },
    ids: () => models.map((it) => referenceTo(it, flags.tag)),
    rows: () => models.map((it) => ({ ...it })),
    text: (view) => renderPast(models, past, flags.tag, view),
  };
}

/** What had a tag is a version, where it was not the whole model. */
function referenceTo({ model_id, version, version_tags }: PastModel, tag: string | undefined) {
  const tagged = tag === undefined ? undefined : version_tags[tag]?.at(-1);
  return `${model_id}@${tagged ?? version}`;
}

function rowOf(event: AuditEvent) {
  const { sequence, at, actor, action, model_id, version, reason } = event;
  return { sequence, at, actor, action, model_id, version, changed: describeEvent(event), reason };
}

function noticesOf({ problems }: AuditHistory): string[] {
  const told = problems
    .slice(0, MOST_TOLD)
    .map(({ line, problem }) => `line ${line} of the audit log: ${problem}`);
  const more = problems.length - told.length;
  return more > 0 ? [...told, `${more} more lines of the audit log do not hold`] : told;
}
