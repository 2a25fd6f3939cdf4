/** Verifies the spec files against their registered versions. */
import type { Entry } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import type { VerifyFinding } from '../../generated/shapes.js';
import { WEIGHTS_KIND } from '../../../domain/weights.js';
import { createFinding } from './report.js';
import { checkWeightsOf } from './weights.js';
import type { Inspection, Step } from './step.js';

export const specs: Step = {
  name: 'specs',
  check: async (inspection) => {
    const known = inspection.entries.filter((it) => it.status !== 'deleted');
    const named = known.filter((it) => it.file_path !== '');
    const findings: VerifyFinding[] = [];
    const notes: string[] = [];
    for (const entry of named) {
      inspection.place.env.signal?.throwIfAborted();
      const found = await checkEntry(entry, inspection);
      if (typeof found === 'string') notes.push(found);
      else if (found !== undefined) findings.push(found);
    }
    const unnamed = known.length - named.length;
    if (unnamed > 0) notes.push(`${plural(unnamed, 'model')}: the registry names no spec file`);
    return { checked: named.length, findings, notes };
  },
};

/** Whether a person said that a model is over: its file may be gone, or be that of another one. */
export function isOver({ status }: Entry): boolean {
  return status === 'archived' || status === 'retired';
}

/** Checks the file of a model. @returns a finding, a note, or undefined */
async function checkEntry(
  entry: Entry,
  { specs, entries, place }: Inspection,
): Promise<VerifyFinding | string | undefined> {
  if (entry.kind === WEIGHTS_KIND)
    return isOver(entry) ? undefined : checkWeightsOf(entry, { place });
  const { model_id: id, file_path: path, hash, file_hash, rolled_back_from: from } = entry;
  const about = { path, id };
  const file = await specs.at(path);
  if (file.state === 'gone') {
    return isOver(entry)
      ? `${path} of ${id}, which is ${entry.status}, does not exist`
      : createFinding('spec-gone', 'the file is not here', about);
  }
  if (file.state === 'unreadable') {
    return createFinding('spec-unreadable', file.finding.message, about);
  }
  const rollbackNote = `${path} still contains ${from?.version} of ${id}, which was rolled back`;
  const whole = file.source.hash;
  if (whole === from?.hash || (from !== undefined && whole === file_hash)) return rollbackNote;
  if (whole === (file_hash ?? hash)) return undefined;
  // One of several models may be unchanged while another one changed or is refused.
  const parts = await specs.modelsIn(path);
  if (parts.some((it) => it === from?.hash)) return rollbackNote;
  if (parts.length > 1 && parts.some((it) => it === hash)) return undefined;
  const others = entries.filter((it) => it.file_path === path && it.model_id !== id);
  const known = new Set(others.map((it) => it.hash));
  const isOut = parts.length > 0 && parts.every((it) => known.has(it));
  const owner = others.find((it) => !isOver(it) && it.status !== 'deleted');
  // Where the owner has new content, the next run gives that to the owner.
  if (isOver(entry) && owner !== undefined && (isOut || parts.length === 1)) {
    return `${path} of ${id}, which is ${entry.status}, is the file of ${owner.model_id} now`;
  }
  if (isOut) return createFinding('spec-gone', `the file no longer contains ${id}`, about);
  const message = `the content of the file differs from the registered version ${entry.version} of ${id}`;
  return createFinding('spec-changed', message, about);
}
