import { staleModels, type StaleModel } from '../../../../operations/queries/stale.js';
import type { Call } from '../../command.js';
import { renderStale } from '../../render/queries/stale.js';
import { answer } from '../answer.js';

const DAYS = 90;

/** `stale --days N` */
export function staleCommand(call: Call): Promise<number> {
  return answer(call, async ({ open, env }) => {
    const days = call.flags.days ?? DAYS;
    const { models } = (await open()).state;
    const stale = staleModels(models, days, env.now().toISOString());
    return {
      data: { days, models: stale.map(rowOf) },
      ids: () => stale.map(({ entry }) => entry.model_id),
      rows: () => stale.map(rowOf),
      text: (view) => renderStale(stale, days, view),
    };
  });
}

function rowOf({ entry, last_used_at, days }: StaleModel) {
  return {
    model_id: entry.model_id,
    version: entry.version,
    status: entry.status,
    registered_at: entry.registered_at,
    last_used_at,
    use_count: entry.use?.count ?? 0,
    days,
  };
}
