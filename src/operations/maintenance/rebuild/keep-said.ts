/** What was said of models and stands in no spec, found again where it is left. */
import { readLog, replayLog } from '../../../audit/replay.js';
import { validate } from '../../../domain/generated/audit-event.js';
import type { AuditEvent, Entry } from '../../../domain/model.js';
import type { Loaded } from '../../../store/port.js';
import { resolveParents } from '../../../version/lineage.js';
import { withUserMetadata } from '../../../version/user-metadata.js';
import type { Workplace } from '../../workplace.js';

/**
 * Models that were made again, with what the registry before said of them; where none can be
 * trusted, with what the audit log tells.
 *
 * @param made - by their ids
 */
export async function keepSaid(
  made: ReadonlyMap<string, Entry>,
  { state }: Loaded,
  place: Workplace,
): Promise<Map<string, Entry>> {
  const known = state.models.size > 0 ? state.models : await modelsOfLog(place);
  const entries = [...made.values()].map((entry) => {
    const before = known.get(entry.model_id);
    return before === undefined ? entry : withUserMetadata(entry, before);
  });
  const models = new Map(entries.map((it) => [it.model_id, it]));
  const settled = resolveParents(entries, models, known);
  return new Map(settled.map(({ entry }) => [entry.model_id, entry]));
}

async function modelsOfLog({ store }: Workplace): Promise<ReadonlyMap<string, Entry>> {
  // A log that cannot be read tells nothing; the models are found without it.
  const text = await store.events(undefined).catch(() => '');
  return replayLog(readLog(text, isEvent)).models;
}

function isEvent(value: unknown): value is AuditEvent {
  return validate(value);
}
