import { foldLineEnds } from '../../domain/line-ends.js';
import { isObject } from '../../domain/json.js';
import type { Summary } from '../../domain/model.js';
import { describeUnwritable, writeAtomic } from '../../files/atomic.js';
import { isUnreadable } from '../../files/lstat-if-present.js';
import type { Layout } from './layout.js';
import { readFile } from './open-file.js';
import { createOutput } from './shared-output.js';

/** Writes the summary of a run, as `keepSummary` of the port. */
export async function writeSummary(layout: Layout, summary: Summary): Promise<void> {
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  try {
    createOutput(layout);
    await writeAtomic(layout.summary, text, { durable: false });
  } catch (error) {
    throw describeUnwritable(layout.summary, error, 'The summary of the run cannot be kept');
  }
}

/** Reads the summary of the last run, as `lastSummary` of the port. @throws RegistryError `file-unreadable` */
export async function readSummary(layout: Layout): Promise<Summary | undefined> {
  const { validate } = await import('../../domain/generated/model-registry-summary.js');
  try {
    const bytes = await readFile(layout, layout.summary, 'summary');
    const json: Summary | undefined = bytes && JSON.parse(foldLineEnds(bytes).toString());
    return validate(json) ? json : undefined;
  } catch (error) {
    if (isUnreadable(error)) throw error;
    return undefined;
  }
}

/** Whether the summary of the last run is sound, if there is one. @throws RegistryError `file-unreadable` */
export async function isSummarySound(layout: Layout): Promise<boolean> {
  const { validate } = await import('../../domain/generated/model-registry-summary.js');
  try {
    const bytes = await readFile(layout, layout.summary, 'summary');
    if (bytes === undefined) return true;
    const text = foldLineEnds(bytes).toString();
    const json: unknown = JSON.parse(text);
    const isWhole = text === `${JSON.stringify(json, null, 2)}\n`;
    return isWhole && (isOlder(json) || validate(json));
  } catch (error) {
    if (isUnreadable(error)) throw error;
    return false;
  }
}

/** Whether it is in a form that this program wrote before. The next run writes it again. */
function isOlder(json: unknown): boolean {
  return (
    isObject(json) && json['schema'] === 'urn:gnn-model-registry:schema:model-registry-summary:1'
  );
}
