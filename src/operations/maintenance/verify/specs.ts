/** The spec files, against what is registered of them. */
import type { Entry } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import type { VerifyFinding } from './report.js';
import { finding } from './report.js';
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
    if (unnamed > 0) notes.push(`${plural(unnamed, 'model')}: the registry names no file`);
    return { checked: named.length, findings, notes };
  },
};

/** What is to be said of a model's file: a finding, a note, or nothing. */
async function checkEntry(
  entry: Entry,
  { specs, entries }: Inspection,
): Promise<VerifyFinding | string | undefined> {
  const { model_id: id, file_path: path, hash, file_hash, rolled_back_from: from } = entry;
  const about = { path, id };
  const file = await specs.at(path);
  if (file.state === 'gone') return finding('spec-gone', 'the file is gone', about);
  if (file.state === 'unreadable') {
    return finding('spec-unreadable', file.finding.message, about);
  }
  const held = `${path} still holds ${from?.version} of ${id}, which was rolled back`;
  const whole = file.source.hash;
  if (whole === from?.hash || (from !== undefined && whole === file_hash)) return held;
  if (whole === (file_hash ?? hash)) return undefined;
  // One of several models may be as it was, while another one changed or is refused.
  const parts = await specs.modelsIn(path);
  if (parts.some((it) => it === from?.hash)) return held;
  if (parts.length > 1 && parts.some((it) => it === hash)) return undefined;
  const others = new Set(
    entries.filter((it) => it.file_path === path && it.model_id !== id).map((it) => it.hash),
  );
  if (parts.length > 0 && parts.every((it) => others.has(it))) {
    return finding('spec-gone', `the file no longer holds ${id}`, about);
  }
  const message = `the file holds something else than the registered version ${entry.version} of ${id}`;
  return finding('spec-changed', message, about);
}
