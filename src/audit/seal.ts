/** Drafts → lines of the audit log, each chained to the one before it. Pure. */
import { hashLine } from '../domain/canonical.js';
import { BOUNDS } from '../domain/generated/values.js';
import type { AuditEvent, AuditHead } from '../domain/model.js';
import type { DraftEvent, RegistryState, SealedEvents } from '../domain/registry-state.js';
import { TextBuffer } from '../domain/text-buffer.js';
import { differingValues } from './draft.js';
import { BASELINE, FOREIGN, FORMER_LOG, PURGED } from './words.js';

/** Who did it, and when (RFC 3339). */
export interface Signature {
  readonly actor: string;
  readonly at: string;
}

/** Bytes of a new model's event. */
const USUAL_LINE = 2048;

/**
 * Chains events to what stands in the log.
 *
 * @param head - the last event that is there
 */
export function sealEvents(
  drafts: readonly DraftEvent[],
  head: AuditHead | undefined,
  { actor, at }: Signature,
): SealedEvents {
  const lines = new TextBuffer(drafts.length * USUAL_LINE);
  let last = head;
  for (const draft of drafts) {
    const event: AuditEvent = {
      sequence: (last?.sequence ?? 0) + 1,
      previous: last?.hash ?? null,
      at,
      // What is longer is cut, for it is no reason to refuse a change.
      actor: actor.slice(0, BOUNDS.actor),
      action: draft.action,
      model_id: draft.modelId,
      version: draft.version,
      reason: draft.reason?.slice(0, BOUNDS.reason) ?? null,
      ...('values' in draft ? draft.values : differingValues(draft.before, draft.after)),
    };
    const line = JSON.stringify(event);
    lines.append(`${line}\n`);
    last = { sequence: event.sequence, hash: hashLine(line) };
  }
  return { lines: lines.bytes, head: last };
}

/**
 * The events that a log begins anew with, where it does not lead to the registry: an empty registry,
 * and every model of the present one.
 *
 * @param reason - why it begins anew
 * @param former - the hash of what stands in the log already: it is kept, and not continued
 */
export function draftBaseline(
  { models, purged, foreign }: RegistryState,
  reason: string,
  former?: string,
): DraftEvent[] {
  const values = {
    before: { ...(former !== undefined && { [FORMER_LOG]: former }) },
    after: { ...(purged && { [PURGED]: purged }), ...(foreign && { [FOREIGN]: foreign }) },
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
