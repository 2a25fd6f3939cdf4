/** Stamps (RFC 3339, UTC, milliseconds) that never go back in the history of one model. Pure. */
import type { Entry } from './model.js';

/** The later one of two stamps: a clock may have been set back, or disagree with another one. */
export function laterStamp(at: string, last: string | undefined): string {
  return last !== undefined && last > at ? last : at;
}

/** Returns the stamp for a change of a model: now, but not before anything that was recorded of it. */
export function stampAfter({ updated_at, versions }: Entry, now: string): string {
  return Object.values(versions).reduce(
    (last, { created_at }) => laterStamp(last, created_at),
    laterStamp(now, updated_at),
  );
}
