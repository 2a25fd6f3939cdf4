/** How the properties are tried: see `holds`. */
import fc from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether properties are tried in full. */
    isFull: boolean;
  }
}

/** How many values a property is tried with. */
export interface Tries extends Pick<fc.Parameters, 'endOnFailure'> {
  /** In `npm test`, for each of two seeds. */
  readonly short: number;
  /** In `npm run test:all`. */
  readonly full: number;
}

/** The same values in every short run, so that what fails for one person fails for all. */
const FIXED_SEED = 20_260_101;

/**
 * Tries a property: in a short run from a fixed seed and from the printed one, in a long run from
 * the printed one alone.
 *
 * @throws Error, if it does not hold, with the seed and the smallest values found.
 */
export async function holds<Values>(
  property: fc.IRawProperty<Values>,
  { short, full, ...parameters }: Tries,
): Promise<void> {
  const seed = inject('seed');
  if (inject('isFull')) {
    await fc.assert(property, { ...parameters, numRuns: full, seed });
    return;
  }
  for (const each of [FIXED_SEED, seed]) {
    await fc.assert(property, { ...parameters, numRuns: short, seed: each });
  }
}
