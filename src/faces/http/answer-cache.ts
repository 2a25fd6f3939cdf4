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
  /**
   * Keeps an answer from the second time on that its address is asked for: most are asked for once, and would
   * only take the place of others.
   */
  readonly set: (url: string, kept: KeptAnswer) => void;
}

/** @param most - how many characters all answers may have together */
export function createAnswerCache(most: number): AnswerCache {
  const known = new Map<string, KeptAnswer>();
  const isRepeated = createRepeats();
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
      if (!known.has(url) && !isRepeated(url)) return;
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

/** How many addresses are remembered, about: each has a place, which a later one may take. */
const REMEMBERED = 65_536;

/** Tells whether an address was seen lately. It may err: for what it is used, that costs a little time. */
function createRepeats(): (url: string) => boolean {
  const seen = new Uint32Array(REMEMBERED);
  return (url) => {
    const sum = sumOf(url);
    const place = sum % REMEMBERED;
    const isSeen = seen[place] === sum;
    seen[place] = sum;
    return isSeen;
  };
}

/** The hash FNV-1a. */
function sumOf(text: string): number {
  let sum = 0x81_1c_9d_c5;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01_00_01_93);
  }
  return sum >>> 0;
}
