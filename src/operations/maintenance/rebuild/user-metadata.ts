/** Recovers the metadata that users added to models and that is not in any spec. */
import { withoutForged } from '../../../audit/chain.js';
import { readLog, replayLog, type ReplayedLog } from '../../../audit/replay.js';
import { validate } from '../../../domain/generated/audit-event.js';
import type { AuditEvent, Entry, PurgedModel } from '../../../domain/model.js';
import type { Models } from '../../../domain/models.js';
import type { Loaded } from '../../../store/port.js';
import { resolveParents } from '../../../version/lineage.js';
import { withUserMetadata } from '../../../version/user-metadata.js';
import { isUnreadable } from '../../../files/lstat-if-present.js';
import type { Workplace } from '../../workplace.js';

/** What is known of the models before they are rebuilt. */
export interface KnownModels {
  readonly models: Models;
  /** The models that were deleted for good, whose numbers are never assigned again. */
  readonly purged: Readonly<Record<string, PurgedModel>>;
  /** Whether nothing after their deletion can be missing, so that what is left of them can be left out. */
  readonly isSure: boolean;
}

/**
 * Returns the models of the previous registry, or of the audit log if no state of the registry can be
 * trusted.
 */
export async function readKnownModels({ state }: Loaded, place: Workplace): Promise<KnownModels> {
  const { models, purged = {} } = state;
  if (models.size > 0) return { models, purged, isSure: true };
  const log = await replayAuditLog(place);
  const isSure = log.problems.length === 0;
  return { models: log.models, purged: { ...log.purged, ...purged }, isSure };
}

/**
 * Returns rebuilt models with the user metadata of known ones.
 *
 * @param rebuilt - the entries by id
 */
export function keepUserMetadata(
  rebuilt: ReadonlyMap<string, Entry>,
  known: Models,
): Map<string, Entry> {
  const entries = [...rebuilt.values()].map((entry) => {
    const before = known.get(entry.model_id);
    return before === undefined ? entry : withUserMetadata(entry, before);
  });
  const models = new Map(entries.map((it) => [it.model_id, it]));
  const settled = resolveParents(entries, models, known);
  return new Map(settled.map(({ entry }) => [entry.model_id, entry]));
}

async function replayAuditLog({ store }: Workplace): Promise<ReplayedLog> {
  // The models are recovered even from a damaged log; one that only others may read has to be readable.
  const text = await store.events(undefined).catch((error: unknown) => {
    if (isUnreadable(error)) throw error;
    return '';
  });
  return replayLog(withoutForged([...readLog(text, isEvent)], undefined));
}

function isEvent(value: unknown): value is AuditEvent {
  return validate(value);
}
