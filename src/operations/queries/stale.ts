/** Finds models that nobody uses. Pure. */
import { DAY } from '../../domain/clock.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { defineQuery } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import type { StaleInput, StaleOutput } from '../generated/shapes.js';

/** A model that has not been used for a long time. */
export interface StaleModel {
  readonly entry: Entry;
  /** Null if it was never used. */
  readonly last_used_at: string | null;
  /** The days since its last use, or since it was registered. */
  readonly days: number;
}

const { default: DAYS } = SCHEMAS.stale.input.properties.days;

/**
 * Finds the models that were never used, or not for a number of days, the longest unused first. Younger
 * and deleted models are omitted.
 *
 * @param days - at least 0
 * @param now - RFC 3339
 */
export function findStaleModels(models: Models, days: number, now: string): StaleModel[] {
  const sinceDays = (at: string): number => (Date.parse(now) - Date.parse(at)) / DAY;
  return [...models.values()]
    .filter(({ status, created_at }) => status !== 'deleted' && sinceDays(created_at) >= days)
    .map((entry) => {
      const last_used_at = entry.use?.last_used_at ?? null;
      return { entry, last_used_at, age: sinceDays(last_used_at ?? entry.created_at) };
    })
    .filter(({ last_used_at, age }) => last_used_at === null || age > days)
    .toSorted((a, b) => b.age - a.age || byCodeUnit(a.entry.model_id, b.entry.model_id))
    .map(({ entry, last_used_at, age }) => ({ entry, last_used_at, days: Math.floor(age) }));
}

export const STALE = defineQuery({
  query: ({ state, env }, { days = DAYS }: StaleInput) => ({
    days,
    models: findStaleModels(state.models, days, env.now().toISOString()),
  }),
  present: ({ days, models }): StaleOutput => ({ days, models: models.map(presentStale) }),
  hand: ({ models }) => models,
});

function presentStale({ entry, last_used_at, days }: StaleModel): StaleOutput['models'][number] {
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
