/** Runs property tests: see `holds`. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether to run properties in full. */
    isFull: boolean;
    /** How many values a long run tries of each property instead of its own number, or below 1 a part of that; or null. */
    runs: number | null;
  }
}

/** How many values a property is tested with. */
export interface Tries extends Pick<fc.Parameters, 'endOnFailure'> {
  /** In `npm test`; 0 where it is not tried there. */
  readonly short: number;
  /** In `npm run test:all`. */
  readonly full: number;
}

/** The same in every short run, so that what fails for one person fails for everyone. */
const FIXED_SEED = 20_260_101;

/**
 * Any code point but a surrogate, for `fc.string({ unit: CODE_POINT })`: fast-check's own unit `binary` makes a table of
 * all of them, which takes more than a second.
 */
export const CODE_POINT: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10_ff_ff - 0x8_00 })
  .map((number) => String.fromCodePoint(number < 0xd8_00 ? number : number + 0x8_00));

/** Trials between two turns of the event loop, in which the runner hears that a test is alive. */
const CHUNK = 2000;

/**
 * Tests a property: in a short run with a fixed seed, in a long run with the printed one. More than a few thousand tries have a seed for each chunk of them.
 *
 * @throws Error if the property does not hold, with the seed and the smallest counterexample
 */
export async function holds<Values>(
  property: fc.IRawProperty<Values>,
  { short, full, ...parameters }: Tries,
): Promise<void> {
  const seed = inject('seed');
  if (!inject('isFull')) {
    await fc.assert(property, { ...parameters, numRuns: short, seed: FIXED_SEED });
    return;
  }
  const tries = triesOf({ short, full }, inject('runs'));
  for (let done = 0; done < tries; done += CHUNK) {
    const numRuns = Math.min(CHUNK, tries - done);
    await fc.assert(property, { ...parameters, numRuns, seed: seed + done });
    await setImmediate();
  }
}

/** A part of the full number is never less than this many times the short one, nor more than the full one. */
const LEAST = 3;

function triesOf({ short, full }: Tries, runs: number | null): number {
  if (runs === null) return full;
  return runs < 1 ? Math.min(full, Math.max(LEAST * short, Math.ceil(full * runs))) : runs;
}
