import type { Summary } from '../../domain/model.js';
import { describeUnwritable, readTextIfPresent, writeAtomic } from '../../files/atomic.js';
import type { Layout } from './layout.js';

/**
 * Writes the summary of a run, which another run can always recreate.
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

/** Checks the summary of the last run. */
export async function readSummary(layout: Layout): Promise<'sound' | 'missing' | 'damaged'> {
  const { validate } = await import('../../domain/generated/model-registry-summary.js');
  try {
    const text = await readTextIfPresent(layout.summary);
    if (text === undefined) return 'missing';
    const isWritten = text === `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
    return isWritten && validate(JSON.parse(text)) ? 'sound' : 'damaged';
  } catch {
    return 'damaged';
  }
}
