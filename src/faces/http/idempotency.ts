/** Answers a creation that is asked for again with the answer that it had. */
import { sha256 } from '../../domain/canonical.js';
import { HOUR } from '../../domain/clock.js';
import { ServiceError } from './problems.js';

/** An answer that can be given again. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Remembers answers by the keys of requests. */
export interface IdempotencyMemory {
  /**
   * Does work once for a key. Who asks while it is done waits for it; what failed may be tried again.
   *
   * @param key - names the caller, too
   * @param request - all that the work depends on
   * @returns the answer, and whether it was given before
   * @throws ServiceError `idempotency-conflict` if the key was used for another request
   */
  readonly once: (
    key: string,
    request: string,
    work: () => Promise<Answered>,
  ) => Promise<{ readonly answer: Answered; readonly isReplayed: boolean }>;
}

/** How many keys are remembered, and for how long. */
const MOST_KEYS = 1000;
const MOST_CHARACTERS = 8 * 1024 * 1024;
const FORGOTTEN_AFTER = 24 * HOUR;

interface Remembered {
  readonly request: string;
  readonly since: number;
  readonly answer: Promise<Answered>;
  size: number;
}

/** @param now - milliseconds of a monotonic clock */
export function createIdempotencyMemory(now: () => number): IdempotencyMemory {
  const known = new Map<string, Remembered>();
  let characters = 0;
  const forget = (key: string): void => {
    characters -= known.get(key)?.size ?? 0;
    known.delete(key);
  };
  const tidy = (): void => {
    for (const [key, { since }] of known) {
      const isOld = since < now() - FORGOTTEN_AFTER;
      if (!isOld && known.size <= MOST_KEYS && characters <= MOST_CHARACTERS) break;
      forget(key);
    }
  };
  const settle = async (key: string, entry: Remembered): Promise<void> => {
    try {
      const { body } = await entry.answer;
      if (known.get(key) !== entry) return;
      entry.size = body.length;
      characters += body.length;
      tidy();
    } catch {
      if (known.get(key) === entry) forget(key);
    }
  };
  const remember = (key: string, request: string, answer: Promise<Answered>): void => {
    const entry: Remembered = { request, since: now(), answer, size: 0 };
    known.set(key, entry);
    void settle(key, entry);
  };
  return {
    once: async (key, given, work) => {
      const request = sha256(given);
      const earlier = known.get(key);
      if (earlier !== undefined && earlier.since >= now() - FORGOTTEN_AFTER) {
        if (earlier.request !== request) throw describeConflict();
        return { answer: await earlier.answer, isReplayed: true };
      }
      forget(key);
      const answer = work();
      remember(key, request, answer);
      tidy();
      return { answer: await answer, isReplayed: false };
    },
  };
}

function describeConflict(): ServiceError {
  return new ServiceError(
    'idempotency-conflict',
    'this Idempotency-Key was used for another request',
    'Use a new key for each request, and the same key only to repeat one.',
  );
}
