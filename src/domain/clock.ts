import { RegistryError } from './errors.js';

/** Milliseconds. */
export const HOUR = 3_600_000;
/** Milliseconds. */
export const DAY = 24 * HOUR;

// The last second of the year 9999; RFC 3339 cannot express later times.
const LATEST = 253_402_300_799;

/**
 * Chooses the clock for persisted timestamps: `now`, or one that stands still at `SOURCE_DATE_EPOCH`.
 *
 * @param epoch - the value of `SOURCE_DATE_EPOCH`, in seconds since 1970; undefined if it is not set
 * @throws RegistryError `usage` unless `epoch` is an integer from 0 up to the year 9999
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function chooseClock(epoch: string | undefined, now: () => Date): () => Date {
  if (epoch === undefined) return now;
  const seconds = Number(epoch);
  if (!/^\d+$/u.test(epoch) || seconds > LATEST) {
    throw new RegistryError(
      'usage',
      `SOURCE_DATE_EPOCH must be an integer from 0 to ${LATEST}, not ${JSON.stringify(epoch)}`,
      'Set it to seconds since 1970, or unset it.',
    );
  }
  return () => new Date(seconds * 1000);
}
