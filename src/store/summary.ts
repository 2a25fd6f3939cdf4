import type { Summary } from '../domain/model.js';
import { describeUnwritable, writeAtomic } from './atomic.js';
import type { Layout } from './layout.js';

/**
 * Writes the summary of a run, which can always be made again by another run.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeSummary(layout: Layout, summary: Summary): Promise<void> {
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  try {
    await writeAtomic(layout.summary, text, { durable: false });
  } catch (error) {
    throw describeUnwritable(layout.summary, error);
  }
}
