/** Draws many pictures in several threads, and names each by what it is drawn from. */
import { sha256 } from '../domain/canonical.js';
import type { Picture } from './draw-model.js';
import { startLayouter, type Layouter } from './layout.js';

/** Raise it whenever the same model gives other bytes, so that pictures that are kept are drawn again. */
export const DRAWING = 2;

/** Returns what names a picture: the same for the same parts, as long as this program draws them alike. */
export function keyOfPicture(...parts: readonly string[]): string {
  return sha256(JSON.stringify([DRAWING, ...parts])).slice(0, 40);
}

/**
 * Returns the key to keep a picture under: a table that stands for one is drawn again, since a busy machine may
 * have been too slow for the layout.
 *
 * @param key - of the picture that was asked for
 */
export function keyOfDrawn({ form }: Pick<Picture, 'form'>, key: string): string {
  return form === 'table' ? keyOfPicture('table', key) : key;
}

/** More threads would take more memory than they save time. */
const MAX_THREADS = 3;
/** Starting a thread takes as long as several pictures. */
const JOBS_A_THREAD = 8;

/**
 * Does each job with a layouter, several at once. After an error no other job is begun.
 *
 * @param threads - how many there may be
 * @throws what a job throws
 */
export async function drawMany<Job>(
  jobs: readonly Job[],
  threads: number,
  draw: (job: Job, layouter: Layouter) => Promise<void>,
): Promise<void> {
  const queue = takeTurns(jobs);
  const serve = async (): Promise<void> => {
    const layouter = startLayouter();
    try {
      for (const job of queue) await draw(job, layouter);
    } finally {
      layouter.end();
    }
  };
  const wanted = Math.ceil(jobs.length / JOBS_A_THREAD);
  await Promise.all(Array.from({ length: Math.min(threads, MAX_THREADS, wanted) }, serve));
}

/** Whoever leaves it early ends it for all others too. */
function* takeTurns<Job>(jobs: readonly Job[]): Generator<Job> {
  yield* jobs;
}
