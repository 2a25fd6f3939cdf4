/** Turns drafts into lines of the audit log, each chained to its predecessor. Pure. */
import { hashLine } from '../domain/canonical.js';
import { isObject, own } from '../domain/json.js';
import { BOUNDS } from '../domain/generated/values.js';
import type { AuditEvent, AuditHead } from '../domain/model.js';
import type {
  DraftEvent,
  FreshEvents,
  HashedEvent,
  RegistryState,
} from '../domain/registry-state.js';
import { laterStamp } from '../domain/stamps.js';
import { TextBuffer } from '../domain/text-buffer.js';
import { toBreakValue, type LogBreak } from './breaks.js';
import type { Gaps } from './chain.js';
import { diffEntries } from './draft.js';
import { BASELINE, FOREIGN, FORMER_LOG, GAPS, PURGED } from './words.js';

/** The typical size of a new model's event, in bytes. */
const TYPICAL_LINE = 2048;

/** The end of a log: its last event, or only the number to go on from. */
export type LogEnd = AuditHead | { readonly sequence: number; readonly hash: null };

/** Who signs events, and when; `purged` are the models that were purged before. */
type Signature = Pick<AuditEvent, 'actor' | 'at'> & Pick<RegistryState, 'purged'>;

/** Actions that create an entry with a stamp of this clock. */
const MADE_HERE: readonly string[] = ['register', 'rename'];

/** Chains events to the log. @param end - the end of the log */
export function sealEvents(
  drafts: readonly DraftEvent[],
  end: LogEnd | undefined,
  signature: Signature,
): FreshEvents {
  const lines = new TextBuffer(drafts.length * TYPICAL_LINE);
  const events: HashedEvent[] = [];
  let last = end;
  for (const draft of drafts) {
    const event: AuditEvent = {
      sequence: (last?.sequence ?? 0) + 1,
      previous: last?.hash ?? null,
      at: stampEvent(draft, signature),
      // Longer text is cut, because it is no reason to refuse a change.
      actor: signature.actor.slice(0, BOUNDS.actor),
      action: draft.action,
      model_id: draft.modelId,
      // A model of another program may have no versions.
      version: draft.version === '' ? null : draft.version,
      reason: draft.reason?.slice(0, BOUNDS.reason) ?? null,
      ...('values' in draft ? draft.values : diffEntries(draft.before, draft.after)),
    };
    const line = JSON.stringify(event);
    lines.append(`${line}\n`);
    const head = { sequence: event.sequence, hash: hashLine(line) };
    events.push({ event, hash: head.hash });
    last = head;
  }
  const head = last === undefined || last.hash === null ? undefined : last;
  return { lines: lines.bytes, head, events };
}

/**
 * The stamp of an event: that of its change, which may be ahead of a clock that was set back, and behind
 * the clock by the time that the change took to plan.
 */
function stampEvent(draft: DraftEvent, { at, purged = {} }: Signature): string {
  const id = draft.modelId ?? '';
  if ('values' in draft) {
    const gone = own(draft.values.after, PURGED);
    const model = isObject(gone) ? own(gone, id) : undefined;
    return isObject(model) && typeof model['at'] === 'string' ? model['at'] : at;
  }
  const { action, before, after } = draft;
  const stamp = after?.updated_at;
  // Anything else that is new here may come from anywhere, with stamps of any clock.
  if (before === undefined) {
    return MADE_HERE.includes(action) && stamp !== undefined
      ? stamp
      : laterStamp(at, own(purged, id)?.at);
  }
  return stamp !== undefined && stamp > before.updated_at ? stamp : laterStamp(at, stamp);
}

/** A log that is kept but not continued. */
export interface FormerLog {
  /** Of all its bytes. */
  readonly hash: string;
  readonly gaps: Gaps;
}

/**
 * Drafts the events with which a log starts over if it does not lead to the registry: an empty
 * registry, then every model of the present registry.
 *
 * @param reason - why the log starts over
 * @param former - the existing log, which is kept but not continued
 * @param found - the break to record; none if the log that was there holds
 */
export function draftBaseline(
  { models, purged, foreign }: RegistryState,
  reason: string,
  former?: FormerLog,
  found?: LogBreak,
): DraftEvent[] {
  const values = {
    before: {
      ...(former && { [FORMER_LOG]: former.hash }),
      ...(former && former.gaps.size > 0 && { [GAPS]: Object.fromEntries(former.gaps) }),
    },
    after: {
      ...(purged && { [PURGED]: purged }),
      ...(foreign && { [FOREIGN]: foreign }),
      ...(found && toBreakValue(found)),
    },
  };
  return [
    { action: BASELINE, modelId: null, version: null, reason, values },
    ...[...models.values()].map((entry) => ({
      action: 'known',
      modelId: entry.model_id,
      version: entry.version,
      reason: null,
      before: undefined,
      after: entry,
    })),
  ];
}
