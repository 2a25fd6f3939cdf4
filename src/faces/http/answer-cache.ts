/**
 * Keeps answers by their addresses, as long as what they depend on stays as it is: as bytes, one behind the other, in
 * memory that is taken once. As texts, those that give way would have to be collected with all that is in use.
 */
import type { Answered } from './idempotency.js';

/** An answer, and what it was made of. */
export interface KeptAnswer {
  /** Reads it, before another one is kept. */
  readonly read: () => Answered;
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
  readonly set: (url: string, answer: Answered, madeOf: Pick<KeptAnswer, 'tag' | 'turn'>) => void;
}

/** Where an answer is. */
interface Placed extends KeptAnswer {
  from: number;
  readonly length: number;
}

/** What is known of an answer takes as much as this, in bytes: there is a place for each so many. */
const LEAST_SIZE = 512;

/** @param most - how many bytes all answers may have together */
export function createAnswerCache(most: number): AnswerCache {
  const bytes = Buffer.allocUnsafeSlow(most);
  /** In the order of their bytes: the oldest, which are the next to give way, are first. */
  const known = new Map<string, Placed>();
  const isRepeated = createRepeats();
  let end = 0;
  const removeWhile = (isOver: (it: Placed) => boolean): void => {
    for (const [url, it] of known) {
      if (!isOver(it)) return;
      known.delete(url);
    }
  };
  /** Takes the next bytes from those that have them. @returns where they begin */
  const take = (length: number): number => {
    if (end + length > most) {
      removeWhile(({ from }) => from >= end);
      end = 0;
    }
    const from = end;
    end += length;
    removeWhile((it) => it.from >= from && it.from < end);
    removeWhile(() => known.size >= most / LEAST_SIZE);
    return from;
  };
  return {
    get: (url) => {
      const kept = known.get(url);
      if (kept === undefined) return undefined;
      if ((end - kept.from + most) % most <= most / 2) return kept;
      // What is still asked for is put behind the others before its turn comes.
      known.delete(url);
      const from = take(kept.length);
      bytes.copyWithin(from, kept.from, kept.from + kept.length);
      kept.from = from;
      known.set(url, kept);
      return kept;
    },
    set: (url, { status, headers, body }, { tag, turn }) => {
      if (!known.delete(url) && !isRepeated(url)) return;
      const length = Buffer.byteLength(body);
      if (length > most / 8) return;
      // A text of ASCII alone is read faster as such.
      const encoding = length === body.length ? 'latin1' : 'utf8';
      const from = take(length);
      bytes.write(body, from, length, encoding);
      const read = (): Answered => {
        const text = bytes.toString(encoding, placed.from, placed.from + length);
        return { status, headers, body: text };
      };
      const placed: Placed = { read, tag, turn, from, length };
      known.set(url, placed);
    },
  };
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
