/** Keeps answers by their addresses, as long as what they depend on stays as it is. Pure. */
import type { Answered } from './idempotency.js';

/** An answer, and what it was made of. */
export interface KeptAnswer {
  readonly answer: Answered;
  /** The tag of what it depends on. */
  readonly tag: string;
  /** When the registry was last seen with that tag. */
  turn: number;
}

/** Answers by the addresses that they were asked for at. */
export interface AnswerCache {
  readonly get: (url: string) => KeptAnswer | undefined;
  readonly set: (url: string, kept: KeptAnswer) => void;
}

/** @param most - how many characters all answers may have together */
export function createAnswerCache(most: number): AnswerCache {
  const known = new Map<string, KeptAnswer>();
  let characters = 0;
  const remove = (url: string): void => {
    const kept = known.get(url);
    if (kept === undefined) return;
    known.delete(url);
    characters -= sizeOf(url, kept);
  };
  return {
    get: (url) => {
      const kept = known.get(url);
      if (kept === undefined) return undefined;
      // The oldest are first in the map.
      known.delete(url);
      known.set(url, kept);
      return kept;
    },
    set: (url, kept) => {
      remove(url);
      const size = sizeOf(url, kept);
      if (size > most / 8) return;
      known.set(url, kept);
      characters += size;
      for (const oldest of known.keys()) {
        if (characters <= most) break;
        remove(oldest);
      }
    },
  };
}

function sizeOf(url: string, { answer }: KeptAnswer): number {
  return url.length + answer.body.length;
}
