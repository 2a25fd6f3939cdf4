/** Keeps answers by the tag of what they depend on, so that each is made once. Pure. */
import type { Answered } from './idempotency.js';

/** Answers by their keys, which change with what they depend on. */
export interface AnswerCache {
  readonly get: (key: string) => Answered | undefined;
  readonly set: (key: string, answer: Answered) => void;
}

/** @param most - how many characters all answers may have together */
export function createAnswerCache(most: number): AnswerCache {
  const known = new Map<string, Answered>();
  let characters = 0;
  return {
    get: (key) => {
      const answer = known.get(key);
      if (answer === undefined) return undefined;
      // The oldest are first in the map.
      known.delete(key);
      known.set(key, answer);
      return answer;
    },
    set: (key, answer) => {
      const size = sizeOf(key, answer);
      if (size > most / 8 || known.has(key)) return;
      known.set(key, answer);
      characters += size;
      for (const [oldest, it] of known) {
        if (characters <= most) break;
        known.delete(oldest);
        characters -= sizeOf(oldest, it);
      }
    },
  };
}

function sizeOf(key: string, { body }: Answered): number {
  return key.length + body.length;
}
